"""The checklist of a service: each safeguard with how it stands, in a word and a sentence. The day is an argument."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from district.templatetags.words import day_in_words
from inventory.asking.words import ask_standing
from inventory.models import ConsentRecord, OperatorAsk, SafeguardAnswer, SafeguardMark
from inventory.safeguards.rules import Asked
from inventory.safeguards.selectors import Key

TONES: Final[dict[str, str]] = {
    "shown": "done",
    "expired": "late",
    "not_shown": "contradicted",
    "missing": "not_found",
    "not_applicable": "off",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One safeguard of one product. `code`: shown, expired, not_shown, missing or not_applicable."""

    asked: Asked
    code: str
    words: str
    mark: SafeguardMark | None
    ask: OperatorAsk | None
    ask_words: str
    ask_tone: str

    @property
    def tone(self) -> str:
        return TONES[self.code]

    @property
    def good(self) -> bool:
        return self.code in ("shown", "not_applicable")


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of all products at once: newest words, open questions, consents in force."""

    marks: Mapping[Key, SafeguardMark]
    asks: Mapping[Key, OperatorAsk]
    consents: Mapping[int, Sequence[ConsentRecord]]


def checklist(product: int | None, asked: Sequence[Asked], known: Known, today: date) -> list[Line]:
    """Every safeguard of a product, or of the district itself (None). Reads nothing more."""
    return [_line(product, one, known, today) for one in asked]


def _line(product: int | None, asked: Asked, known: Known, today: date) -> Line:
    mark, ask = known.marks.get((product, asked.id)), known.asks.get((product, asked.id))
    consents = known.consents.get(product or 0, ()) if asked.consent else ()
    code, words = _standing(mark, consents, today)
    standing = ask_standing(ask, today) if ask is not None else None
    return Line(
        asked=asked,
        code=code,
        words=words,
        mark=mark,
        ask=ask,
        ask_words=standing.words if standing is not None else "",
        ask_tone=standing.tone if standing is not None else "",
    )


def _standing(mark: SafeguardMark | None, consents: Sequence[ConsentRecord], today: date) -> tuple[str, str]:
    if mark is not None and mark.answer == SafeguardAnswer.NOT_APPLICABLE:
        return "not_applicable", f"Does not apply: {mark.reason}"
    if consents:
        record = consents[0]
        until = f", until {day_in_words(record.good_until)}" if record.good_until else ""
        return "shown", f"Consent with authorization: {record.covers}{until}"
    if mark is None:
        return "missing", "Nothing shows it yet"
    if mark.answer == SafeguardAnswer.NOT_SHOWN:
        return "not_shown", f"Not shown: {mark.reason}"
    until_day = mark.evidence.expires_on if mark.evidence is not None else None
    if until_day is None:
        return "shown", "Shown, without an end"
    if until_day < today:
        return "expired", f"Its evidence expired on {day_in_words(until_day)}"
    return "shown", f"Shown until {day_in_words(until_day)}"
