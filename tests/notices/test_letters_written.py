"""Letters written from a master: each is its own family's, whole, accessible, and the same bytes every time."""

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops

from notices.letters import (
    BATCH_AT_MOST,
    Master,
    MasterUnfit,
    MergeFields,
    batch_pdf,
    characters_missing,
    letter_pdf,
    letter_pdf_alone,
    master_made,
    master_read,
)
from notices.letters.master import page_filled

ANA = MergeFields(
    "7-0001-K",
    ("Ana Ruiz and José Nguyễn", "12 Elm Street", "Lantern, IL 60000"),
    "Dear Ana Ruiz and José Nguyễn,",
    ("Łucja Ruiz", "Şeyma Ruiz"),
    "November 27, 2026",
)
TOM = MergeFields(
    "7-0002-M", ("Tomás Silva", "9 Oak Lane", "Lantern, IL 60000"), "Dear Tomás Silva,", ("Zoë Silva",), ANA.date
)
GIORGI = replace(TOM, reference="7-0003-P", students=("გიორგი ბერიძე",))
LONG = replace(TOM, reference="7-0004-R", lines=tuple(f"Line {number} of a long address" for number in range(8)))
WRAPPED = replace(
    TOM, students=tuple(f"Maximiliane Fernández-Washington the {n}th" for n in (1, 2)), reference="7-0005-T"
)


def context_of(**changes: Any) -> dict[str, Any]:
    district = {"name": "Prairie Lantern District 900", "address": "1 Lantern Way\nLantern", "telephone": "555-0100"}
    bureau = {"name": "Fictional Bureau", "address": "1 Ledger Street\nLantern", "telephone": "555-0110"}
    commission = {"name": "Federal Trade Commission", "address": "2 Invented Avenue", "telephone": "555-0111"}
    letter = {
        "happened": "Somebody read records. " * 12,
        "dates": "October 3, 2026",
        "information": ["Name", "Password"],
        "measures": "New passwords were set. " * 8,
        "advice": "Change the password.",
        "operator_contact": "Maple Reader Fictional, Inc.\n555-0101",
        "district_contact": "Dana Fictional\n555-0102",
        "signer": "Sonia Fictional\nSuperintendent",
    }
    return {
        "title": "Notice of a data breach",
        "district": district,
        "letter": letter,
        "agencies": [bureau],
        "commission": {**commission, "website": "commission.example"},
        "drill": False,
        **changes,
    }


@pytest.fixture(scope="module")
def master() -> Master:
    return master_made("letters/breach_en.html", context_of(), "en")


def text_of(content: bytes, *pages: int) -> str:
    document = pypdfium2.PdfDocument(content)
    return "\n".join(document[page].get_textpage().get_text_range() for page in pages or range(len(document)))


def tags_of(element: Any) -> list[str]:
    kids = element.get("/K", [])
    found = [str(element.S)[1:]]
    for kid in kids:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += tags_of(kid)
    return found


def assert_whole(content: bytes) -> pikepdf.Pdf:
    """qpdf finds nothing to say; every mark has its element, and every element's mark is on its page."""
    document = pikepdf.open(io.BytesIO(content))
    assert document.check_pdf_syntax() == []
    assert document.get_warnings() == []
    root = document.Root
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert b"pdfuaid" in root.Metadata.read_bytes()
    numbers = list(root.StructTreeRoot.ParentTree.Nums)
    parents = dict(zip((int(key) for key in numbers[::2]), numbers[1::2], strict=True))
    assert list(parents) == sorted(parents)
    assert len(parents) == len(document.pages)
    for page in document.pages:
        marks = marks_on(page)
        owners = parents[int(page.StructParents)]
        assert marks == list(range(len(owners)))
        for mark, owner in zip(marks, owners, strict=True):
            assert holds(owner, mark, page.obj)
    return document


def marks_on(page: pikepdf.Page) -> list[int]:
    steps = pikepdf.parse_content_stream(page)
    return [int(step.operands[1].MCID) for step in steps if str(step.operator) == "BDC"]


def holds(owner: Any, mark: int, page: Any) -> bool:
    for kid in owner.K:
        if isinstance(kid, int):
            if kid == mark and owner.Pg.objgen == page.objgen:
                return True
        elif kid.get("/Type") == "/MCR" and int(kid.MCID) == mark and kid.Pg.objgen == page.objgen:
            return True
    return False


def test_a_letter_says_what_is_its_familys_and_nothing_of_another(master: Master) -> None:
    text = text_of(letter_pdf(master, ANA))
    for words in (*ANA.lines, ANA.salutation, ANA.reference, "Łucja Ruiz, Şeyma Ruiz", ANA.date, "What happened"):
        assert words in text
    assert "@@" not in text
    assert "Silva" not in text


def test_a_letter_is_whole_and_tagged_with_language_title_and_headings(master: Master) -> None:
    document = assert_whole(letter_pdf(master, ANA))
    assert str(document.Root.Lang) == "en"
    assert str(document.docinfo["/Title"]) == "Notice of a data breach"
    tags = tags_of(document.Root.StructTreeRoot.K[0])
    assert tags[:2] == ["Document", "Art"]
    assert tags.count("H1") == 1
    assert tags.count("H2") == 5
    assert tags.count("H3") == 4
    assert tags.count("LI") == 3
    assert "NonStruct" not in tags


