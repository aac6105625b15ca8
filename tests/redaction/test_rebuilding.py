"""What is hidden in a PDF is gone from every corner of the file; what stays can be read and found."""

import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO

import pytest
from pikepdf import Encryption, Name, Pdf, Stream
from pypdfium2 import PdfDocument

from contracts.clauses.document import Unreadable
from contracts.pages.locate import Box, boxes
from contracts.redaction import rebuilding
from contracts.redaction.rebuilding import MARKER, redact
from contracts.redaction.verification import verified
from tests.redaction.files import (
    SECRET,
    TITLE,
    badly_hidden,
    filled_form,
    hidden,
    layered,
    lines_drawn,
    loaded,
    odd_font,
    page_of,
    photographed,
    saved,
    scanned,
    simple,
    texts,
    where,
)


def every_byte(pdf: bytes) -> bytes:
    """The file and everything in it, unpacked."""
    parts = [pdf]
    with Pdf.open(BytesIO(pdf)) as opened:
        for item in opened.objects:
            parts.append(item.unparse(resolved=True))
            if isinstance(item, Stream) and item.get("/Subtype") != Name.Image:
                parts.append(item.read_bytes())
    return b"\n".join(parts)


def test_words_are_gone_from_every_corner_of_the_file() -> None:
    source = loaded()
    assert every_byte(source).count(SECRET.encode()) > 8
    done = hidden(source, where(source, SECRET))
    whole = every_byte(done.pdf)
    for form in (
        SECRET.encode(),
        SECRET.encode("utf-16-be"),
        SECRET.encode().hex().encode(),
        b"JavaScript",
        b"/Annots",
    ):
        assert form.lower() not in whole.lower()
    with Pdf.open(BytesIO(done.pdf)) as opened:
        assert dict(opened.docinfo) == {"/Title": TITLE}
        assert set(opened.Root.keys()) == {"/Type", "/Pages", "/Lang", "/ViewerPreferences"}
        assert str(opened.Root["/Lang"]) == "en-GB"
        assert not opened.attachments


def test_the_words_around_stay_in_their_order_and_the_place_says_that_something_is_hidden() -> None:
    source = loaded()
    first, second = texts(hidden(source, where(source, SECRET)).pdf)
    assert " ".join(first.split()) == f"The price is {MARKER} dollars a year. The records stay here."
    assert second.strip() == "Second"


def test_words_that_stay_are_found_where_they_stand_in_the_picture() -> None:
    source = simple(["One two three", "four SECRETS five", "six seven"])
    done = hidden(source, where(source, "SECRETS"))
    for words in ("One two three", "five", "seven"):
        before, after = where(source, words)[0], where(done.pdf, words)[0]
        for side in ("x0", "x1"):
            assert getattr(before, side) == pytest.approx(getattr(after, side), abs=0.02), words
        assert (before.y0 + before.y1) / 2 == pytest.approx((after.y0 + after.y1) / 2, abs=0.01), words


def test_a_word_is_hidden_whole_where_a_box_touches_any_part_of_it() -> None:
    source = simple(["Alpha Betatron gamma"])
    (place,) = where(source, "Betatron")
    part = replace(place, x0=place.x1 - 0.004)
    done = hidden(source, [part])
    assert " ".join(texts(done.pdf)[0].split()) == f"Alpha {MARKER} gamma"
    assert done.pages[1].hidden == ["Betatron"]
    with PdfDocument(done.pdf) as opened:
        picture = opened[0].render(scale=2).to_pil().convert("L")
    wide, high = picture.size
    middle = picture.crop(
        (int(place.x0 * wide) + 4, int(place.y0 * high) + 8, int(place.x1 * wide) - 4, int(place.y1 * high) - 8)
    )
    assert middle.getextrema()[1] < 40


