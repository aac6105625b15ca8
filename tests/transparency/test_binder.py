"""The binder for inspection: one tagged PDF, whatever the number of apps, with contents, rights and copies."""

import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.conf import settings
from django.utils.translation import override

from contracts.examination import MEGABYTE, Limits
from contracts.models import Document
from contracts.storage import stored_path
from district.models import District
from tests.factories.contracts import pdf_bytes
from tests.factories.transparency import agreement_signed, app_posted_able
from transparency import binder, versions
from transparency.binding import appendices, limited, pieces
from transparency.binding.appendices import CopyUnreadable, copy_opened
from transparency.models import Snapshot
from transparency.services import Publication
from vendors.models import Operator, Product

pytestmark = pytest.mark.django_db
Publish = Callable[[], Publication]
MANY: list[bytes] = []


def bound(now: datetime, language: str = "en") -> Path:
    """The binder of what is public, made at once."""
    version = versions.version_current(now)
    assert version.snapshot is not None
    target = binder.binder_path(version, version.snapshot, language)
    with override(language):
        while not target.exists():
            binder.binder_step(version, version.snapshot)
    return target


def tags(element: Any) -> Iterator[Any]:
    """Every element of a structure tree."""
    for child in element.get("/K", ()) if isinstance(element.get("/K"), pikepdf.Array) else [element.get("/K")]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from tags(child)


def texts_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


@pytest.fixture
def many(
    illinois: District, published: Publish, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Path:
    """Five apps, two a piece; one of them has a copy of two pages, the others copies that are no whole PDF.

    Laid out once for all tests of this process, which only read it.
    """
    path = tmp_path / "binder.pdf"
    if MANY:
        path.write_bytes(MANY[0])
        return path
    monkeypatch.setattr(pieces, "APPS", 2)
    monkeypatch.setattr(pieces, "BOUND", 4)
    for name in ("Alder", "Birch", "Cedar", "Linden", "Rowan"):
        product = app_posted_able(name)
    agreement_signed(product, title="Addendum", body=pdf_bytes("The first page (1 0 R).", "The second page."))
    published()
    MANY.append(bound(now).read_bytes())
    path.write_bytes(MANY[0])
    return path


def test_a_binder_of_many_pieces_is_one_tagged_file(many: Path) -> None:
    with pikepdf.open(many) as pdf:
        assert pdf.check_pdf_syntax() == []
        tree = pdf.Root.StructTreeRoot
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()
        every = list(tags(tree))
        assert {"/Document", "/Part", "/H1", "/H2", "/P", "/L", "/Link"} <= {str(tag.S) for tag in every}
        parents = pikepdf.NumberTree(tree.ParentTree)
        keys = [int(page.obj.StructParents) for page in pdf.pages]
        assert len(set(keys)) == len(pdf.pages)
        for page, key in zip(pdf.pages, keys, strict=True):
            marked: Any = parents[key]
            assert {tag.Pg.objgen for tag in marked} == {page.objgen}
        assert {str(tag.P.S) for tag in every if str(tag.S) == "/H1"} <= {"/Part", "/Div", "/NonStruct"}


def test_the_contents_lead_to_the_pages_that_they_name(many: Path) -> None:
    texts = texts_of(many)
    with pypdfium2.PdfDocument(many) as pdf:
        labels = [pdf.get_page_label(number) for number in range(len(pdf))]
        outline = {item.get_title(): item.get_dest().get_index() for item in pdf.get_toc()}
    front = labels.index("1")
    assert labels[:front] == ["i"]
    assert labels[front:] == [str(number) for number in range(1, len(labels) - front + 1)]
    for title in ("Alder", "Cedar", "Rowan", "Breaches", "Your rights", "Copies of the agreements"):
        page = outline[title]
        assert title in texts[page]
        assert f"Page {labels[page]}" in texts[page]
        lines = [line.split() for line in texts[0].splitlines() if line.startswith(title)]
        assert lines[0][-1] == labels[page]
    with pikepdf.open(many) as pdf:
        links = [link for link in pdf.pages[0].obj.Annots if "/Dest" in link]
        assert all("/A" not in link and "/StructParent" in link for link in links)
        numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages)}
        assert outline["Cedar"] in {numbers[link.Dest[0].objgen] for link in links}


def test_rights_and_words_are_in_the_binder(many: Path) -> None:
    text = "\n".join(texts_of(many))
    for words in (
        "Have a mistake corrected",
        "Ask for deletion",
        "/portal/",
        "What words mean",
        "No breach is listed.",
    ):
        assert words in text


