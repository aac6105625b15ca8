"""The finished file, taken apart again: what was hidden must be gone, and what stays must be there."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    Pdf,
    PdfError,
    Stream,
    String,
    parse_content_stream,
)
from pypdfium2 import PdfDocument

from contracts.pages.letters import reduced
from contracts.redaction.picture import EDGE
from contracts.redaction.rebuilding import MARKER, PageMade, Redacted
from contracts.redaction.stripping import opened
from contracts.redaction.words import Rectangle, overlap, page_words

# Keys that a finished file has nowhere: each leads to something that is not drawn, or that acts.
FORBIDDEN = frozenset(
    {
        "/AA", "/AF", "/AcroForm", "/ActualText", "/Annots", "/B", "/Collection", "/DSS", "/Dests", "/EmbeddedFile",
        "/EmbeddedFiles", "/JS", "/JavaScript", "/MarkInfo", "/Metadata", "/Names", "/OCProperties", "/OpenAction",
        "/Outlines", "/PageLabels", "/Perms", "/PieceInfo", "/StructParents", "/StructTreeRoot", "/Threads", "/Thumb",
        "/XFA",
    }
)  # fmt: skip
SHORTEST = 4  # letters: shorter words are looked for in the text alone, since raw bytes hold them by chance
SHORTEST_IN_PICTURES = 6
LOST_MOST = 0.02  # share of the words that stay which another reader may split otherwise
DARKEST = 40  # a painted place shows nothing lighter
PDFTOTEXT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared. `problems` are sentences; any of them means that the file must not be used."""

    problems: tuple[str, ...]
    report: dict[str, Any]


def verified(done: Redacted) -> Verified:
    """Compare the file with its original in every way that words could have come along."""
    hidden = _hidden(done.pages.values())
    readers = ["pdfium"]
    with PdfDocument(done.original) as old, PdfDocument(done.pdf) as new, opened(done.pdf) as parsed:
        problems = [
            *_pages_same(old, new),
            *(problem for page in done.pages.values() for problem in _page_problems(new, page)),
            *_said_again(hidden, _texts(old), _texts(new), "pdfium"),
            *_forbidden(parsed),
            *_history(done.pdf),
            *_raw_words(parsed, hidden, _letters_that_stay(done, _texts(old))),
        ]
    if program := shutil.which("pdftotext"):
        readers.append("pdftotext")
        old_texts, new_texts = (_pdftotext(program, pdf) for pdf in (done.original, done.pdf))
        problems += _said_again(hidden, old_texts, new_texts, "pdftotext")
    report = {
        "pages": done.count,
        "pictures": sorted(done.pages),
        "hidden": sum(hidden.values()),
        "kept": sum(len(page.kept) for page in done.pages.values()),
        "readers": readers,
    }
    return Verified(tuple(problems), report)


def _hidden(pages: Iterable[PageMade]) -> Counter[tuple[str, ...]]:
    """Each run of hidden words, as its letters, with how often it was hidden."""
    return Counter(run for page in pages for words in page.hidden if (run := _tokens(words)))


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(token for word in text.replace(MARKER, " ").split() if (token := reduced(word)))


def _texts(pdf: PdfDocument) -> list[str]:
    texts = []
    for number in range(len(pdf)):
        page = pdf[number]
        text_page = page.get_textpage()
        texts.append(text_page.get_text_bounded() if text_page.count_chars() else "")
        text_page.close()
        page.close()
    return texts


def _words(texts: Iterable[str]) -> Counter[str]:
    return Counter(token for text in texts for token in _tokens(text))


def _pages_same(old: PdfDocument, new: PdfDocument) -> Iterator[str]:
    if len(old) != len(new):
        yield f"The copy has {len(new)} pages, the original {len(old)}."
        return
    for number in range(len(old)):
        sizes = [pdf.get_page_size(number) for pdf in (old, new)]
        if any(abs(one - other) > 1 for one, other in zip(*sizes, strict=True)):
            yield f"Page {number + 1} has another size in the copy."


def _page_problems(new: PdfDocument, made: PageMade) -> Iterator[str]:
    """A picture's places are black, no words lie over them, and the words that stay can be read."""
    page = new[made.number - 1]
    text_page = page.get_textpage()
    try:
        words = page_words(page, text_page)
        grey = page.render(scale=1.0).to_pil().convert("L")
    finally:
        text_page.close()
        page.close()
    found = [word for word in words if not _is_marker(word.text)]
    if any(overlap(_core(word.line), place) for word in found for place in made.painted):
        yield f"On page {made.number} words lie where something is hidden."
    if not all(_is_black(grey, place) for place in made.painted):
        yield f"On page {made.number} a hidden place shows through."
    wanted = Counter(token for word in made.kept for token in _tokens(word))
    lost = wanted - Counter(token for word in found for token in _tokens(word.text))
    if sum(lost.values()) > LOST_MOST * sum(wanted.values()):
        yield f"On page {made.number} {sum(lost.values())} words that stay cannot be read any more."


def _is_marker(text: str) -> bool:
    return reduced(text) in ("", reduced(MARKER))


def _core(box: Rectangle) -> Rectangle:
    """The middle of a word's box: the heights of lines overlap, their middles do not."""
    x0, y0, x1, y1 = box
    return x0 + (x1 - x0) * 0.3, y0 + (y1 - y0) * 0.3, x1 - (x1 - x0) * 0.3, y1 - (y1 - y0) * 0.3


def _is_black(grey: Any, place: Rectangle) -> bool:
    wide, high = grey.size
    box = (
        round(place[0] * wide) + EDGE,
        round(place[1] * high) + EDGE,
        round(place[2] * wide) - EDGE,
        round(place[3] * high) - EDGE,
    )
    return box[2] <= box[0] or box[3] <= box[1] or grey.crop(box).getextrema()[1] <= DARKEST


