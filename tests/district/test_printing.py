"""Letters become accessible PDF, and nothing is fetched while they do."""

import re
import zlib
from base64 import b64encode
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from weasyprint.urls import FatalURLFetchingError

from district.models import District
from district.printing import pdf_laid_out, pdf_rendered


def district_entered(**changed: str) -> District:
    entered = {"name": "Lantern Prairie Fictional District", "address": "1 Example Road\nExampleville"}
    return District.objects.create(
        **{**entered, "state": "IL", "time_zone": "America/Chicago", "enrolment": 4000, **changed}
    )


def words_of(made: bytes) -> str:
    with PdfDocument(made) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def unpacked(made: bytes) -> list[bytes]:
    """The streams of a PDF, without their compression."""
    packed = re.findall(rb"FlateDecode.*?stream\n(.*?)\nendstream", made, re.DOTALL)
    return [zlib.decompress(stream) for stream in packed]


@pytest.mark.django_db
def test_a_letter_carries_the_district_its_title_and_its_pages() -> None:
    district_entered()
    words = words_of(pdf_rendered("letters/base.html", {}, title="A plain notice"))
    assert "Lantern Prairie Fictional District" in words
    assert "1 Example Road\r\nExampleville" in words
    assert words.count("A plain notice") == 2, "the heading and the foot of the page"
    assert "Page 1 / 1" in words


@pytest.mark.django_db
def test_a_letter_is_tagged_and_says_its_language_and_title() -> None:
    district_entered()
    made = pdf_rendered("letters/base.html", {}, title="Aviso", language="es")
    with PdfDocument(made) as pdf:
        assert pdf.get_metadata_value("Title") == "Aviso"
        assert pdf.is_tagged()
    whole = made + b"".join(unpacked(made))
    assert b"pdfuaid" in whole
    assert b"/Lang (es)" in whole


@pytest.mark.django_db
def test_what_a_letter_is_given_cannot_add_markup() -> None:
    district_entered(name="<b>District</b> & Co")
    assert "<b>District</b> & Co" in words_of(pdf_rendered("letters/base.html", {}, title="x"))


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/picture.png", "file:///etc/hostname"])
def test_a_page_that_asks_for_anything_outside_itself_is_not_made(address: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        pdf_laid_out(f'<html lang="en"><title>t</title><img alt="" src="{address}"></html>')


def test_a_picture_within_the_page_is_taken() -> None:
    mark = b64encode(Path("static/icons/mark.svg").read_bytes()).decode()
    picture = f'<img alt="mark" src="data:image/svg+xml;base64,{mark}">'
    assert pdf_laid_out(f'<html lang="en"><title>t</title>{picture}</html>').startswith(b"%PDF-")
