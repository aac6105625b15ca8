"""A PDF with parts of it hidden: touched pages become pictures with the remaining text laid over them, unseen.

Cutting letters out of content streams leaves traces (widths, shared forms, hidden layers, text under covers); a picture
painted before it is encoded leaves none. The file is written whole from what its pages draw, so nothing else of the
original comes along: no history, no annotations, no form, no metadata, no structure, no attachments.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream, String
from PIL import Image
from pypdfium2 import PdfDocument, PdfiumError

from contracts.clauses.document import MOST_PAGES, Unreadable, too_many_pages
from contracts.clauses.reading_pdf import unreadable_pdf
from contracts.pages.locate import Box
from contracts.redaction.layer import FONT, Alphabet, Run, text_layer
from contracts.redaction.picture import Encoded, can_be_seen, encoded, page_picture, paint
from contracts.redaction.stripping import NotPlain, flattened, opened, page_stripped, undrawn_removed
from contracts.redaction.words import Rectangle, TooDense, Word, overlap, page_words

MARKER = "[redacted]"
MOST_PICTURES = 400  # pages made into pictures in one file
MOST_BOXES = 5_000
LANGUAGE = "en-US"
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class PageMade:
    """What became of one touched page: runs of words that were hidden, words that stayed, painted places."""

    number: int
    hidden: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    painted: list[Rectangle] = field(default_factory=list)
    inks: list[Rectangle] = field(default_factory=list)  # of the hidden words


@dataclass(slots=True)
class Redacted:
    """The new file, the flattened original that it was made from, and what became of each page that is a picture."""

    pdf: bytes
    original: bytes
    pages: dict[int, PageMade]
    count: int


def redact(
    source: bytes,
    boxes: Sequence[Box],
    title: str,
    progress: Progress = lambda done, total: None,
    keep: Sequence[Box] = (),
) -> Redacted:
    """The PDF without what stands in the boxes. Raises Unreadable, with a sentence.

    `title` becomes the file's only metadata. `progress` is told (pages done, pages in all). Words in the boxes `keep`
    must stay readable: rather than hide one of them, nothing is made.
    """
    asked = _boxes_by_page(boxes)
    original = flattened(source)
    try:
        with PdfDocument(original) as shown, opened(original) as held, Pdf.new() as made:
            _counts_checked(len(held.pages), len(shown), asked)
            pages = _pages_made(shown, held, made, asked, progress)
            _kept_checked(pages, keep)
            return Redacted(_written(made, held, title), original, pages, len(made.pages))
    except PdfiumError as error:
        raise unreadable_pdf(error) from error
    except TooDense as error:
        raise Unreadable(str(error)) from error


def _kept_checked(pages: dict[int, PageMade], keep: Sequence[Box]) -> None:
    for box in keep:
        place = (box.x0, box.y0, box.x1, box.y1)
        if box.page in pages and any(overlap(_middle(ink), place) for ink in pages[box.page].inks):
            raise Unreadable(f"On page {box.page} a place covers words that must stay readable. Mark less of it.")


def _middle(ink: Rectangle) -> Rectangle:
    """A word's middle: its edges may touch a neighbour's box."""
    x0, y0, x1, y1 = ink
    return x0 + (x1 - x0) * 0.4, y0 + (y1 - y0) * 0.4, x1 - (x1 - x0) * 0.4, y1 - (y1 - y0) * 0.4


def _boxes_by_page(boxes: Sequence[Box]) -> dict[int, list[Rectangle]]:
    if not boxes or len(boxes) > MOST_BOXES:
        raise Unreadable(f"There is nothing to hide, or more than {MOST_BOXES:,} places.")
    asked: dict[int, list[Rectangle]] = defaultdict(list)
    for box in boxes:
        if not (0 <= box.x0 < box.x1 <= 1 and 0 <= box.y0 < box.y1 <= 1):
            raise Unreadable(f"A place on page {box.page} does not lie on the page.")
        asked[box.page].append((box.x0, box.y0, box.x1, box.y1))
    return asked


def _counts_checked(count: int, shown: int, asked: dict[int, list[Rectangle]]) -> None:
    if count > MOST_PAGES:
        raise too_many_pages(count)
    if count != shown or not count:
        raise Unreadable("The PDF's pages cannot be told apart for certain. Print it to a new PDF, and upload that.")
    if max(asked) > count or min(asked) < 1:
        raise Unreadable(f"The file has {count} pages: a place lies on page {max(asked)}.")
    if len(asked) > MOST_PICTURES:
        raise Unreadable(f"Places lie on {len(asked)} pages; at most {MOST_PICTURES} can be made anew. Split the file.")


def _pages_made(
    shown: PdfDocument, held: Pdf, made: Pdf, asked: dict[int, list[Rectangle]], progress: Progress
) -> dict[int, PageMade]:
    alphabet, cleaned = Alphabet(), set[tuple[int, int]]()
    font = made.make_indirect(Dictionary(Type=Name.Font))
    pages: dict[int, PageMade] = {}
    total = len(shown)
    for number in range(1, total + 1):
        if number in asked or not _kept_as_it_is(held, number, made, cleaned):
            if len(pages) >= MOST_PICTURES:
                raise Unreadable(f"More than {MOST_PICTURES} pages would have to be made anew. Split the file.")
            page = PageMade(number, painted=list(asked.get(number, [])))
            _picture_page(shown, made, page, alphabet, font)
            pages[number] = page
        progress(number, total)
    for key, value in alphabet.font(made).items():
        font[key] = value
    return pages


def _kept_as_it_is(held: Pdf, number: int, made: Pdf, cleaned: set[tuple[int, int]]) -> bool:
    page = held.pages[number - 1]
    try:
        page_stripped(held, page, cleaned)
    except NotPlain:
        return False
    made.pages.append(page)
    return True


def _picture_page(shown: PdfDocument, made: Pdf, page: PageMade, alphabet: Alphabet, font: Dictionary) -> None:
    """Draw the page anew: its picture with the places painted, and the words that stay laid over it."""
    source = shown[page.number - 1]
    text_page = source.get_textpage()
    try:
        words = page_words(source, text_page)
        picture, size = page_picture(source), source.get_size()
    finally:
        text_page.close()
        source.close()
    runs = _sorted_out(words, picture, page)
    paint(picture, page.painted)
    image = made.make_indirect(_image(made, encoded(picture)))
    wide, high = (round(side, 3) for side in size)
    drawn = f"q {wide} 0 0 {high} 0 0 cm /Page Do Q\n".encode()
    content = made.make_indirect(Stream(made, drawn + text_layer(runs, size, alphabet)))
    resources = Dictionary({"/XObject": Dictionary({"/Page": image}), "/Font": Dictionary({FONT: font})})
    box = Array([0, 0, wide, high])
    made.pages.append(Page(Dictionary(Type=Name.Page, MediaBox=box, Resources=resources, Contents=content)))


def _sorted_out(words: Sequence[Word], picture: Image.Image, page: PageMade) -> list[Run]:
    """What is written over the picture: words that stay, and one marker for each run of words that are hidden.

    A word that a place overlaps by any part is hidden whole, in the picture too. Words that nobody can see, such as
    those under somebody's black bar, are left out.
    """
    grey, asked = picture.convert("L"), list(page.painted)
    runs: list[Run] = []
    hiding: list[str] = []
    for word in words:
        if any(overlap(word.ink, place) for place in asked):
            if not hiding:
                runs.append((word, MARKER))
            hiding.append(word.text)
            page.painted.append(word.ink)
            page.inks.append(word.ink)
            continue
        if hiding:
            page.hidden.append(" ".join(hiding))
            hiding = []
        if can_be_seen(grey, word.ink):
            runs.append((word, word.text))
            page.kept.append(word.text)
    if hiding:
        page.hidden.append(" ".join(hiding))
    return [*runs, *_markers_of_pictures(words, asked)]


def _markers_of_pictures(words: Sequence[Word], asked: Sequence[Rectangle]) -> list[Run]:
    """A marker for each place that holds no words: a screen reader says that something is hidden there."""
    return [
        (Word(MARKER, place, place, (place[0], place[3]), (1.0, 0.0)), MARKER)
        for place in asked
        if not any(overlap(word.ink, place) for word in words)
    ]


def _image(made: Pdf, picture: Encoded) -> Stream:
    image = Stream(made, picture.data)
    image["/Type"], image["/Subtype"] = Name.XObject, Name.Image
    image["/Width"], image["/Height"], image["/BitsPerComponent"] = picture.wide, picture.high, picture.bits
    image["/ColorSpace"] = Name.DeviceRGB if picture.colours == 3 else Name.DeviceGray
    if picture.palette:
        image["/ColorSpace"] = Array([Name.Indexed, Name.DeviceRGB, len(picture.palette) // 3 - 1, picture.palette])
    image["/Filter"] = Name(picture.filter)
    if picture.predictor:
        image["/DecodeParms"] = Dictionary(
            Predictor=15, Colors=picture.colours, BitsPerComponent=picture.bits, Columns=picture.wide
        )
    return image


def _written(made: Pdf, held: Pdf, title: str) -> bytes:
    language = held.Root.get("/Lang")
    made.Root["/Lang"] = String(_language(str(language)) if isinstance(language, String) else LANGUAGE)
    made.Root["/ViewerPreferences"] = Dictionary(DisplayDocTitle=True)
    made.docinfo["/Title"] = title
    made.remove_unreferenced_resources()
    undrawn_removed(made)
    out = BytesIO()
    made.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()


def _language(code: str) -> str:
    """The file's own language where it is a plain code: it is no place for words."""
    plain = code.replace("-", "").isalnum() and code.isascii() and len(code) <= 8
    return code if plain else LANGUAGE