def test_a_copy_is_bound_in_page_by_page_and_tagged(many: Path) -> None:
    texts = texts_of(many)
    first = next(number for number, text in enumerate(texts) if "page 1 of 2" in text)
    assert "The first page (1 0 R)." in texts[first]
    assert "page 2 of 2" in texts[first + 1]
    assert "The second page." in texts[first + 1]
    with pikepdf.open(many) as pdf:
        marked: Any = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)[int(pdf.pages[first].obj.StructParents)]
        assert str(marked[-1].S) == "/P"
        assert b"/P <</MCID %d>> BDC" % (len(marked) - 1) in pdf.pages[first].obj.Contents[-1].read_bytes()


def test_a_copy_that_cannot_be_bound_in_is_named_with_its_address(many: Path) -> None:
    text = "\n".join(texts_of(many))
    assert text.count("This copy could not be bound in") == 5
    assert f"{settings.SITE_ADDRESS.rstrip('/')}/agreements/" in text.replace("\r\n", "")


def test_a_copy_that_is_gone_from_the_disk_is_named_too(illinois: District, published: Publish, now: datetime) -> None:
    app_posted_able("Maple Reader")
    published()
    stored_path(Document.objects.get().sha256).unlink()
    assert "This copy could not be bound in" in "\n".join(texts_of(bound(now)))


def test_a_copy_that_fails_while_it_is_drawn_costs_the_others_nothing(
    illinois: District, published: Publish, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = app_posted_able("Maple Reader")
    for words in ("A sound page.", "A broken page."):
        agreement_signed(product, title=words, body=pdf_bytes(words))
    published()
    draw = appendices._page_draw

    def fails_on_broken(pdf: Any, parents: Any, page: Any, copy: pikepdf.Page) -> None:
        if b"broken" in copy.obj.Contents.read_bytes():
            raise pikepdf.ForeignObjectError("An object of another file.")
        draw(pdf, parents, page, copy)

    monkeypatch.setattr(appendices, "_page_draw", fails_on_broken)
    texts = texts_of(bound(now))
    assert sum("page 1 of 1" in text and "A sound page." in text for text in texts) == 1
    assert not any("page 1 of 1" in text and "A broken page." in text for text in texts)
    assert "\n".join(texts).count("This copy could not be bound in") == 2  # the app's own is no whole PDF


def test_a_copy_that_takes_too_much_costs_its_own_pages_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "copy.pdf"
    path.write_bytes(pdf_bytes("One.", "Two."))
    assert limited.pages_counted([path, tmp_path / "missing.pdf"]) == [2, 0]
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        swollen = pikepdf.Stream(pdf, zlib.compress(b" " * 20_000_000), Filter=pikepdf.Name.FlateDecode)
        pdf.pages[0].obj.Contents = pdf.make_indirect(swollen)
        pdf.save(path)
    monkeypatch.setattr(limited, "FLATTEN", Limits(memory=8 * MEGABYTE, seconds=5))
    with path.open("rb") as stream, pytest.raises(CopyUnreadable):
        limited.copy_flattened(stream)


def test_copies_are_grouped_by_number_and_by_pages() -> None:
    def copy(number: int, pages_known: int) -> pieces.Copy:
        return pieces.Copy(number, "", "", "2026-03-01", f"{number}", "", pieces.PDF, 1, "", pages_known)

    rows = [copy(1, 150), copy(2, 60), copy(3, 300), *(copy(number, 1) for number in range(4, 15))]
    assert [[one.number for one in group] for group in pieces.groups_bound(rows)] == [
        [1], [2], [3], [4, 5, 6, 7, 8, 9, 10, 11, 12, 13], [14],
    ]  # fmt: skip
    assert pieces.groups_bound([]) == []


def test_the_copies_of_a_publication_are_read_once(
    illinois: District, published: Publish, django_assert_num_queries: Any
) -> None:
    app_posted_able("Maple Reader")
    published()
    snapshot = Snapshot.objects.get()
    first = pieces.copies_of(snapshot)
    with django_assert_num_queries(0):
        assert pieces.copies_of(snapshot) is first


def test_what_the_page_says_of_an_agreement_stands_in_the_binder_too(
    illinois: District, published: Publish, now: datetime
) -> None:
    product = app_posted_able("Maple Reader")
    Product.objects.update(website="https://maple-reader.example")
    Operator.objects.update(subcontractors_url="https://maple-reader.example/helpers")
    agreement_signed(product, title="Addendum", amended_on=date(2026, 2, 25), offered_until=date(2026, 12, 31))
    published()
    text = " ".join("\n".join(texts_of(bound(now))).split())
    for words in (
        "Website of Maple Reader: https://maple-reader.example",
        "https://maple-reader.example/helpers",
        "Last amended: 25 February 2026",
        "Offered to other districts: until 31 December 2026",
        "Posted: 2 March 2026",
        "the main points of what is posted",
    ):
        assert words in text


def test_copies_that_are_too_many_are_listed_with_day_pages_and_address(
    illinois: District, published: Publish, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MOST_BOUND", 1)
    product = app_posted_able("Maple Reader")
    agreement_signed(product, title="Addendum", body=pdf_bytes("One page.", "Another."))
    published()
    text = " ".join("\n".join(texts_of(bound(now))).split())
    assert "Each is posted at its address." in text
    assert "which are too many: at its end stands where each copy is posted" in text
    assert "Addendum; " in text
    assert "Pages: 2;" in text
    assert "One page." not in text


def test_a_spanish_binder_is_spanish_but_for_the_copies(illinois: District, published: Publish, now: datetime) -> None:
    product = app_posted_able("Maple Reader")
    agreement_signed(product, title="Addendum", body=pdf_bytes("One page."))
    published()
    path = bound(now, "es")
    text = "\n".join(texts_of(path))
    for words in ("Sus derechos", "Contenido", "Copias de los acuerdos", "No se pudo incluir esta copia"):
        assert words in text
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "es"
        assert [str(tag.Lang) for tag in tags(pdf.Root.StructTreeRoot) if "/Lang" in tag] == ["en"]


def test_what_a_copy_was_filled_in_with_is_bound_in_and_its_scripts_are_not() -> None:
    with pikepdf.open(BytesIO(pdf_bytes("Signed by:"))) as pdf:
        appearance = pdf.make_stream(b"/Tx BMC BT /F1 12 Tf (Ada) Tj ET EMC", Type=pikepdf.Name.XObject)
        appearance.Subtype, appearance.BBox = pikepdf.Name.Form, [0, 0, 100, 20]
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, Rect=[50, 50, 150, 70],
            T="signature", AP={"/N": appearance}, F=4,
        )  # fmt: skip
        widget = pdf.make_indirect(field)
        pdf.pages[0].obj.Annots = [widget]
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[widget])
        written = BytesIO()
        pdf.save(written)
    with copy_opened(written) as copy:
        assert "/Annots" not in copy.pages[0].obj
        assert any(b"(Ada)" in item.read_bytes() for item in copy.objects if isinstance(item, pikepdf.Stream))


