"""Files made to harm: the maker refuses them with a sentence, within its limits, or makes a clean copy."""

import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from contracts.clauses.document import Unreadable
from contracts.examination import MEGABYTE, Limits
from contracts.pages.locate import Box
from contracts.redacting import Copy, copy_made
from tests.redaction.files import lines_drawn, page_of, saved, simple, texts

SMALL = Limits(memory=700 * MEGABYTE, seconds=30)
CORNER = [Box(1, 0.9, 0.9, 0.95, 0.95)]


def form_in_itself() -> bytes:
    with Pdf.new() as pdf:
        page = page_of(pdf, b"/Me Do\n" + lines_drawn(["Words that stay"]))
        form = pdf.make_indirect(Stream(pdf, b"/Me Do"))
        form["/Type"], form["/Subtype"], form["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        form["/Resources"] = Dictionary({"/XObject": Dictionary({"/Me": form})})
        page.obj["/Resources"]["/XObject"] = Dictionary({"/Me": form})
        return saved(pdf)


def content_that_grows() -> bytes:
    """A content of a few kilobytes that unpacks to a gigabyte."""
    with Pdf.new() as pdf:
        page = page_of(pdf, b"")
        stream = Stream(pdf, b"")
        packed = zlib.compressobj(9)
        data = b"".join(packed.compress(b"q Q " * (1 << 18)) for _ in range(1024)) + packed.flush()
        stream.write(data, filter=Name.FlateDecode)
        page.obj["/Contents"] = pdf.make_indirect(stream)
        return saved(pdf)


def huge_page() -> bytes:
    with Pdf.new() as pdf:
        page_of(pdf, lines_drawn(["Words that stay"], top=14_000), media=(0, 0, 14_400, 14_400))
        return saved(pdf)


def nested() -> bytes:
    return simple(["Words that stay"]).replace(b"/MediaBox [", b"/Deep " + b"[" * 50_000 + b" /MediaBox [")


def cut_short() -> bytes:
    return simple(["Words that stay"])[:200]


@pytest.mark.parametrize("hostile", [form_in_itself, content_that_grows, huge_page, nested, cut_short])
def test_what_is_made_to_harm_is_refused_or_comes_out_clean(hostile: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / "hostile.pdf"
    path.write_bytes(hostile())
    copy, refused = tried(path)
    assert (copy is None) == refused.endswith(".")
    if copy is not None:
        with Pdf.open(BytesIO(copy.pdf)) as pdf:
            assert len(pdf.pages) == 1
        assert "Words that stay" in texts(copy.pdf)[0]


def tried(path: Path) -> tuple[Copy | None, str]:
    """The copy, or the sentence with which it was refused."""
    try:
        return copy_made(path, CORNER, [], "Copy", lambda done, total: None, SMALL), ""
    except Unreadable as refusal:
        return None, str(refusal)
