"""What a family and the desk are shown of decisions: the family what it was told, the desk everything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from district.clock import local_day
from district.selectors import district_current
from requests_portal.decisions.drafting import Block, blocks_of, hearing_is_offered
from requests_portal.decisions.hearings import hearing_possible
from requests_portal.decisions.selectors import (
    certificates_of,
    determinations_current,
    determinations_of,
    hearings_of,
    letters_sent,
)
from requests_portal.models import (
    DecisionLetter,
    DeletionCertificate,
    Determination,
    Hearing,
    HearingOutcome,
    PrivacyRequest,
    RequestFile,
    RequestKind,
)
from requests_portal.selectors import portal_settings

# What a hearing stands at, as the family reads it.
HEARING_WORDS: dict[str, str | Promise] = {
    "asked": _("You asked for a hearing. We will tell you the day."),
    "set": _("The day of the hearing is set."),
    HearingOutcome.CORRECTS: _("The hearing was held. The information is to be corrected."),
    HearingOutcome.STANDS: _("The hearing was held. Our decision stands."),
    HearingOutcome.WITHDRAWN: _("You no longer want the hearing."),
}


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """One letter as it was sent: its words, and the PDF where it is still there."""

    subject: str
    blocks: tuple[Block, ...]
    language: str
    sent_at: datetime
    file: RequestFile | None


@dataclass(frozen=True, slots=True)
class ShownHearing:
    """A hearing as far as the family was told of it; `words` in the language that was asked for."""

    words: str
    asked_at: datetime
    told: bool
    hearing: Hearing


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """For the family's page. Empty where nothing was told yet. `hearing_url` needs the token of the family's link."""

    letters: tuple[ShownLetter, ...]
    hearings: tuple[ShownHearing, ...]
    may_ask_hearing: bool
    hearing_way: str
    certificates: tuple[DeletionCertificate, ...]

    @property
    def newest(self) -> ShownLetter | None:
        return self.letters[-1] if self.letters else None

    def __bool__(self) -> bool:
        return bool(self.letters or self.hearings)


NOTHING_TOLD: Final = DecisionShown((), (), may_ask_hearing=False, hearing_way="", certificates=())


def decision_shown(request: PrivacyRequest, language: str) -> DecisionShown:
    """What the family may read of the decision, and nothing that it was not told.

    One query where nothing was told yet (two for a correction), six at most.
    """
    letters = letters_sent(request)
    hearings = hearings_of(request) if request.kind == RequestKind.CORRECT else []
    if not letters and not hearings:
        return NOTHING_TOLD
    may_ask = _may_ask(request, letters, hearings)
    certificates = certificates_of(request) if request.kind == RequestKind.DELETE else []
    return DecisionShown(
        letters=tuple(shown_letter(letter) for letter in letters),
        hearings=tuple(_shown_hearing(one, letters, language) for one in hearings),
        may_ask_hearing=may_ask,
        hearing_way=portal_settings().text("hearing", language) if may_ask else "",
        certificates=tuple(certificates),
    )


def shown_letter(letter: DecisionLetter) -> ShownLetter:
    words = letter.words
    return ShownLetter(
        subject=words.get("subject", ""),
        blocks=tuple(blocks_of(words.get("body", ""))),
        language=letter.language,
        sent_at=letter.sent_at or letter.written_at,
        file=letter.file if letter.file is not None and letter.file.removed_at is None else None,
    )


def _may_ask(request: PrivacyRequest, letters: Iterable[DecisionLetter], hearings: list[Hearing]) -> bool:
    """Whether the family is offered a hearing: something was refused, that was told, and a pack knows hearings."""
    if request.kind != RequestKind.CORRECT:
        return False
    current = determinations_current(request)
    if hearing_possible(request, current, hearings):
        return False
    told = {letter.determination_id for letter in letters}
    on = local_day(request.asked_at, district_current().time_zone)
    return any(row.pk in told for row in current.values()) and hearing_is_offered(request, on)


def _shown_hearing(hearing: Hearing, letters: Iterable[DecisionLetter], language: str) -> ShownHearing:
    """Day and outcome are shown once the letter that tells them went out."""
    told = {letter.template for letter in letters if letter.hearing_id == hearing.pk}
    state = "asked"
    if hearing.outcome == HearingOutcome.WITHDRAWN or f"hearing_{hearing.outcome}" in told:
        state = hearing.outcome
    elif "hearing_set" in told and hearing.held_on is not None:
        state = "set"
    with translation.override(language):
        words = str(HEARING_WORDS[state])
    return ShownHearing(words, hearing.asked_at, "hearing_set" in told and not hearing.outcome, hearing)


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One line of the case's column: `what` in a few words, `text` the reason. `url` leads to its place on the tab."""

    at: datetime
    what: str
    text: str
    by: str
    url: str
    tone: str


def decision_lines(request: PrivacyRequest) -> list[DecisionLine]:
    """Everything that was decided, held and told, in time order, for people of the office. Three queries."""
    url = _address(request)
    lines = [_determined(row, url) for row in determinations_of(request)]
    lines += [_heard(row, url) for row in hearings_of(request) if row.outcome]
    lines += [_told(row, url) for row in letters_sent(request)]
    return sorted(lines, key=lambda line: line.at)


def _address(request: PrivacyRequest) -> str:
    try:
        return reverse("requests:decision", args=[request.pk])
    except NoReverseMatch:
        return ""


def _determined(row: Determination, url: str) -> DecisionLine:
    label = row.get_about_display()
    what = f"Decided {label if label.startswith(('whether', 'what')) else f'about {label}'}: {row.get_result_display()}"
    return DecisionLine(row.at, what, str(row.words.get("reason", "")), row.by.name, f"{url}#d-{row.pk}", "open")


def _heard(row: Hearing, url: str) -> DecisionLine:
    text = str(row.words.get("findings", ""))
    at = row.outcome_at or row.asked_at
    return DecisionLine(
        at, f"Hearing: {row.get_outcome_display()}", text, row.officer, f"{url}#hearing-{row.pk}", "open"
    )


def _told(row: DecisionLetter, url: str) -> DecisionLine:
    by = row.sent_by.name if row.sent_by else ""
    subject = row.words.get("subject", "")
    return DecisionLine(row.sent_at or row.written_at, "Told the family", subject, by, f"{url}#letter-{row.pk}", "done")
