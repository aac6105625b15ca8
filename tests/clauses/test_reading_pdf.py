"""PDFs as agreements come: columns, schedules of data, running lines in sentences, scanned exhibits."""

from io import BytesIO

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from contracts.clauses.reading import read_document
from contracts.pages.letters import reduced
from contracts.pages.locate import boxes
from tests.clauses.files import assembled, pdf_of

LEFT = (
    "The Provider shall not sell or rent any student",
    "data to any third party and shall not disclose it",
    "without the written consent of the District, nor",
    "use it for advertising that is aimed at a student",
    "or for any purpose other than those that the two",
    "parties have listed in the schedule of this very",
    "agreement, and it shall delete all student data in",
    "thirty days after the end of this agreement, or at",
    "the written request of the District before its end.",
)
RIGHT = (
    "The Provider shall notify the District of a breach",
    "of security within seventy-two hours after it was",
    "discovered, shall bear the costs of telling parents",
    "and shall help the District to find out what it was",
    "that happened and which of the students it concerns",
    "and keep a record of every step that was taken then",
    "so that the District can answer the questions which",
    "parents and the state may ask; this record is to be",
    "kept for three years after the breach has been ended.",
)


def drawn(*words: tuple[float, float, str], size: int = 9) -> bytes:
    """A PDF of one page with these words at these places, in this order."""
    shown = "".join(f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in words).encode("latin-1")
    size_and_font = b"/MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R %s /Contents 4 0 R >>" % size_and_font
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
            page,
        ]
    )


def text_of(pdf: bytes) -> str:
    return read_document(pdf, "a.pdf").text


def two_columns() -> bytes:
    """Two columns written line by line across the page, as some programs do."""
    pairs = zip(LEFT, RIGHT, strict=True)
    return drawn(
        *(
            word
            for at, pair in enumerate(pairs)
            for word in ((50, 700 - 12 * at, pair[0]), (320, 700 - 12 * at, pair[1]))
        )
    )


def test_columns_written_across_the_page_are_read_one_after_the_other():
    assert " ".join(text_of(two_columns()).split()) == " ".join([*LEFT, *RIGHT])


def test_a_quote_from_a_column_is_boxed_in_its_column():
    pdf = two_columns()
    document = read_document(pdf, "a.pdf")
    start = document.text.index("data to any third")
    found = boxes(pdf, document.text, document.pages, [(start, document.text.index(", nor"))])[0]

    assert len(found) == 2
    assert all(box.x1 < 0.5 for box in found)


def test_columns_under_a_heading_that_spans_them_keep_their_order():
    columns = [
        word for at in range(len(LEFT)) for word in ((50, 600 - 12 * at, LEFT[at]), (320, 600 - 12 * at, RIGHT[at]))
    ]
    text = text_of(drawn((50, 700, "Heading"), *columns, (50, 300, "After both columns.")))

    assert " ".join(text.split()) == " ".join(["Heading", *LEFT, *RIGHT, "After both columns."])


SCHEDULE = (
    *((50, 700, "Category of data"), (200, 700, "Elements"), (420, 700, "Used")),
    *((50, 670, "Application"), (50, 659, "technology")),
    *((200, 670, "IP addresses of users, use of"), (200, 659, "cookies, and so on"), (420, 670, "X")),
    *((50, 630, "Assessment"), (200, 630, "Standardized test scores"), (420, 630, "X")),
    *((50, 600, "Attendance"), (200, 600, "Attendance at school and in"), (200, 589, "class")),
    (50, 540, "The Provider shall delete the data above."),
)


def test_rows_of_a_data_schedule_are_kept_together():
    assert text_of(drawn(*SCHEDULE)).splitlines() == [
        "Category of data | Elements | Used |",
        "Application technology | IP addresses of users, use of cookies, and so on | X |",
        "Assessment | Standardized test scores | X |",
        "Attendance | Attendance at school and in class |",
        "The Provider shall delete the data above.",
    ]


def test_a_mark_belongs_to_its_own_row_and_not_to_those_above():
    rows = (
        *((50, 700, "Names of pupils"), (50, 686, "Grades")),
        *((200, 686, "X"), (50, 672, "Photographs"), (50, 658, "Home"), (50, 649, "address"), (200, 658, "X")),
    )
    text = text_of(drawn(*rows))

    assert "Names of pupils Grades" not in " ".join(text.split("|")[0].split("\n")[-1:])
    assert "Grades" in next(line for line in text.splitlines() if "X" in line)