def test_a_letter_looks_as_weasyprint_lays_it_out(master: Master) -> None:
    for fields in (ANA, TOM, WRAPPED):
        written = pypdfium2.PdfDocument(letter_pdf(master, fields))
        alone = pypdfium2.PdfDocument(letter_pdf_alone(master, fields))
        assert len(written) == len(alone)
        for own, other in zip(written, alone, strict=True):
            pictures = [page.render(scale=1.5).to_pil().convert("RGB") for page in (own, other)]
            assert ImageChops.difference(*pictures).getbbox() is None


def test_the_same_letter_is_the_same_bytes_also_from_the_kept_master(master: Master) -> None:
    again = master_read(master.stored)
    assert again.stored == master.stored
    assert letter_pdf(again, ANA) == letter_pdf(master, ANA)
    assert batch_pdf(again, [ANA, TOM]) == batch_pdf(master, [ANA, TOM])
    assert letter_pdf(master, ANA) != letter_pdf(master, TOM)
    assert master_made("letters/breach_en.html", context_of(), "en").stored == master.stored


def test_names_outside_the_font_and_long_addresses_are_laid_out_alone(master: Master) -> None:
    assert "გიორგი ბერიძე" in text_of(letter_pdf(master, GIORGI))
    long = text_of(letter_pdf(master, LONG))
    assert all(line in long for line in LONG.lines)
    for fields in (GIORGI, LONG):
        assert_whole(letter_pdf(master, fields))


def test_characters_that_no_font_shows_are_told(master: Master) -> None:
    assert characters_missing(master, ["Ana Ruiz", "გიორგი"]) == ""
    assert characters_missing(master, ["Ana \U000108e0"]) == "\U000108e0"
    assert characters_missing(master, []) == ""


def test_names_that_fill_two_lines_move_what_follows(master: Master) -> None:
    text = text_of(letter_pdf(master, WRAPPED))
    assert "Washington the 2th" in " ".join(text.split())
    assert_whole(letter_pdf(master, WRAPPED))


def test_a_batch_holds_each_letter_on_its_own_pages(master: Master) -> None:
    families = [ANA, GIORGI, TOM, WRAPPED, LONG]
    content = batch_pdf(master, families)
    document = assert_whole(content)
    pages = len(document.pages) // len(families)
    for place, fields in enumerate(families):
        own = text_of(content, *range(place * pages, (place + 1) * pages))
        assert fields.reference in own
        assert not any(other.reference in own for other in families if other is not fields)
    articles = document.Root.StructTreeRoot.K[0].K
    assert [str(one.S) for one in articles] == ["/Art"] * len(families)
    with document.open_outline() as outline:
        assert [item.title for item in outline.root] == [fields.reference for fields in families]


def test_letters_of_a_batch_share_fonts_and_pages(master: Master) -> None:
    fields = [replace(TOM, reference=f"7-{number:04d}-X") for number in range(BATCH_AT_MOST)]
    assert len(batch_pdf(master, fields)) / BATCH_AT_MOST < 2500
    assert len(letter_pdf(master, TOM)) > 20 * 2500


def test_a_batch_has_letters_and_not_more_than_500(master: Master) -> None:
    for wrong in ([], [ANA] * (BATCH_AT_MOST + 1)):
        with pytest.raises(ValueError, match="1 to 500"):
            batch_pdf(master, wrong)


def test_markup_in_names_is_shown_and_not_read(master: Master) -> None:
    odd = replace(TOM, students=("<b>Bo & Co</b> (Tj) \\ %d",))
    assert "<b>Bo & Co</b> (Tj) \\ %d" in text_of(letter_pdf(master, odd))
    assert "&lt;b&gt;" in page_filled(master.page, odd)


def test_the_address_stands_in_the_window_of_a_number_10_envelope(master: Master) -> None:
    """The folded letter rests on the envelope's bottom edge: the window shows 2.04 to 3.17 inches, less an eighth."""
    page = pypdfium2.PdfDocument(letter_pdf(master, replace(ANA, lines=("A",) * 5)))[0]
    text = page.get_textpage()
    boxes = [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1) == "A"]
    window = [box for box in boxes if 792 - box[3] > 2 * 72][:5]
    assert all(box[0] >= 72 - 1 and box[2] <= 4.25 * 72 for box in window)
    assert min(792 - box[3] for box in window) >= (2.042 + 0.125) * 72
    assert max(792 - box[1] for box in window) <= (3.167 - 0.125) * 72


def test_a_drill_is_marked_on_every_page() -> None:
    long = context_of(drill=True)
    long["letter"] = {**long["letter"], "happened": "A long story. " * 400}
    for language, mark in (("en", "DRILL"), ("es", "SIMULACRO")):
        content = letter_pdf(master_made(f"letters/breach_{language}.html", long, language), ANA)
        document = assert_whole(content)
        assert len(document.pages) >= 2
        assert all(mark in text_of(content, page) for page in range(len(document.pages)))


def test_a_template_without_every_place_is_refused() -> None:
    """The frame of all letters has no place for the greeting and the students."""
    with pytest.raises(MasterUnfit, match="every place"):
        master_made("letters/merged.html", context_of(), "en")


def test_bytes_that_are_no_master_are_refused(master: Master) -> None:
    for wrong in (b"", b"%PDF-1.7", master.stored[:-10]):
        with pytest.raises(ValueError, match="no letter master"):
            master_read(wrong)