def test_a_word_broken_at_a_lines_end_hides_nothing_between_its_halves() -> None:
    source = simple(["First words of the con-", "fidential matter stay", "Last line"])
    done = hidden(source, where(source, "matter"))
    read = " ".join(texts(done.pdf)[0].split())
    assert "First words of the" in read
    assert "Last line" in read
    done = hidden(source, [Box(1, *_share(where(source, "First words of the con")[0], 0.95, 1.0))])
    read = " ".join(texts(done.pdf)[0].split())
    assert "First words of the" in read
    assert "matter stay" in read


def _share(box: Box, start: float, end: float) -> tuple[float, float, float, float]:
    """A part of a box's width, and its middle height."""
    wide, high = box.x1 - box.x0, box.y1 - box.y0
    return box.x0 + wide * start, box.y0 + high * 0.3, box.x0 + wide * end, box.y1 - high * 0.3


def test_the_words_of_other_words_do_not_stop_a_copy() -> None:
    source = simple(["The type is secret", "All types are listed, prototypes too"])
    assert "type" not in texts(hidden(source, where(source, "type")).pdf)[0].split()


def test_the_same_words_elsewhere_stay() -> None:
    source = simple(["Fee 9000 dollars", "Again 9000 dollars"], ["And 9000 dollars"])
    done = hidden(source, where(source, "9000"))
    assert " ".join(texts(done.pdf)).count("9000") == 2


UPRIGHT = {0: "1 0 0 1 50 700", 90: "0 1 -1 0 100 50", 180: "-1 0 0 -1 500 100", 270: "0 -1 1 0 500 700"}


def turned(turn: int, matrix: str) -> bytes:
    with Pdf.new() as pdf:
        content = f"BT /F1 10 Tf 14 TL {matrix} Tm (Plain words here) Tj T* (Hidden words there) Tj ET".encode()
        page_of(pdf, content).obj["/Rotate"] = turn
        return saved(pdf)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages_keep_their_look_and_their_words(turn: int) -> None:
    source = turned(turn, UPRIGHT[turn])
    done = hidden(source, where(source, "Hidden"))
    assert " ".join(texts(done.pdf)[0].split()) == f"Plain words here {MARKER} words there"
    with PdfDocument(source) as old, PdfDocument(done.pdf) as new:
        assert new.get_page_size(0) == pytest.approx(old.get_page_size(0), abs=0.1)
    before, after = where(source, "Plain words")[0], where(done.pdf, "Plain words")[0]
    assert (before.x0, before.y0) == pytest.approx((after.x0, after.y0), abs=0.02)


@pytest.mark.parametrize("matrix", list(UPRIGHT.values()))
def test_words_that_run_up_or_down_a_page_stay_in_their_places(matrix: str) -> None:
    source = turned(0, matrix)
    done = hidden(source, where(source, "Hidden"))
    assert sorted(texts(done.pdf)[0].split()) == sorted(["Plain", "words", "here", MARKER, "words", "there"])
    before, after = where(source, "Plain")[0], where(done.pdf, "Plain")[0]
    assert (before.x0, before.y1) == pytest.approx((after.x0, after.y1), abs=0.02)


def test_what_is_cropped_away_does_not_come_along() -> None:
    with Pdf.new() as pdf:
        page = page_of(pdf, lines_drawn(["Shown words and more"], top=500) + lines_drawn([SECRET], top=780))
        page.obj["/CropBox"] = [20, 100, 500, 600]
        source = saved(pdf)
    done = hidden(source, where(source, "Shown"))
    assert SECRET.encode() not in every_byte(done.pdf)
    assert SECRET not in texts(done.pdf)[0]
    with PdfDocument(done.pdf) as new:
        assert new.get_page_size(0) == pytest.approx((480, 500))


def test_a_scan_keeps_the_recognised_words_over_its_picture() -> None:
    source = scanned(["This is a scanned line", f"with {SECRET} in it"])
    done = hidden(source, where(source, SECRET))
    assert " ".join(texts(done.pdf)[0].split()) == f"This is a scanned line with {MARKER} in it"
    assert SECRET.encode() not in every_byte(done.pdf)