def test_no_letter_of_a_page_is_lost_or_added_by_its_layout():
    for words in (SCHEDULE, tuple((50 + 97 * (at % 5), 700 - 7 * (at * at % 60), f"word{at}") for at in range(90))):
        assert sorted(reduced(text_of(drawn(*words)))) == sorted(reduced("".join(word for _, _, word in words)))


def test_numbers_set_apart_from_their_clauses_make_no_table():
    clauses = [
        part
        for at in range(4)
        for part in (
            (50, 700 - 40 * at, f"{at + 1}."),
            (80, 700 - 40 * at, "The Provider shall delete the data"),
            (80, 689 - 40 * at, "of every student."),
        )
    ]

    assert "|" not in text_of(drawn(*clauses))


def test_places_to_sign_side_by_side_make_no_table():
    places = [(x, 700 - 14 * at, words) for at, words in enumerate(("By:", "Name:", "Date:")) for x in (50, 320)]

    assert "|" not in text_of(drawn(*places))


def test_a_row_broken_within_a_word_is_mended():
    words = (
        (50, 700, "Kind"),
        (300, 700, "Purpose"),
        (50, 680, "Assess-"),
        (50, 670, "ment data"),
        (300, 680, "Reports"),
    )

    assert "Assessment data | Reports |" in text_of(drawn(*words))


def test_running_lines_with_changing_numbers_do_not_cut_a_sentence():
    words = ("alder", "birch", "cedar", "dogwood")
    pages = [
        [
            "Elk Prairie CUSD 9 - Maple Reader - Agreement 2026-17",
            f"ends with {words[at - 1]}. The clause of {words[at]}",
            *(f"goes on about {words[at]} in line {number}" for number in ("one", "two", "three")),
            f"and over the page of {words[at]} until it",
            f"Page {at + 1} | Confidential",
        ]
        for at in range(4)
    ]
    text = " ".join(text_of(pdf_of(*pages)).split())

    assert "over the page of birch until it ends with birch." in text
    assert text.count("Confidential") == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ob-\nligation", "obligation"),
        ("third-\nparty", "third-party"),
        ("third-\nParty", "third-Party"),
        ("30-\nday", "30-day"),
    ],
)
def test_only_words_broken_by_the_line_are_joined(written, read):
    assert read in text_of(pdf_of([f"An {line}" if not at else line for at, line in enumerate(written.split("\n"))]))


def test_a_scanned_exhibit_in_a_typed_file_is_named():
    picture = BytesIO()
    Image.new("L", (850, 1100), 200).save(picture, "PDF", resolution=100)
    typed = PdfDocument(pdf_of(["Many typed words of an agreement stand on this page."] * 4))
    typed.import_pages(PdfDocument(picture.getvalue()))
    out = BytesIO()
    typed.save(out)
    document = read_document(out.getvalue(), "a.pdf")

    assert document.pictures == (2,)
    assert document.warnings == ("Page 2 of the file is a picture without text: what stands there was not read.",)
    assert not document.needs_ocr


def filled_form() -> bytes:
    """A typed page with a form field that somebody filled in."""
    typed = b"BT /F1 11 Tf 50 700 Td (The Provider deletes the data within) Tj ET"
    filled = b"BT /F1 11 Tf 2 5 Td (45 days after the end) Tj ET"
    fonts = b"/Resources << /Font << /F1 3 0 R >> >>"
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>",
            b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(typed), typed),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] %s /Contents 4 0 R /Annots [6 0 R] >>" % fonts,
            b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (term) /V (45 days after the end) /F 4 /P 5 0 R"
            b" /Rect [250 690 450 712] /AP << /N 7 0 R >> >>",
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 22] %s /Length %d >>\nstream\n%s\nendstream"
            % (fonts, len(filled), filled),
        ]
    )


def test_what_was_filled_into_a_form_is_read_and_found_on_the_page():
    pdf = filled_form()
    document = read_document(pdf, "a.pdf")
    start = document.text.index("45 days")

    assert "deletes the data within 45 days after the end" in " ".join(document.text.split())
    assert len(boxes(pdf, document.text, document.pages, [(start, start + 7)])[0]) == 1
