"""Breaches for the tests of clocks: a district with packs, an operator with an agreement, and facts by name."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import count
from typing import Any

from breaches.models import Breach, BreachElement, BreachFact
from contracts.models import Agreement
from deadlines.models import Deadline
from deadlines.selectors import clocks_of
from district.models import AdoptedPack, District, User
from inventory.models import DataElement, ElementClass
from tests.factories.contracts import CheckFactory, DocumentFactory, FindingFactory, SignedAgreementFactory, quote_of
from vendors.models import Operator

LONG_AGO = date(2017, 2, 13)
NUMBERS = count(1)


def adopt(*packs: str) -> None:
    for pack in packs:
        AdoptedPack.objects.create(pack=pack, adopted_on=LONG_AGO if pack.startswith("ct") else date(2021, 7, 1))


def in_connecticut(district: District) -> District:
    """The district of the fixture, moved: other holidays, another time zone."""
    district.state, district.time_zone = "CT", "America/New_York"
    district.save()
    return district


def breach_of(by: User, now: datetime, agreement: Agreement | None = None, **fields: Any) -> Breach:
    """A breach of an operator as the room makes one, without facts."""
    number = next(NUMBERS)
    drill = fields.get("drill", False)
    operator = fields.pop("operator", None) or (agreement.operator if agreement else None)
    return Breach.objects.create(
        **{
            "number": f"{'D' if drill else 'B'}-{number}",
            "ordinal": number,
            "title": "Maple Reader",
            "operator": operator,
            "agreement": agreement,
            "created_at": now,
            "created_by": by,
            **fields,
        }
    )


def fact(
    breach: Breach, kind: str, at: datetime, by: User, now: datetime, stated_by: str = "Maple Reader"
) -> BreachFact:
    """A fact, in the place of the one of its kind before it, if there is one."""
    old = breach.facts.filter(kind=kind).order_by("-entered_at", "-pk").first()
    return BreachFact.objects.create(
        breach=breach,
        kind=kind,
        at=at,
        stated_by=stated_by,
        entered_by=by,
        entered_at=now,
        replaces=old,
        note="A slip of the pen." if old else "",
    )


def facts(breach: Breach, by: User, now: datetime, **moments: datetime) -> None:
    for kind, at in moments.items():
        fact(breach, kind, at, by, now)


def touched(breach: Breach, by: User, now: datetime, *classes: str) -> None:
    """The breach touched one kind of information of each class, and no other."""
    breach.elements.all().delete()
    for name in classes:
        element, _ = DataElement.objects.get_or_create(
            name=f"Kind of {name}", defaults={"group": "Tests", "element_class": name, "explanation": "Invented."}
        )
        BreachElement.objects.create(
            breach=breach, element=element, element_class=ElementClass(name), added_by=by, added_at=now
        )


def agreement_saying(
    words: str, provision: str = "ct-student-data.6", verdict: str = "found", operator: Operator | None = None
) -> Agreement:
    """A signed agreement whose check found these words under the provision. Nobody has confirmed it."""
    agreement = SignedAgreementFactory(operator=operator) if operator else SignedAgreementFactory()
    document = DocumentFactory(agreement=agreement, text=words)
    FindingFactory(
        review_check=CheckFactory(document=document, packs={provision.partition(".")[0]: "2026.3"}),
        provision=provision,
        verdict=verdict,
        quotes=[quote_of(words, words)] if verdict in ("found", "weaker") else [],
    )
    return agreement


def clocks(breach: Breach) -> Mapping[tuple[str, str], Deadline]:
    """The clocks that were not withdrawn, by the end of the rule's id and the source."""
    rows = clocks_of(breach).exclude(state="withdrawn")
    return {(row.rule.removeprefix("ct-student-data.").removeprefix("il-soppa."), row.source): row for row in rows}
