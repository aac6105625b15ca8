"""The cure notice as a letter: made from the notice's frozen words, and kept as it was sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from contracts.cure.gaps import conflict_duties, cure_duty, lacks
from contracts.models import AgreementState, CureItem, CureNotice, CureState
from contracts.packs import packs_applying
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
    duty = cure_duty(asked_for)
    return {
        "notice": notice,
        "agreement": agreement,
        "products": list(agreement.products.order_by("name")),
        "day": notice.sent_at or now,
        "zone": district.time_zone,
        "draft": notice.state == CureState.DRAFT and notice.sent_at is None,
        "laws": by_law(items),
        "conflicts": [item for item in items if item.conflicts],
        "conflict_duties": conflict_duties(asked_for),
        "duty": duty,
        "void_follows": duty is not None
        and agreement.state == AgreementState.SIGNED
        and _something_lacks(items, duty.id),
    }


def by_law(items: Iterable[CureItem]) -> list[tuple[str, list[CureItem]]]:
    """Items under their laws, in the order of the list."""
    laws: dict[str, list[CureItem]] = {}
    for item in items:
        laws.setdefault(item.law, []).append(item)
    return list(laws.items())


def _something_lacks(items: Iterable[CureItem], duty: str) -> bool:
    pack = duty.partition(".")[0]
    return any(item.provision.partition(".")[0] == pack and lacks(item) for item in items)
