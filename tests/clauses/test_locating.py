"""From a passage of the text back to its boxes on the page, and pages as pictures."""

import struct

import pytest
from pypdfium2 import PdfDocument

from contracts.clauses.reading import read_document
from contracts.pages.letters import reduced
from contracts.pages.locate import Box, boxes
from contracts.pages.matching import matched
from contracts.pages.render import MOST_PIXELS, NoSuchPage, fitting_scale, page_png
from tests.clauses.files import pdf_of


def located(pdf: bytes, words: str, *, occurrence: int = 0) -> list[Box]:
    document = read_document(pdf, "a.pdf")
    start = -1
    for _ in range(occurrence + 1):
        start = document.text.index(words, start + 1)
    return boxes(pdf, document.text, document.pages, [(start, start + len(words))])[0]


def words_under(pdf: bytes, found: list[Box]) -> str:
    """What a reader of the PDF finds inside the boxes."""
    parts = []
    with PdfDocument(pdf) as opened:
        for box in found:
            page = opened[box.page - 1]
            wide, high = page.get_size()
            area = (box.x0 * wide, (1 - box.y1) * high + 2, box.x1 * wide, (1 - box.y0) * high - 2)
            parts.append(page.get_textpage().get_text_bounded(*area))
    return " ".join(parts)


def test_a_quote_has_one_box_per_line_and_its_words_lie_under_them():
    pdf = pdf_of(["Other words.", "Maple Reader shall not sell", "student data to anyone.", "More words."])
    found = located(pdf, "Maple Reader shall not sell\nstudent data to anyone.")

    assert [box.page for box in found] == [1, 1]
    assert " ".join(words_under(pdf, found).split()) == "Maple Reader shall not sell student data to anyone."
    assert found[0].y1 <= found[1].y1
    assert all(0 <= share <= 1 for box in found for share in (box.x0, box.y0, box.x1, box.y1))


def test_coordinates_are_shares_of_the_page_from_the_top_left():
    (box,) = located(pdf_of(["Top line of the page."]), "Top line of the page.")

    assert box.x0 == pytest.approx(50 / 612, abs=0.005)
    assert box.y0 < (792 - 740) / 792 < box.y1 + 0.005


def test_the_occurrence_that_is_quoted_is_the_one_that_is_boxed():
    pdf = pdf_of(["One. Data are deleted.", "Two. Data are deleted.", "Three. Data are deleted."])
    tops = [located(pdf, "Data are deleted.", occurrence=number)[0].y0 for number in range(3)]

    assert tops == sorted(set(tops))


def test_words_joined_at_the_line_end_are_boxed_on_both_lines():
    pdf = pdf_of(["The provider shall not dis-", "close student data."])

    assert len(located(pdf, "shall not disclose student data.")) == 2


def test_a_quote_over_pages_has_boxes_on_each_and_none_on_running_lines():
    pages = [
        [
            "Agreement of Elk Prairie",
            *(f"{word} {place} line of body" for place in ("upper", "lower")),
            f"Page {number} of 4",
        ]
        for number, word in enumerate(("alder", "birch", "cedar", "dogwood"), 1)
    ]
    pdf = pdf_of(*pages)
    text = read_document(pdf, "a.pdf").text
    quote = text[text.index("birch lower") : text.index("cedar upper") + len("cedar upper line")]
    found = located(pdf, quote)

    assert [box.page for box in found] == [2, 3]
    assert "Agreement" not in words_under(pdf, found)
    assert "Page" not in words_under(pdf, found)


def test_ligatures_accents_and_case_do_not_part_text_and_page():
    assert reduced("eﬃcient, naïve “RÉSUMÉ” §12") == "efficientnaiveresume12"


def test_a_passage_interrupted_on_the_page_is_found_in_its_parts():
    page = "alphabetagammadelta" + "pagefourofseven" + "epsilonzetaetatheta"

    assert matched("alpha", "betagammadeltaepsilonzetaeta", "theta", page) == [(5, 19), (34, 48)]


def test_words_that_are_not_on_the_page_have_no_box():
    pdf = pdf_of(["Plain words of the page."])

    assert boxes(pdf, "Something else entirely.", [(0, 24)], [(0, 24)]) == [[]]
    assert boxes(pdf, " — ", [(0, 3)], [(0, 3)]) == [[]]


def test_without_pages_the_whole_text_is_aligned_to_the_pdf():
    pdf = pdf_of(
        ["1. Data are deleted.", "2. Data are kept."], ["3. Data are deleted.", "4. Data are kept."], ["5. The end."]
    )
    text = "1. Data are deleted. 2. Data are kept. 3. Data are deleted. 4. Data are kept.\n5. The end.\n"
    start = text.index("Data are deleted", 20)
    first, second = boxes(pdf, text, [], [(start, start + 16), (text.index("The end"), text.index("The end") + 7)])

    assert [(box.page, words_under(pdf, [box])) for box in first] == [(2, "Data are deleted")]
    assert [box.page for box in second] == [3]


def turned(pdf: bytes, degrees: int) -> bytes:
    return pdf.replace(b"/MediaBox [0 0 612 792]", b"/Rotate %d /MediaBox [0 0 612 792]" % degrees)


def test_a_turned_page_is_boxed_as_it_is_shown():
    (box,) = located(turned(pdf_of(["Top line of the page."]), 90), "Top line of the page.")

    assert box.y1 - box.y0 > box.x1 - box.x0, "the line runs down the page"
    assert box.x0 > 0.9, "along its right edge"


def png_size(picture: bytes) -> tuple[int, int]:
    return struct.unpack(">II", picture[16:24])


def test_a_page_is_shown_at_the_width_asked_for():
    picture = page_png(pdf_of(["Words."]), 1, 850)

    assert picture.startswith(b"\x89PNG")
    assert png_size(picture) == (850, 1100)


def test_a_page_of_any_size_stays_within_the_pixels():
    for wide, high in ((14_400, 14_400), (1, 14_400), (14_400, 1), (0, 0), (612, 792)):
        scale = fitting_scale(wide, high, 100_000)
        assert max(wide, 1) * max(high, 1) * scale**2 <= MOST_PIXELS * 1.01


def test_a_page_that_is_not_there_is_refused():
    with pytest.raises(NoSuchPage, match="1 pages and no page 2"):
        page_png(pdf_of(["Words."]), 2, 850)