def test_the_value_of_a_form_field_is_drawn_and_can_be_hidden() -> None:
    source = filled_form("ninety days")
    kept = hidden(source, where(source, "Retention"))
    assert "ninety days" in texts(kept.pdf)[0]
    gone = hidden(source, [Box(1, 0.2, 0.04, 0.7, 0.1)])
    assert b"ninety" not in every_byte(gone.pdf)
    assert "ninety" not in texts(gone.pdf)[0]


def test_a_filled_form_on_another_page_is_still_shown_and_is_no_form_any_more() -> None:
    with Pdf.open(BytesIO(filled_form("ninety days"))) as pdf:
        page_of(pdf, lines_drawn(["Another page"]))
        source = saved(pdf)
    done = hidden(source, where(source, "Another", page=2))
    assert "ninety days" in texts(done.pdf)[0]
    assert b"/AcroForm" not in every_byte(done.pdf)


def test_a_layer_that_is_switched_off_stays_unseen_and_unread() -> None:
    source = layered()
    done = hidden(source, where(source, "123456", page=2))
    assert sorted(done.pages) == [1, 2]
    assert SECRET.encode() not in every_byte(done.pdf)
    assert texts(done.pdf)[0].strip() == "Seen by all"


def test_words_under_somebodys_black_bar_do_not_come_along() -> None:
    source = badly_hidden()
    done = hidden(source, where(source, "Other"))
    assert SECRET not in " ".join(texts(done.pdf))


def test_fonts_with_a_code_of_their_own_are_read_and_hidden() -> None:
    source, secret = odd_font()
    done = hidden(source, where(source, secret))
    assert secret not in texts(done.pdf)[0]
    assert b"SECRETS" not in every_byte(done.pdf)
    assert "PQFOJOH" in texts(done.pdf)[0]


def test_a_photograph_is_kept_small_and_in_colour() -> None:
    source = photographed()
    done = hidden(source, where(source, "caption"))
    with Pdf.open(BytesIO(done.pdf)) as opened:
        image = opened.pages[0].Resources.XObject["/Page"]
        assert (image.Filter, image.ColorSpace) == (Name.DCTDecode, Name.DeviceRGB)


def test_print_with_a_coloured_heading_stays_in_colour_and_black_where_it_is_hidden() -> None:
    with Pdf.new() as pdf:
        page_of(pdf, b"1 0 0 rg " + lines_drawn(["A red heading"], top=700) + b"0 g " + lines_drawn(["Zanzibar here"]))
        source = saved(pdf)
    done = hidden(source, where(source, "Zanzibar"))
    with Pdf.open(BytesIO(done.pdf)) as opened:
        image = opened.pages[0].Resources.XObject["/Page"]
        assert image.ColorSpace[0] == Name.Indexed
    (heading,) = where(source, "heading")
    with PdfDocument(done.pdf) as new:
        picture = new[0].render(scale=2).to_pil().convert("RGB")
    wide, high = picture.size
    area = picture.crop(
        (int(heading.x0 * wide), int(heading.y0 * high), int(heading.x1 * wide), int(heading.y1 * high))
    )
    assert min(green for _, (_, green, _) in area.getcolors(100_000)) < 60
    assert max(red - green for _, (red, green, _) in area.getcolors(100_000)) > 150


def test_a_picture_without_words_is_painted_and_said() -> None:
    source = photographed()
    done = hidden(source, [Box(1, 0.2, 0.4, 0.5, 0.6)])
    assert MARKER in texts(done.pdf)[0]


def test_nothing_of_an_untouched_page_is_lost() -> None:
    source = simple(["First SECRETS"], ["The second page", "has its words"])
    done = hidden(source, where(source, "SECRETS"))
    assert list(done.pages) == [1]
    assert texts(done.pdf)[1] == texts(source)[1]
    with PdfDocument(source) as old, PdfDocument(done.pdf) as new:
        assert old[1].render(scale=1).to_pil().tobytes() == new[1].render(scale=1).to_pil().tobytes()


