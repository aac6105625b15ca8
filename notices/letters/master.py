"""The master of a letter: laid out by WeasyPrint once for each number of lines, and from then on only written.

What takes PDF files apart is imported where it is used: writing letters, and starting the office, needs none of it.
"""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import product
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import translation

from district.printing import pdf_laid_out
from notices.letters.fields import PLACES, DoesNotFit, MasterUnfit, MergeFields, texts_of, wrapped
from notices.letters.keeping import kept, read
from notices.letters.repertoire import REPERTOIRE
from notices.letters.sheets import Part, Sheet, Slot, Type
from notices.letters.writing import Head, Letter, Single, batch_written, single_of, single_written

BATCH_AT_MOST: Final = 500
LAYOUT_LOG: Final = logging.getLogger("weasyprint")
FLOWING: Final = tuple(name for name, place in PLACES.items() if place.flows)

# Lines of each place that moves what follows it, in the order of FLOWING.
Lines = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Master:
    """A letter but for its fields. `stored` is the whole of it as bytes, from which `master_read` makes it again.

    `page` is the HTML with its placeholders: a letter that does not fit is laid out from it alone.
    """

    head: Head
    page: str
    parts: tuple[Part, ...]
    sheets: dict[Lines, Sheet]
    type: Type
    stored: bytes = b""
    _singles: dict[Lines, Single] = field(default_factory=dict, repr=False)

    def single(self, lines: Lines) -> Single:
        """All of a letter's file but the family's own content, made when first asked for."""
        if lines not in self._singles:
            self._singles[lines] = single_of(self.sheets[lines], self.parts, self.head)
        return self._singles[lines]


def master_made(template: str, context: Mapping[str, Any], language: str) -> Master:
    """Lay out a template that extends letters/merged.html. The context holds all that it needs, `title` included.

    Raises MasterUnfit where letters cannot share what the template lays out, and PrintingUnavailable.
    """
    from notices.letters.parts import Pool
    from notices.letters.taking import of_itself, taken_apart

    pool, sheets = Pool(), {}
    pages = {lines: _page(template, context, language, lines) for lines in _ways()}
    types: list[Type | None] = []
    for lines, page in pages.items():
        made = pdf_laid_out(page)
        sheets[lines], found = taken_apart(made, pool)
        types.append(found)
    if found is None or any(other != found for other in types) or " " not in found.glyphs:
        raise MasterUnfit("The template has no places for the fields, or not in one font.")
    master = Master(Head(language, *of_itself(made)), pages[_ways()[0]], tuple(pool.parts), sheets, found)
    _all_places(master)
    return _with_bytes(master)


def master_read(stored: bytes) -> Master:
    """The master that was kept as these bytes. Raises ValueError where they are none."""
    head, page, parts, sheets, type_ = read(stored)
    return Master(head, page, parts, sheets, type_, stored)


def letter_pdf(master: Master, fields: MergeFields) -> bytes:
    """One letter as tagged PDF/UA: the same bytes whenever it is made of this master."""
    try:
        lines, content = _content(master, fields)
    except DoesNotFit:
        return letter_pdf_alone(master, fields)
    return single_written(master.single(lines), content)


def letter_pdf_alone(master: Master, fields: MergeFields) -> bytes:
    """The letter laid out by WeasyPrint for itself: names in any script, addresses of any length."""
    sheet, parts = _alone(master, fields, ())
    return single_written(single_of(sheet, parts, master.head), b"")


def characters_missing(master: Master, texts: Iterable[str]) -> str:
    """Characters of these texts that no font of this machine shows: they would be printed as empty boxes."""
    outside = sorted(set().union(*texts) - master.type.glyphs.keys())
    if not outside:
        return ""
    listener = _Missing()
    LAYOUT_LOG.addHandler(listener)
    try:
        pdf_laid_out(f'<!doctype html><html lang="en"><title>-</title><p>{escape(" ".join(outside))}</p></html>')
    finally:
        LAYOUT_LOG.removeHandler(listener)
    return "".join(one for one in outside if f"U+{ord(one):04X}" in " ".join(listener.said))


