"""PDF text by pypdfium2, page by page, with running heads and feet taken out and broken words joined."""
# ruff: noqa: E501, SIM905 - a list of words or an expression is one line

import re
from collections import Counter
from itertools import islice

from pypdfium2 import PdfDocument, PdfiumError, PdfPage, raw

from contracts.clauses.document import (
    MOST_PAGES,
    SCAN_WORDS_PER_PAGE,
    Document,
    Unreadable,
    assemble,
    is_scan,
    page_list,
    too_many_pages,
)
from contracts.clauses.reading_pdf_layout import with_rows_and_columns

AT_ONCE = 50  # pages
PICTURE = 0.3  # of a page: a smaller picture is a logo or a signature
MOST_OBJECTS = 5_000  # of a page are looked at
PICTURES = "{} of the file {} without text: what stands there was not read."
EDGE = 3  # lines at the top and at the foot of a page that may be running heads or feet
FOLD = str.maketrans(
    {
        "\r": None,
        "\x00": None,
        "\u00ad": None,
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬀ": "ff",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
    }
)
BROKEN = re.compile(r"(?<=[A-Za-z0-9])(?:[\ufffe\x02]\n?|-\n)(?=[a-z])")
LAST_LETTERS = re.compile(r"[A-Za-z]+$")
LONGEST_HALF = 20  # letters of a word before its break that are looked at
HYPHENATED = frozenset(  # first halves of words that keep their hyphen when a line ends at it
    "third non self opt student pupil user learner teacher parent password industry best well long short full part multi cross real role"
    " least need know read de re pre post sub co end high low state school on off up one two third-party privacy data security".split()
)
NUMBERS = re.compile(r"\d+")
PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—|\s]{0,3}(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|\|)\s*\d{1,4})?[-–—|\s]{0,3}", re.I
)


def read_pdf(source: bytes, name: str) -> Document:
    try:
        with PdfDocument(source) as pdf:
            count = len(pdf)
        if count > MOST_PAGES:
            raise too_many_pages(count)
        pages = [text for first in range(0, count, AT_ONCE) for text in page_texts(source, first, count)]
    except PdfiumError as error:
        raise unreadable_pdf(error) from error
    words = [len(page.split()) for page in pages]
    scanned = is_scan(sum(words), count)
    poor = [number for number, many in enumerate(words) if many < SCAN_WORDS_PER_PAGE]
    pictures = tuple(number + 1 for number in (poor if scanned else picture_pages(source, poor)))
    shown = "is a picture" if len(pictures) == 1 else "are pictures"
    warnings = (PICTURES.format(page_list(pictures).capitalize(), shown),) if pictures and not scanned else ()
    return assemble(name, "pdf", source, without_running_lines(pages), warnings, scanned=scanned, pictures=pictures)


def picture_pages(source: bytes, numbers: list[int]) -> list[int]:
    """Which of these pages, counted from 0 and all nearly without words, show a picture: a scanned exhibit, say."""
    if not numbers:
        return []
    with PdfDocument(source) as pdf:
        return [number for number in numbers if shows_picture(pdf, number)]


def shows_picture(pdf: PdfDocument, number: int) -> bool:
    page = pdf[number]
    try:
        wide, high = page.get_size()
        drawn = islice(page.get_objects(max_depth=3), MOST_OBJECTS)
        sizes = (thing.get_bounds() for thing in drawn if thing.type == raw.FPDF_PAGEOBJ_IMAGE)
        area = sum((right - left) * (top - bottom) for left, bottom, right, top in sizes)
        return bool(area > PICTURE * wide * high)
    finally:
        page.close()


def page_texts(source: bytes, first: int, count: int) -> list[str]:
    """A run of pages. The file is opened anew for each run, since pdfium keeps what it has parsed until it is closed."""
    with PdfDocument(source) as pdf:
        return [page_text(pdf, number) for number in range(first, min(first + AT_ONCE, count))]


def shown_page(pdf: PdfDocument, number: int) -> PdfPage:
    """A page, counted from 0, with what was filled into its form fields and typed over it as part of it."""
    page = pdf[number]
    if any(typed_over(page, index) for index in range(min(raw.FPDFPage_GetAnnotCount(page), MOST_OBJECTS))):
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = pdf[number]
    return page


def typed_over(page: PdfPage, index: int) -> bool:
    """Whether an annotation holds words: a form field or typed text, and no link or note at the margin."""
    annotation = raw.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return False
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    raw.FPDFPage_CloseAnnot(annotation)
    return kind in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT)


def page_text(pdf: PdfDocument, number: int) -> str:
    page = shown_page(pdf, number)
    text_page = page.get_textpage()
    try:
        text: str = text_page.get_text_bounded().replace("\r", "")
        return mended(with_rows_and_columns(text, text_page, mended))
    finally:
        text_page.close()
        page.close()


def mended(text: str) -> str:
    """The text with ligatures folded and words that were broken at a line's end joined."""
    text = BROKEN.sub(joined, text.translate(FOLD))
    return text.replace("\ufffe", "-").replace("\x02", "-")


def joined(broken: re.Match[str]) -> str:
    """What stands in the break's place: a hyphen where the word has one anyway, as in a 30-day period."""
    before = broken.string[max(0, broken.start() - LONGEST_HALF) : broken.start()]
    if before[-1].isdigit():
        return "-"
    half = LAST_LETTERS.search(before)
    return "-" if half is not None and half[0].lower() in HYPHENATED else ""


def unreadable_pdf(error: PdfiumError) -> Unreadable:
    if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
        return Unreadable("The PDF is locked with a password. Save a copy without one.")
    return Unreadable(
        "The PDF is damaged and cannot be read. Open it in a PDF viewer, print it to a new PDF, and upload that."
    )


def without_running_lines(pages: list[str]) -> list[str]:
    """Take out lines that stand at the edge of most pages: they cut sentences in two.

    Where such a line stands first it is kept, since a clause may be said at the top of every page, and a page that has
    nothing else keeps what it has.
    """
    split = [page.split("\n") for page in pages]
    seen = Counter(line for lines in split for line in {same(lines[at]) for at in edges(lines)})
    running = {line for line, count in seen.items() if line and count >= 3 and count * 2 > len(pages)}
    kept: set[str] = set()
    return ["\n".join(cleaned(lines, running, kept)) for lines in split]


def edges(lines: list[str]) -> set[int]:
    full = [at for at, line in enumerate(lines) if line.strip()]
    return {*full[:EDGE], *full[-EDGE:]}


def same(line: str) -> str:
    return NUMBERS.sub("#", line.strip())


def cleaned(lines: list[str], running: set[str], kept: set[str]) -> list[str]:
    """A page without its running lines and number; those that stand here first are added to `kept`."""
    taken = {at for at in edges(lines) if same(lines[at]) in running or PAGE_NUMBER.fullmatch(lines[at].strip())}
    if not any(line.strip() for at, line in enumerate(lines) if at not in taken):
        taken = set()
    return [line for at, line in enumerate(lines) if at not in taken or is_first(line, kept)]


def is_first(line: str, kept: set[str]) -> bool:
    """Whether a running line was not met before; a page's number is never wanted."""
    words = same(line)
    if words in kept or PAGE_NUMBER.fullmatch(line.strip()):
        return False
    kept.add(words)
    return True
