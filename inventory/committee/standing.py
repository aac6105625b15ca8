"""What the committee says of one product on a day: the decision in force, else its last word, and what is asked now."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper

from district.models import User
from inventory.committee.people import SEE
from inventory.committee.presenters import ConditionLine, condition_line, standing_words
from inventory.committee.selectors import decisions_visible_to, holds_on, requests_visible_to
from inventory.models import OPEN_REQUESTS, AppRequest, CommitteeDecision
from vendors.models import Product


@dataclass(frozen=True, slots=True)
class Word:
    """The committee's word on a product, for people. `decision` None: there is none; `url` empty: it has no page."""

    holds: bool
    tone: str
    words: str
    decision: CommitteeDecision | None
    conditions: tuple[ConditionLine, ...]
    asked: AppRequest | None

    @property
    def url(self) -> str:
        """The request that was decided, with its votes and gates; empty for what was recorded from before."""
        request = self.decision.request if self.decision is not None else None
        return request.get_absolute_url() if request is not None else ""


def word_on(product: Product, user: User, day: date) -> Word | None:
    """As this person may read it; None for those who may not read the committee's book. Four queries at most."""
    if not user.has_perm(SEE):
        return None
    decision = (
        decisions_visible_to(user)
        .filter(product=product, decided_on__lte=day)
        .annotate(holds=ExpressionWrapper(holds_on(day), output_field=BooleanField()))
        .select_related("request", "decided_by")
        .prefetch_related("conditions__owner")
        .order_by("-holds", "-decided_on", "-pk")
        .first()
    )
    asked = requests_visible_to(user).filter(product=product, state__in=OPEN_REQUESTS).order_by("ordinal").first()
    if decision is None:
        return Word(False, "off", "never decided on", None, (), asked)
    tone, words = standing_words(decision, day)
    lines = tuple(condition_line(one, day) for one in decision.conditions.all())
    return Word(decision.holds, tone, words, decision, lines, asked)