def test_two_hundred_pages_are_rewritten_within_seconds() -> None:
    source = simple(*[[f"Page {number} says things", "Confidential price here"] for number in range(1, 201)])
    done = redact(source, where(source, "Confidential", page=150), TITLE)
    assert verified(done).problems == ()
    assert done.count == 200
    assert sum("Confidential" in text for text in texts(done.pdf)) == 199


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here")
def test_another_reader_finds_the_words_that_stay_and_not_the_hidden_ones() -> None:
    source = loaded()
    done = hidden(source, where(source, SECRET))
    read = subprocess.run(["pdftotext", "-", "-"], input=done.pdf, capture_output=True, check=True).stdout.decode()
    assert "The records stay here." in read
    assert SECRET not in read
    assert "pdftotext" in verified(done).report["readers"]


def test_a_copy_that_still_says_the_words_is_refused() -> None:
    source = simple(["The price is Zanzibar dollars"])
    done = redact(source, where(source, "Zanzibar"), TITLE)
    done.pdf = source
    problems = " ".join(verified(done).problems)
    assert re.search("pdfium still reads", problems)
    assert "shows through" in problems
    assert "raw content" in problems


def test_a_copy_with_an_attachment_or_an_older_state_is_refused() -> None:
    source = simple(["The price is Zanzibar dollars"])
    done = redact(source, where(source, "Zanzibar"), TITLE)
    with Pdf.open(BytesIO(done.pdf)) as pdf:
        pdf.attachments["a.txt"] = b"x"
        done.pdf = saved(pdf)
    assert "attached" in " ".join(verified(done).problems)
    done.pdf += b"\nstartxref\n0\n%%EOF\n"
    assert "earlier state" in " ".join(verified(done).problems)


@pytest.mark.parametrize(
    "place",
    [Box(2, 0.1, 0.1, 0.2, 0.2), Box(0, 0.1, 0.1, 0.2, 0.2), Box(1, 0.5, 0.1, 0.2, 0.2), Box(1, -0.1, 0.1, 0.2, 1.2)],
)
def test_places_beside_the_pages_are_refused(place: Box) -> None:
    with pytest.raises(Unreadable):
        redact(simple(["words"]), [place], TITLE)


def test_files_that_cannot_be_taken_apart_are_refused_with_a_sentence() -> None:
    with Pdf.open(BytesIO(simple(["words"]))) as pdf:
        out = BytesIO()
        pdf.save(out, encryption=Encryption(owner="a", user="b"))
    for source, sentence in ((out.getvalue(), "locked"), (b"%PDF-1.4\nrubbish", "damaged")):
        with pytest.raises(Unreadable, match=sentence):
            redact(source, [Box(1, 0.1, 0.1, 0.2, 0.2)], TITLE)


def test_nothing_to_hide_is_refused() -> None:
    with pytest.raises(Unreadable, match="nothing to hide"):
        redact(simple(["words"]), [], TITLE)


def test_the_number_of_pages_made_anew_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "MOST_PICTURES", 2)
    source = simple(["a"], ["b"], ["c"])
    with pytest.raises(Unreadable, match="at most 2"):
        redact(source, [Box(page, 0.1, 0.1, 0.2, 0.2) for page in (1, 2, 3)], TITLE)


def test_quotes_are_found_again_in_the_copy_by_the_review_desks_own_search() -> None:
    source = simple(["The Provider shall delete all data within sixty days.", "The price is Zanzibar."])
    done = hidden(source, where(source, "Zanzibar"))
    text = texts(source)[0]
    quote = "delete all data within sixty days"
    start = text.index(quote)
    assert boxes(done.pdf, text, [], [(start, start + len(quote))])[0]
