"""Names and numbers of other pupils in a file, as proposals: a person decides about each.

The roster is not read out: what stands in the file is hashed as the roster's own names are, and asked for by those
hashes. So a name that is written otherwise than the roster has it is not found, and a page that is a picture holds no
words at all. The screen says both.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts.pages.letters import reduced
from requests_portal.models import PrivacyRequest
from roster.keys import name_folded, name_typed_key, number_key
from roster.selectors import student_names, students_keyed

MOST_PROPOSED: Final = 400
MOST_TYPED: Final = 100  # names that a person may type at once
LONGEST_NAME: Final = 4  # words
SHORTEST_PART: Final = 3  # letters of a name that is looked for alone
EDGES: Final = ".,;:!?()[]{}<>\"'“”‘’„«»*_|/\\-–—"
POSSESSIVE: Final = re.compile(r"[’'`´]s$", re.IGNORECASE)
NUMBER: Final = re.compile(r"[0-9A-Za-z\-]*\d[0-9A-Za-z\-]{2,}")
PUPIL, PART, TYPED = "pupil", "part", "typed"
WHY: Final = {
    PUPIL: "name or number of another pupil on the roster",
    PART: "part of such a name",
    TYPED: "as you typed it",
}


@dataclass(frozen=True, slots=True)
class FileWord:
    """A word of a file: on which page (of a PDF) or line (of a text), and where on it."""

    text: str
    place: int
    box: tuple[float, float, float, float] | None = None

    @property
    def plain(self) -> str:
        return POSSESSIVE.sub("", self.text.strip(EDGES))


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words first..last of a file that may name another pupil."""

    first: int
    last: int
    place: int
    words: str
    why: str
    before: str
    after: str
    boxes: tuple[tuple[float, ...], ...]

    @property
    def key(self) -> str:
        return f"{self.first}-{self.last}"

    @property
    def plain(self) -> str:
        """The words without the marks around them."""
        return self.words.strip(EDGES)

    @property
    def reason(self) -> str:
        return WHY[self.why]

    @property
    def sure(self) -> bool:
        """Whether it is ticked beforehand."""
        return self.why != PART


def pdf_words_of(found: dict[str, Any]) -> list[FileWord]:
    """From what `sandbox.pdf_words` answers."""
    return [FileWord(str(text), int(page), (x0, y0, x1, y1)) for text, page, x0, y0, x1, y1 in found["words"]]


def pdf_texts_of(found: dict[str, Any]) -> list[FileWord]:
    """From what `sandbox.pdf_texts` answers: without places on the page."""
    return [FileWord(str(text), int(page)) for text, page in found["words"]]


def text_words_of(lines: Sequence[str]) -> list[FileWord]:
    return [
        FileWord(word, number) for number, line in enumerate(lines, 1) for word in re.split(r"[\s,;\t]+", line) if word
    ]


def proposals(words: Sequence[FileWord], case: PrivacyRequest, typed: Iterable[str] = ()) -> list[Proposal]:
    """Every place, the longest first where they overlap, in reading order; at most MOST_PROPOSED."""
    own = _own_words(case)
    found: dict[tuple[int, int], str] = {}
    for span in _typed_spans(words, typed):
        found.setdefault(span, TYPED)
    pupils, spans = _pupils_in(words, case)
    for span in spans:
        found.setdefault(span, PUPIL)
    for span in _parts_in(words, pupils, own):
        found.setdefault(span, PART)
    kept = _without_overlaps(found)
    return [_proposal(words, span, found[span]) for span in kept[:MOST_PROPOSED]]


def chosen(words: Sequence[FileWord], keys: Iterable[str]) -> list[Proposal]:
    """The places that a form names as `first-last`; what is none of this file is left out."""
    spans = []
    for key in keys:
        first, _, last = key.partition("-")
        if first.isascii() and first.isdigit() and last.isascii() and last.isdigit() and len(key) < 20:
            span = (int(first), int(last))
            if 0 <= span[0] <= span[1] < len(words) and span[1] - span[0] < 12:
                spans.append(span)
    return [_proposal(words, span, TYPED) for span in sorted(set(spans))]


def _own_words(case: PrivacyRequest) -> set[str]:
    """The words of the name of the pupil whose file it is: none of them is looked for alone."""
    names = [case.student_name]
    if case.student_id:
        names += student_names([case.student_id]).values()
    return {part for name in names for word in name.split() if (part := reduced(word))}


