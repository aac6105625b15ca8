"""How long each kind of request takes and why, in sentences for families, from the rule packs that the board adopted.

No number stands here: days come from the packs, or from the district's own settings where the law names none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from requests_portal.models import RequestKind
from rulebook.loading import load_packs
from rulebook.model import Duty
from rulebook.spans import Span

# Kind → the events that follow each other, each with the sentence for a duty that it starts.
SENTENCES: Final[Mapping[str, tuple[tuple[str, Promise], ...]]] = {
    RequestKind.INSPECT: (
        ("record_inspection_requested", lazy("What is part of the school student record you see within %(term)s.")),
        ("inspection_requested", lazy("Everything else you see within %(term)s.")),
    ),
    RequestKind.COPY: (
        ("record_copy_requested", lazy("A copy of what is part of the school student record takes at most %(term)s.")),
        ("copy_requested", lazy("A copy of everything else takes at most %(term)s.")),
    ),
    RequestKind.CORRECT: (
        (
            "information_correction_requested",
            lazy("If it is wrong and we hold it, we correct it and tell you within %(term)s after you ask."),
        ),
        (
            "correction_notice_sent_to_operator",
            lazy("If a company or the State Board holds it, we tell them, and they have %(term)s to confirm it to us."),
        ),
        ("operator_correction_confirmed", lazy("After they confirm it to us, we tell you within %(term)s.")),
    ),
}


@dataclass(frozen=True, slots=True)
class Wait:
    """One sentence about time, and where it is written. `law` is empty for the district's own aim."""

    text: str
    law: str = ""
    checked: bool = True


def waits_of(kind: str, packs: tuple[str, ...], day: date, own_days: int | None) -> tuple[Wait, ...]:
    """The sentences for a kind in the active language, the first ones first. Never empty."""
    return _waits_of(kind, packs, day, own_days, get_language() or "en")


@lru_cache(maxsize=64)
def _waits_of(kind: str, packs: tuple[str, ...], day: date, own_days: int | None, language: str) -> tuple[Wait, ...]:
    rulebook = load_packs()
    known = [pack for pack in packs if pack in rulebook.packs]
    found: list[Wait] = []
    for event, sentence in SENTENCES.get(kind, ()):
        for duty in rulebook.duties_started_by(event, packs=known, on=day):
            found += _of_duty(duty, str(sentence), day)
    return tuple(found) or (_own_aim(own_days),)


def _of_duty(duty: Duty, sentence: str, day: date) -> list[Wait]:
    # The board's own procedure comes first where it and the statute differ: families were told that one.
    terms = sorted(duty.terms_on(day), key=lambda term: term.source != "policy")
    span = terms[0].span
    if not isinstance(span, Span):
        return []
    found = [Wait(sentence % {"term": span_in_words(span)}, terms[0].cite.at, terms[0].verified)]
    if duty.extension is not None:
        longer = _("For a lawful reason we may need up to %(term)s more. We would tell you, and say why.")
        found.append(
            Wait(
                longer % {"term": span_in_words(duty.extension.span)},
                duty.extension.cite.at,
                duty.extension.verified,
            )
        )
    return found


def _own_aim(own_days: int | None) -> Wait:
    if own_days is None:
        return Wait(_("The law names no number of days. We answer as soon as we can, and show you where it stands."))
    term = span_in_words(Span(own_days, "calendar days"))
    return Wait(_("The law names no number of days. Our own aim is to answer within %(term)s.") % {"term": term})


def span_in_words(span: Span) -> str:
    """ "10 business days", in the active language."""
    words = {
        "hours": ngettext("%(count)s hour", "%(count)s hours", span.count),
        "calendar days": ngettext("%(count)s calendar day", "%(count)s calendar days", span.count),
        "business days": ngettext("%(count)s business day", "%(count)s business days", span.count),
    }
    return words[span.unit] % {"count": span.count}


def form_asks_address(packs: tuple[str, ...]) -> bool:
    """Whether an adopted pack lists what a request for a copy holds, the address and the telephone among it."""
    rulebook = load_packs()
    duties = (duty for pack in packs if pack in rulebook.packs for duty in rulebook.packs[pack].standing_duties)
    return any(duty.id.endswith(".request.form") and "the parent's address" in duty.includes for duty in duties)
