"""Copies on paper: pages counted, a fee within the schedule that the office entered, never a no for want of money."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from district.audit import audited
from district.models import User
from requests_portal.copies.giving import (
    answered_with,
    day_refuse,
    delivery_locked,
    delivery_made,
    files_checked,
    locked_for_giving,
    moment_of,
    twice_refuse,
)
from requests_portal.copies.standing import pages_counted
from requests_portal.models import (
    Delivery,
    DeliveryWay,
    PortalSettings,
    PrivacyRequest,
    RequestFile,
    RequestKind,
)
from requests_portal.selectors import portal_settings
from requests_portal.services.steps import RequestRefused, reason_given, step_add

MOST_PAGES: Final = 100_000
ASKED_WAIVER: Final = "The family said that it cannot pay."
PAPER_DAYS: Final = {"mailed_on": "copy_mailed", "picked_up_on": "copy_picked_up", "paid_on": "copy_paid"}


def paper_make(
    *,
    request: PrivacyRequest,
    files: Sequence[RequestFile],
    more_pages: int,
    waive_because: str,
    not_electronic_because: str,
    actor: User,
    now: datetime,
) -> Delivery:
    """A copy on paper with its pages counted and its fee; nobody is refused one for want of money.

    `more_pages`: of files that do not say how many pages they have. The fee is waived where the family ticked that it
    cannot pay, or for the custodian's reason. `not_electronic_because` is needed where an electronic copy was asked
    for. The request is answered when it is mailed or picked up.
    """
    with audited(actor=actor, reason=f"{request.number}: copy on paper"):
        locked = locked_for_giving(request, "")
        given = files_checked(locked, files)
        twice_refuse(locked, DeliveryWay.PAPER, given)
        because = _not_electronic(locked, not_electronic_because)
        pages = _pages(given, more_pages)
        waiver = ASKED_WAIVER if waiver_asked(locked) else waive_because.strip()
        cents, fee = fee_for(pages, portal_settings())
        delivery = delivery_made(
            locked,
            DeliveryWay.PAPER,
            actor,
            now,
            pages=pages,
            cents_per_page=cents,
            fee_cents=0 if waiver else fee,
            waived=bool(waiver and fee),
            waived_because=waiver[:300] if fee else "",
            not_electronic_because=because,
        )
        delivery.files.set(given)
        step_add(
            request=locked,
            code="copy_printed",
            at=now,
            actor=actor,
            now=now,
            pages=pages,
            fee=dollars(delivery.fee_cents),
        )
    return delivery


def fee_for(pages: int, settings: PortalSettings) -> tuple[int | None, int]:
    """Cents a page and the fee for so many pages: never above the most that the office entered; none without it."""
    cents, most = settings.paper_cents_per_page, settings.most_cents_per_page
    if not cents or most is None:
        return None, 0
    asked = min(cents, most)
    return asked, pages * asked


def waiver_asked(request: PrivacyRequest) -> bool:
    return bool((request.details or {}).get("waiver"))


def electronic_asked(request: PrivacyRequest) -> bool:
    return request.kind == RequestKind.COPY and (request.details or {}).get("form", "electronic") == "electronic"


def dollars(cents: int) -> str:
    """ "$4.55"."""
    return f"${cents // 100:,}.{cents % 100:02}"


def fee_waive(*, delivery: Delivery, because: str, actor: User, now: datetime) -> Delivery:
    """The custodian decides that nothing is to be paid."""
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{delivery.request.number}: fee waived"):
        locked = delivery_locked(delivery)
        if not locked.fee_cents:
            raise RequestRefused("Nothing is to be paid for it.")
        if locked.paid_on:
            raise RequestRefused("It was paid already.")
        locked.fee_cents, locked.waived, locked.waived_because = 0, True, reason[:300]
        locked.save(update_fields=["fee_cents", "waived", "waived_because"])
        step_add(request=locked.request, code="copy_fee_waived", at=now, actor=actor, now=now, because=reason)
    return locked


def paper_day_enter(*, delivery: Delivery, what: str, day: date, outcome: str, actor: User, now: datetime) -> Delivery:
    """Enter on which day a copy on paper was "mailed_on", "picked_up_on" or "paid_on".

    Mailing and picking up answer the request with `outcome`; paying holds nothing up and answers nothing.
    """
    with audited(actor=actor, reason=f"{delivery.request.number}: {what}"):
        locked = delivery_locked(delivery)
        if locked.way != DeliveryWay.PAPER or what not in PAPER_DAYS:
            raise RequestRefused("Only copies on paper are mailed, picked up and paid.")
        day_refuse(day, locked, now)
        if getattr(locked, what):
            raise RequestRefused("This was entered already.")
        if what == "paid_on" and not locked.fee_cents:
            raise RequestRefused("Nothing is to be paid for it.")
        setattr(locked, what, day)
        locked.save(update_fields=[what])
        facts: dict[str, Any] = {what: day.isoformat()}
        step_add(request=locked.request, code=PAPER_DAYS[what], at=now, actor=actor, now=now, **facts)
        if what != "paid_on":
            evidence = (
                f"A copy of {locked.pages} pages was {'mailed' if what == 'mailed_on' else 'picked up'} on {day}."
            )
            answered_with(delivery.request, outcome, evidence, at=moment_of(day, locked, now), actor=actor, now=now)
    return locked


def _pages(files: Sequence[RequestFile], more: int) -> int:
    counted, unknown = pages_counted(files)
    if unknown and more < 1:
        raise RequestRefused("Count the pages of the files that do not say how many they have.", "more_pages")
    pages = counted + (more if unknown else 0)
    if not 0 < pages <= MOST_PAGES:
        raise RequestRefused("The number of pages cannot be right.", "more_pages")
    return pages


def _not_electronic(request: PrivacyRequest, because: str) -> str:
    if not electronic_asked(request):
        return ""
    if not because.strip():
        raise RequestRefused(
            "An electronic copy was asked for. Say why it is not held electronically and would be unduly burdensome.",
            "not_electronic_because",
        )
    return because.strip()