def _pupils_in(words: Sequence[FileWord], case: PrivacyRequest) -> tuple[set[int], list[tuple[int, int]]]:
    """Other pupils whose whole name or number stands there, and where."""
    names = _spans_by_key(_name_spans(words))
    numbers = _spans_by_key(_number_spans(words))
    pupils: set[int] = set()
    spans: list[tuple[int, int]] = []
    for column, keyed in (("name_key", names), ("number_key", numbers)):
        for key, ids in students_keyed(column, list(keyed)).items():
            others = set(ids) - {case.student_id}
            if others:
                pupils |= others
                spans += keyed[key]
    said = reduced(case.student_name)
    number = reduced(str((case.said or {}).get("student_number", "")))
    return pupils, [span for span in spans if _letters(words, span) not in {said, number}]


def _letters(words: Sequence[FileWord], span: tuple[int, int]) -> str:
    return reduced("".join(word.plain for word in words[span[0] : span[1] + 1]))


def _spans_by_key(spans: Iterable[tuple[bytes, tuple[int, int]]]) -> dict[bytes, list[tuple[int, int]]]:
    keyed: dict[bytes, list[tuple[int, int]]] = {}
    for key, span in spans:
        if key:
            keyed.setdefault(key, []).append(span)
    return keyed


def _name_spans(words: Sequence[FileWord]) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Two to four words in a row that begin with capitals, as they stand and turned round."""
    keys: dict[str, bytes] = {}
    plain = [word.plain for word in words]
    capital = [bool(text) and text[0].isalpha() and not text[0].islower() for text in plain]
    for first in range(len(words)):
        if not capital[first]:
            continue
        for last in range(first + 1, min(first + LONGEST_NAME, len(words))):
            if words[last].place > words[first].place + 1 or not plain[last]:
                break
            if not capital[last]:
                continue
            parts = plain[first : last + 1]
            for name in {" ".join(parts), " ".join([*parts[1:], parts[0]]), " ".join([parts[-1], *parts[:-1]])}:
                yield _remembered(keys, name), (first, last)


def _remembered(keys: dict[str, bytes], name: str) -> bytes:
    if name not in keys:
        keys[name] = name_typed_key(name) if name_folded(name).strip() else b""
    return keys[name]


def _number_spans(words: Sequence[FileWord]) -> Iterator[tuple[bytes, tuple[int, int]]]:
    keys: dict[str, bytes] = {}
    for at, word in enumerate(words):
        text = word.text.strip(EDGES)
        if NUMBER.fullmatch(text):
            if text not in keys:
                keys[text] = number_key(text)
            yield keys[text], (at, at)


def _parts_in(words: Sequence[FileWord], pupils: set[int], own: set[str]) -> Iterator[tuple[int, int]]:
    """Single words of names that stand whole elsewhere in the file."""
    parts = {
        part
        for name in student_names(pupils).values()
        for word in name.split()
        if len(part := reduced(word)) >= SHORTEST_PART and part not in own
    }
    if parts:
        yield from ((at, at) for at, word in enumerate(words) if reduced(word.plain) in parts)


def _typed_spans(words: Sequence[FileWord], typed: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Words in a row that read as typed; letter case, accents, hyphens and the order of two names do not matter."""
    wanted = {letters for line in list(typed)[:MOST_TYPED] for letters in _turns(line)}
    if not wanted:
        return
    longest = max(map(len, wanted))
    plain = [reduced(word.plain) for word in words]
    for first in range(len(plain)):
        letters = ""
        for last in range(first, len(plain)):
            letters += plain[last]
            if len(letters) > longest or not plain[first]:
                break
            if letters in wanted and plain[last]:
                yield first, last


def _turns(line: str) -> set[str]:
    """The letters of a name as typed, with its first word last, and with its last word first."""
    parts = [part for word in re.split(r"[\s,;]+", line) if (part := reduced(word))]
    if not parts:
        return set()
    return {"".join(turn) for turn in (parts, [*parts[1:], parts[0]], [parts[-1], *parts[:-1]])}


def _without_overlaps(found: dict[tuple[int, int], str]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    taken: set[int] = set()
    for span in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        within = set(range(span[0], span[1] + 1))
        if not within & taken:
            kept.append(span)
            taken |= within
    return sorted(kept)


def _proposal(words: Sequence[FileWord], span: tuple[int, int], why: str) -> Proposal:
    first, last = span
    return Proposal(
        first=first,
        last=last,
        place=words[first].place,
        words=_text(words[first : last + 1]),
        why=why,
        before=_text(words[max(0, first - 6) : first]),
        after=_text(words[last + 1 : last + 7]),
        boxes=tuple((word.place, *word.box) for word in words[first : last + 1] if word.box),
    )


def _text(words: Sequence[FileWord]) -> str:
    return " ".join(word.text for word in words)
