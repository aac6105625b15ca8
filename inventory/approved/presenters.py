"""The approved list in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from inventory.approved.publicpages import public_pages_of
from inventory.approved.selectors import Near, decisions_of, information_of
from inventory.models import CommitteeDecision, Condition, DecisionOutcome, ProductUse
from rulebook.reckoning import words_for_day
from vendors.models import Product


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition as staff read it."""

    text: str
    standing: str


@dataclass(frozen=True, slots=True)
class AppLine:
    """One approved app: everything that its row says. `public_url` is empty where it is not published."""

    pk: int
    name: str
    operator: str
    description: str
    what_for: str
    subject: str
    grades: str
    tone: str
    standing: str
    until: str
    under_13: str
    reason: str
    conditions: tuple[ConditionLine, ...]
    information: tuple[str, ...]
    public_url: str


@dataclass(frozen=True, slots=True)
class NearLine:
    """One app that is near what was typed and not approved."""

    name: str
    operator: str
    tone: str
    standing: str
    ask_url: str


def app_lines(products: Sequence[Product], day: date) -> list[AppLine]:
    """Rows of a page of the list: four queries, whatever their number."""
    decisions, information = decisions_of(products), information_of(products)
    public = public_pages_of(product.slug for product in products)
    return [
        _line(product, decisions[product.pk], information.get(product.pk, []), public.get(product.slug, ""), day)
        for product in products
    ]


def _line(product: Product, decision: CommitteeDecision, information: list[str], public_url: str, day: date) -> AppLine:
    use = use_of(product)
    conditioned = decision.outcome == DecisionOutcome.CONDITIONS
    return AppLine(
        pk=product.pk,
        name=product.name,
        operator=product.operator.name,
        description=product.description,
        what_for=use.purpose if use is not None else "",
        subject=use.content_area if use is not None else "",
        grades=decision.grades or (use.grades if use is not None else ""),
        tone="soon" if conditioned else "done",
        standing="approved with conditions" if conditioned else "approved",
        until=until_words(decision, day),
        under_13=under_13_words(use),
        reason=decision.reason,
        conditions=tuple(_condition(one) for one in decision.conditions.all()),
        information=tuple(information),
        public_url=public_url,
    )


def use_of(product: Product) -> ProductUse | None:
    """How the product is in use; None where nobody has described that."""
    return getattr(product, "use", None)


def until_words(decision: CommitteeDecision, day: date) -> str:
    """Until when it may be used."""
    if decision.expires_on is None:
        return "without a fixed end"
    left = (decision.expires_on - day).days
    soon = f", in {left} day{'s' * (left != 1)}" if left <= 60 else ""
    return f"until {words_for_day(decision.expires_on)}{soon}"


def under_13_words(use: ProductUse | None) -> str:
    """What the description says of pupils under 13."""
    said = {"yes": "Students under 13 use it.", "no": "Not for students under 13."}
    return said.get(use.users_under_13, "") if use is not None else ""


def _condition(condition: Condition) -> ConditionLine:
    if condition.met_on is not None:
        return ConditionLine(condition.text, f"met on {words_for_day(condition.met_on)}")
    return ConditionLine(condition.text, f"{condition.owner} sees to it by {words_for_day(condition.due_on)}")


def near_lines(found: Sequence[Near], day: date) -> list[NearLine]:
    """Why each is not on the list, and the way to ask for it."""
    return [_near(one, day) for one in found]


def _near(one: Near, day: date) -> NearLine:
    name, operator = one.product.name, one.product.operator.name
    if one.request is not None:
        said = f"asked for on {words_for_day(one.request.asked_at.date())}: {one.request.get_state_display()}"
        return NearLine(name, operator, "waiting", said, "")
    return NearLine(name, operator, *decided_words(one.decision, day), ask_url(name, one.product.pk))


def decided_words(decision: CommitteeDecision | None, day: date) -> tuple[str, str]:
    """Tone and words of the last decision on an app that may not be used."""
    if decision is None:
        return "open", "never asked for"
    if decision.outcome == DecisionOutcome.REFUSED:
        return "contradicted", f"refused on {words_for_day(decision.decided_on)}"
    if decision.expires_on is not None and decision.expires_on < day:
        return "late", f"its approval expired on {words_for_day(decision.expires_on)}"
    ended = decision.ended_on or decision.decided_on
    return "withdrawn", f"its approval ended on {words_for_day(ended)}"


def ask_url(name: str = "", product: int | None = None) -> str:
    """The form that asks for an app, with the name filled in; empty where the form is not installed."""
    try:
        address = reverse("apps:ask")
    except NoReverseMatch:
        return ""
    given = {key: value for key, value in (("q", name), ("product", product)) if value}
    return f"{address}?{urlencode(given)}" if given else address