@pytest.mark.parametrize("body", [b"", b"%PDF-1.4\n", b"<html>"])
def test_what_is_no_whole_pdf_is_refused(body: bytes) -> None:
    with pytest.raises(CopyUnreadable):
        copy_opened(BytesIO(body))


def test_a_locked_copy_and_one_that_is_too_long_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    locked = BytesIO()
    with pikepdf.open(BytesIO(pdf_bytes("Secret."))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="owner", user="user"))
    with pytest.raises(CopyUnreadable, match="password"):
        copy_opened(locked)
    monkeypatch.setattr(appendices, "MOST_PAGES", 1)
    with pytest.raises(CopyUnreadable, match="2 pages"):
        copy_opened(BytesIO(pdf_bytes("One.", "Two.")))


def test_tags_scripts_and_turned_pages_of_a_copy_do_no_harm(
    illinois: District, published: Publish, now: datetime
) -> None:
    with pikepdf.open(BytesIO(pdf_bytes("Turned."))) as pdf:
        page = pdf.pages[0]
        page.obj.Rotate = 90
        drawn = page.obj.Contents.read_bytes()
        page.obj.Contents = pdf.make_stream(b"/H1 <</MCID 0>> BDC " + drawn + b" EMC")
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        written = BytesIO()
        pdf.save(written)
    agreement_signed(app_posted_able("Maple Reader"), title="Addendum", body=written.getvalue())
    published()
    path = bound(now)
    assert "Turned." in "\n".join(texts_of(path))
    assert b"JavaScript" not in path.read_bytes()
    with pikepdf.open(path) as pdf:
        forms = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form"]
        assert len(forms) == 1
        assert b"MCID" not in forms[0].read_bytes()
        assert all(b"/JavaScript" not in item.unparse(resolved=True) for item in pdf.objects)


def test_no_piece_is_left_once_the_binder_is_whole(illinois: District, published: Publish, now: datetime) -> None:
    app_posted_able("Maple Reader")
    published()
    version = versions.version_current(now)
    assert version.snapshot is not None
    folder = binder.folder_of(version, version.snapshot)
    for left in (".made-half", f"{binder.PIECE}yesterday-end-en.pdf"):
        binder.whole_write(folder / left, b"%PDF-1.7")
    path = bound(now)
    assert list(folder.iterdir()) == [path]