class _Missing(logging.Handler):
    """Hears what WeasyPrint says of characters without a glyph."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def batch_pdf(master: Master, fields_list: Sequence[MergeFields]) -> bytes:
    """Letters after one another in one tagged PDF/UA, at most 500. Raises ValueError for none and for more."""
    if not 1 <= len(fields_list) <= BATCH_AT_MOST:
        raise ValueError(f"A batch holds 1 to {BATCH_AT_MOST} letters, not {len(fields_list)}.")
    parts = master.parts
    letters = []
    for fields in fields_list:
        try:
            lines, content = _content(master, fields)
            letters.append(Letter(master.sheets[lines], content, fields.reference))
        except DoesNotFit:
            sheet, parts = _alone(master, fields, parts)
            letters.append(Letter(sheet, b"", fields.reference))
    return batch_written(letters, parts, master.head)


def _ways() -> list[Lines]:
    return list(product(*(range(1, PLACES[name].lines + 1) for name in FLOWING)))


def _page(template: str, context: Mapping[str, Any], language: str, lines: Lines) -> str:
    counts = {name: place.lines for name, place in PLACES.items()} | dict(zip(FLOWING, lines, strict=True))
    places = {
        name: {"slots": [f"@@{name}-{line}@@" for line in range(count)], "width": PLACES[name].width}
        for name, count in counts.items()
    }
    with translation.override(language):
        return render_to_string(template, {**context, "language": language, "places": places, "repertoire": REPERTOIRE})


def _all_places(master: Master) -> None:
    for lines, sheet in master.sheets.items():
        counts = {name: place.lines for name, place in PLACES.items()} | dict(zip(FLOWING, lines, strict=True))
        wanted = {Slot(name, line) for name, count in counts.items() for line in range(count)}
        found = [piece for piece in sheet.personal if isinstance(piece, Slot)]
        if set(found) != wanted or len(found) != len(wanted):
            raise MasterUnfit("The template must have every place for a field, and each once.")


def _with_bytes(master: Master) -> Master:
    stored = kept(master.head, master.page, master.parts, master.sheets, master.type)
    return Master(master.head, master.page, master.parts, master.sheets, master.type, stored)


def _content(master: Master, fields: MergeFields) -> tuple[Lines, bytes]:
    """How the letter is laid out, and the family's own content. Raises DoesNotFit."""
    face = master.type
    texts = {
        name: wrapped(paragraphs, PLACES[name], face.widths, face.size) for name, paragraphs in texts_of(fields).items()
    }
    lines = tuple(max(1, len(texts[name])) for name in FLOWING)
    glyphs = face.glyphs
    pieces = []
    for piece in master.sheets[lines].personal:
        if isinstance(piece, Slot):
            own = texts[piece.name]
            text = own[piece.line] if piece.line < len(own) else ""
            pieces.append("".join([glyphs[character] for character in text]).encode())
        else:
            pieces.append(piece)
    return lines, b"".join(pieces)


def _alone(master: Master, fields: MergeFields, parts: tuple[Part, ...]) -> tuple[Sheet, tuple[Part, ...]]:
    """The letter's own sheet, and the parts with its own among them."""
    from notices.letters.parts import Pool
    from notices.letters.taking import taken_apart

    pool = Pool(list(parts))
    sheet, _ = taken_apart(pdf_laid_out(page_filled(master.page, fields)), pool)
    return sheet, tuple(pool.parts)


def page_filled(page: str, fields: MergeFields) -> str:
    """The page with the texts in its places; what has more lines than the place goes on below."""
    texts = {name: list(paragraphs) for name, paragraphs in texts_of(fields).items()}

    def own(found: re.Match[str]) -> str:
        lines, line = texts[found["name"]], int(found["line"])
        last = line == page.count(f"@@{found['name']}-") - 1
        return "<br>".join(map(escape, lines[line:] if last else lines[line : line + 1]))

    without = re.sub(r'<div class="repertoire"[^>]*>.*?</div>', "", page, flags=re.DOTALL)
    return re.sub(r"@@(?P<name>[a-z]+)-(?P<line>\d)@@", own, without)