def _said_again(hidden: Counter[tuple[str, ...]], old: Sequence[str], new: Sequence[str], reader: str) -> Iterator[str]:
    """Words that were hidden may still be said only as often as they were said elsewhere."""
    before, after = _spoken(old), _spoken(new)
    for run, times in hidden.items():
        phrase = f" {' '.join(run)} "
        said, left = before.count(phrase), after.count(phrase)
        if said >= times and left > said - times:
            yield f"{reader} still reads hidden words ({len(run)} together)."
    earlier = _words(old)
    lost = earlier - _words(new)
    for token, times in _single(hidden).items():
        if len(token) >= SHORTEST and earlier[token] >= times > lost[token]:
            yield f"{reader} still reads a hidden word."


def _single(hidden: Counter[tuple[str, ...]]) -> Counter[str]:
    return Counter(token for run, times in hidden.items() for token in run * times)


def _spoken(texts: Iterable[str]) -> str:
    """All words, with two spaces between them, so that neighbours of one kind are each counted."""
    return " " + "  ".join(_tokens(" ".join(texts))) + " "


def _pdftotext(program: str, pdf: bytes) -> list[str]:
    done = subprocess.run(
        [program, "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, timeout=PDFTOTEXT_SECONDS, check=True
    )
    return done.stdout.decode("utf-8", "replace").split("\f")


def _forbidden(parsed: Pdf) -> Iterator[str]:
    found = {key for item in _dictionaries(parsed) for key in item.keys() if key in FORBIDDEN}  # noqa: SIM118
    if found:
        yield f"The copy still holds {', '.join(sorted(found))}."
    if set(parsed.docinfo.keys()) - {"/Title"}:
        yield "The copy still holds facts about the original file."
    if len(parsed.attachments):
        yield "The copy still holds attached files."


def _dictionaries(parsed: Pdf) -> Iterator[Any]:
    """Every dictionary in the file but those whose keys are names that somebody chose."""
    chosen = ("/Font", "/XObject", "/Pattern", "/ExtGState", "/ColorSpace", "/Shading", "/CharProcs")
    waiting: list[tuple[Object, int]] = [(item, 0) for item in parsed.objects]
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, (Dictionary, Stream)):
            if item.get("/Type") == Name.XRef:
                continue
            yield item
            inner = [value for key, value in item.items() if key not in chosen]
        elif isinstance(item, Array):
            inner = list(item)
        else:
            continue
        waiting += [(value, depth + 1) for value in inner if not _indirect(value) and depth < 50]


def _indirect(value: Any) -> bool:
    return isinstance(value, Object) and value.is_indirect


def _history(pdf: bytes) -> Iterator[str]:
    if len(re.findall(rb"startxref\s", pdf)) != 1:
        yield "The copy holds an earlier state of the file."


def _letters_that_stay(done: Redacted, old: Sequence[str]) -> str:
    """Everything that the copy may say, as letters without gaps: words are cut anywhere in a page's content."""
    pages = (" ".join(done.pages[number].kept) if number in done.pages else text for number, text in enumerate(old, 1))
    return "".join(map(reduced, pages))


def _raw_words(parsed: Pdf, hidden: Counter[tuple[str, ...]], staying: str) -> Iterator[str]:
    """Words that stand nowhere any more must not be in any string, content or picture either, in any usual encoding."""
    gone = {token for run in hidden for token in run if len(token) >= SHORTEST and token not in staying}
    in_strings, in_pictures = _pattern(gone), _pattern({token for token in gone if len(token) >= SHORTEST_IN_PICTURES})
    title = parsed.docinfo.objgen  # written by us, of the operator and the day
    contents = {page.obj["/Contents"].objgen for page in parsed.pages}
    for item in parsed.objects:
        if isinstance(item, Stream) and item.get("/Subtype") == Name.Image:
            found = in_pictures is not None and bool(in_pictures.search(item.read_raw_bytes()))
        else:
            strings = _strings(item, item.objgen in contents)
            found = in_strings is not None and item.objgen != title and any(map(in_strings.search, strings))
        if found:
            yield "A hidden word still stands in the file's raw content."
            return


def _pattern(tokens: Iterable[str]) -> re.Pattern[bytes] | None:
    needles = [needle for token in tokens for needle in (token.encode(), token.encode("utf-16-be"))]
    return re.compile(b"|".join(map(re.escape, needles)), re.IGNORECASE) if needles else None


def _strings(item: Object, of_page: bool) -> Iterator[bytes]:
    """Every string in an object, those of a content's operators included."""
    if isinstance(item, Stream) and (of_page or item.get("/Subtype") == Name.Form or "/PatternType" in item):
        yield from _content_strings(item)
    waiting: list[Any] = [item]
    while waiting:
        value = waiting.pop()
        if isinstance(value, String):
            yield bytes(value)
        elif isinstance(value, Array):
            waiting += [inner for inner in value if not _indirect(inner)]
        elif isinstance(value, (Dictionary, Stream)):
            waiting += [inner for _, inner in value.items() if not _indirect(inner)]


def _content_strings(stream: Stream) -> Iterator[bytes]:
    try:
        instructions = parse_content_stream(stream)
    except (PdfError, RuntimeError, ValueError):  # not an operator's language: then all of it is looked through
        yield stream.read_bytes()
        return
    for instruction in instructions:
        for operand in instruction.operands:
            if isinstance(operand, String):
                yield bytes(operand)
            elif isinstance(operand, Array):
                yield b"".join(bytes(part) for part in operand if isinstance(part, String))
