"""A breach begins with a word: little is known on the first evening, and the clocks run already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Max

from breaches.clocks import clocks_recount
from breaches.models import Breach, FactKind, Reporter, Stage
from breaches.selectors import agreement_proposed, facts_current, products_in_use
from breaches.services.facts import day_words, fact_written
from breaches.services.states import BreachRefused, breach_entered, breach_locked_open
from contracts.models import Agreement
from district.audit import Actor, audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from vendors.models import Operator, Product

PREFIX: Final = {False: "B", True: "D"}
# One at a time: two reports of one evening get two numbers.
NUMBER_LOCK: Final = 7_340_014
DETAILS: Final = (
    "title",
    "agreement",
    "reported_by",
    "reporter",
    "what_happened",
    "happened_from",
    "happened_until",
    "measures",
    "operator_contact",
)


@dataclass(frozen=True, slots=True)
class Report:
    """What the first form asks. `facts` are moments by kind; `products` may be empty: then all of the operator's."""

    operator: Operator | None
    reported_by: str = Reporter.OPERATOR
    reporter: str = ""
    what_happened: str = ""
    title: str = ""
    facts: Mapping[str, datetime] = field(default_factory=dict)
    products: Iterable[Product] = ()
    agreement: Agreement | None = None


def breach_report(*, report: Report, actor: User, now: datetime, drill: bool = False) -> Breach:
    """Open the room of a breach: its number, its facts, the products and the agreement that it falls under.

    Whoever is told at once is told by the clocks' first count. BreachRefused, at the field, for impossible times
    (`field` is then the kind of the fact) and where the operator would report and is not named.
    """
    _reporter_checked(report)
    with audited(actor=actor, reason=_reason(report, drill)):
        breach = _breach_made(report, actor, now, drill)
        for kind in FactKind.values:
            if at := report.facts.get(kind):
                _fact_reported(breach, report, kind, at, actor, now)
        breach_entered(breach, Stage.REPORTED, actor=actor, now=now, reason="")
        if FactKind.DETERMINED in report.facts:
            breach_entered(breach, Stage.DETERMINED, actor=actor, now=now, reason="determined when it was reported")
        clocks_recount(breach=breach, actor=actor, now=now)
    return breach


def _reporter_checked(report: Report) -> None:
    if report.reported_by == Reporter.OPERATOR and report.operator is None:
        raise BreachRefused("Choose which operator it is, or say that somebody else told you.", "operator")


def _reason(report: Report, drill: bool) -> str:
    return f"{'Drill begun' if drill else 'Breach reported'} by {Reporter(report.reported_by).label}"


def _breach_made(report: Report, actor: User, now: datetime, drill: bool) -> Breach:
    ordinal = _next_ordinal(drill)
    products = _products(report)
    agreement = report.agreement
    if agreement is None and report.operator is not None:
        agreement = agreement_proposed(report.operator, products)
    breach = Breach.objects.create(
        number=f"{PREFIX[drill]}-{ordinal}",
        ordinal=ordinal,
        drill=drill,
        title=report.title.strip() or _title(report, products),
        operator=report.operator,
        agreement=agreement,
        reported_by=report.reported_by,
        reporter=report.reporter.strip(),
        what_happened=report.what_happened.strip(),
        created_at=now,
        created_by=actor,
    )
    breach.products.set(products)
    return breach


def _next_ordinal(drill: bool) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER_LOCK])
    return (Breach.objects.filter(drill=drill).aggregate(last=Max("ordinal"))["last"] or 0) + 1


def _products(report: Report) -> list[Product]:
    """Those that were named; else every product of the operator: too many are struck off more safely than forgotten."""
    named = list(report.products)
    if named or report.operator is None:
        return named
    return list(products_in_use([report.operator.pk]))


def _title(report: Report, products: list[Product]) -> str:
    if report.operator is None:
        return "The district's own systems"
    return products[0].name if len(products) == 1 else report.operator.name


def _fact_reported(breach: Breach, report: Report, kind: str, at: datetime, actor: User, now: datetime) -> None:
    says = report.reporter.strip() or str(Reporter(report.reported_by).label)
    try:
        fact_written(breach, kind=kind, at=at, stated_by=says, note="", actor=actor, now=now)
    except BreachRefused as refusal:
        raise BreachRefused(str(refusal), kind) from refusal


def breach_details_change(
    *, breach: Breach, values: Mapping[str, Any], reason: str, actor: Actor, now: datetime
) -> Breach:
    """Change what is told of a breach: `values` by the names of DETAILS, and "products". The clocks are counted anew.

    BreachRefused where it is over, where no reason is given for another agreement, and for impossible days.
    """
    with audited(actor=actor, reason=reason.strip() or "What is known of the breach"):
        locked = breach_locked_open(breach)
        changed = [name for name in DETAILS if name in values and getattr(locked, name) != values[name]]
        if "agreement" in changed:
            _agreement_checked(locked, values["agreement"], reason)
        for name in changed:
            setattr(locked, name, values[name])
        _days_checked(locked, now)
        locked.save(update_fields=changed)
        if "products" in values:
            locked.products.set(values["products"])
        clocks_recount(breach=locked, actor=actor, now=now)
    return locked


def _agreement_checked(breach: Breach, agreement: Agreement | None, reason: str) -> None:
    if breach.agreement_id is not None and not reason.strip():
        raise BreachRefused("Say why it falls under another agreement: its clocks change with it.", "reason")
    if agreement is not None and agreement.operator_id != breach.operator_id:
        raise BreachRefused("This agreement is with another operator.", "agreement")


def _days_checked(breach: Breach, now: datetime) -> None:
    """The days of the breach lie in the past, in order, and begin before anybody discovered it."""
    zone = district_current().time_zone
    first, last = breach.happened_from, breach.happened_until
    for name, day in (("happened_from", first), ("happened_until", last)):
        if day is not None and day > local_day(now, zone):
            raise BreachRefused("This day lies in the future.", name)
    if first is not None and last is not None and last < first:
        raise BreachRefused(f"The breach cannot end before it began, on {day_words(first)}.", "happened_until")
    if first is not None:
        _begun_before_known(breach, first, zone)


def _begun_before_known(breach: Breach, first: date, zone: str) -> None:
    known = [local_day(fact.at, zone) for fact in facts_current(breach).values()]
    if known and first > min(known):
        words = "The breach cannot begin after it was known: the earliest moment among the facts is on"
        raise BreachRefused(f"{words} {day_words(min(known))}.", "happened_from")
