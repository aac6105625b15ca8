"""The cure notice as a letter: made from the notice's frozen words, and kept as it was sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from contracts.cure.gaps import conflict_duties, void_duty
from contracts.models import AgreementState, CureItem, CureNotice, CureState
from contracts.packs import agreement_day, packs_applying
from district.clock import local_day
from district.printing import pdf_rendered
from district.selectors import district_current, packs_adopted

TEMPLATE = "letters/cure_notice.html"


def letter_title(notice: CureNotice) -> str:
    return f"Notice to cure: {notice.agreement.title}"


def notice_letter(notice: CureNotice, *, now: datetime) -> bytes:
    """The letter as a tagged PDF. A draft says on its face that it is one."""
    return pdf_rendered(TEMPLATE, letter_context(notice, now=now), title=letter_title(notice))


def letter_context(notice: CureNotice, *, now: datetime) -> dict[str, Any]:
    """What the letter says: the provisions asked for, by law, the clauses that conflict, the term and its ground."""
    district = district_current()
    agreement = notice.agreement
    items = [item for item in notice.items.order_by("position") if item.listed]
    on = local_day(now, district.time_zone)
    applying = [
        one.pack.id for one in packs_applying(agreement, packs_adopted(on), on, district.time_zone) if one.applies
    ]
    laws = {item.provision.partition(".")[0] for item in items}
    asked_for = [pack for pack in applying if pack in laws]
    signed = agreement.state == AgreementState.SIGNED
    entered = agreement_day(agreement, on, district.time_zone)
    void = void_duty(asked_for, items, entered) if signed else None
    return {
        "notice": notice,
        "agreement": agreement,
        "products": list(agreement.products.order_by("name")),
        "day": notice.sent_at or now,
        "zone": district.time_zone,
        "draft": notice.state == CureState.DRAFT and notice.sent_at is None,
        "laws": by_law(items),
        "conflicts": [item for item in items if item.conflicts],
        "conflict_duties": conflict_duties(asked_for, entered),
        "duty": void[0] if void is not None else None,
        "void_follows": void is not None,
    }


def by_law(items: Iterable[CureItem]) -> list[tuple[str, list[CureItem]]]:
    """Items under their laws, in the order of the list."""
    laws: dict[str, list[CureItem]] = {}
    for item in items:
        laws.setdefault(item.law, []).append(item)
    return list(laws.items())
