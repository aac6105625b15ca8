"""Which products in use have an agreement in force on a day, in the database and in words."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Case, CharField, DateField, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from contracts.models import Agreement, AgreementState
from contracts.standing import Standing, StandingCode, standing_of
from inventory.models import ProductUse
from inventory.selectors import in_use_on

# Of several agreements of a product the first of these speaks for it.
ORDER: Final[tuple[StandingCode, ...]] = ("in_force", "not_begun", "void", "expired", "ended")
WORDS: Final[dict[StandingCode, str]] = {"in_force": "in force", "not_begun": "signed", "expired": "expired"}
NONE: Final = Standing("not_signed", "late", "none")


def uses_with_standing(uses: QuerySet[ProductUse], day: date) -> QuerySet[ProductUse]:
    """Each with `standing_code` (one of ORDER, or "none"), the day as `standing_on`, and its agreements ready."""
    signed = Agreement.objects.filter(signed_at__isnull=False)
    return uses.annotate(
        standing_code=Case(
            *(When(Exists(_agreements(code, day)), then=Value(code)) for code in ORDER),
            default=Value("none"),
            output_field=CharField(),
        ),
        standing_on=Value(day, output_field=DateField()),
    ).prefetch_related(Prefetch("product__agreements", queryset=signed, to_attr="agreements_signed"))


def uses_standing(uses: QuerySet[ProductUse], code: str | None) -> QuerySet[ProductUse]:
    """Those of `uses_with_standing` that stand so."""
    narrowed: QuerySet[ProductUse] = uses.filter(Q(("standing_code", code)))
    return narrowed


def uses_without_agreement(uses: QuerySet[ProductUse], day: date) -> QuerySet[ProductUse]:
    """Products still in use on a day with no agreement in force. Those for a general audience need none."""
    in_use = uses.filter(in_use_on(day), product__general_audience=False)
    return in_use.exclude(Exists(_agreements("in_force", day)))


def use_standing(use: ProductUse) -> Standing:
    """How the agreement that speaks for the product stands. Reads nothing more after `uses_with_standing`."""
    return standing_best(use.product.agreements_signed, use.standing_on)  # type: ignore[attr-defined]


def standing_best(agreements: Iterable[Agreement], day: date) -> Standing:
    """The standing of the agreement that speaks for its product: none, where no agreement was signed."""
    standings = [standing_of(agreement, day) for agreement in agreements]
    known = [standing for standing in standings if standing.code in ORDER]
    return min(known, key=lambda standing: ORDER.index(standing.code), default=NONE)


def standing_in_words(standing: Standing) -> tuple[str, str]:
    """A word, and what follows it: ("in force", "until Thursday 31 December 2026"); nothing where the word is all."""
    word = WORDS.get(standing.code, standing.words)
    return word, standing.words.removeprefix(word).removeprefix(",").strip()


def _agreements(code: StandingCode, day: date) -> QuerySet[Agreement]:
    """Agreements of the product that stand so, as `standing_of` says it."""
    return Agreement.objects.filter(_condition(code, day), products=OuterRef("product"))


def _condition(code: StandingCode, day: date) -> Q:
    signed, begun = Q(state=AgreementState.SIGNED), Q(starts_on__lte=day)
    runs = Q(ends_on=None) | Q(ends_on__gte=day) | Q(renews=True)
    return {
        "in_force": signed & begun & runs,
        "not_begun": signed & ~begun,
        "expired": signed & begun & ~runs,
        "ended": Q(state=AgreementState.ENDED),
        "void": Q(state=AgreementState.VOID),
    }[code]
