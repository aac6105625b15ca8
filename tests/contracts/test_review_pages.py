"""The desk's pages: pictures for those who may see them, quotes outlined where they stand, else the text."""

import json
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from pypdfium2 import PdfDocument

from contracts import pagecache, storage
from contracts.clauses.document import Unreadable
from contracts.deskoutlines import figures, lines_drawn, mark_places
from contracts.examination import MEGABYTE, Limits
from contracts.models import Check, Document, Finding
from contracts.pagepictures import picture, places
from contracts.pages.locate import Box
from contracts.services import document_add, document_read
from contracts.services.pagecopies import page_copy_make
from district.models import District, User
from tests.factories.contracts import (
    AGREEMENT_TEXT,
    MARCH,
    AgreementFactory,
    CheckFactory,
    FindingFactory,
    pdf_bytes,
    quote_of,
)

pytestmark = pytest.mark.django_db
DELETION = "Upon termination the Provider shall delete all student data within sixty (60) days."
SECOND = "8. Sale. Provider may sell student data to its partners.\n9. Costs. The Provider pays."
SALE = "Provider may sell student data to its partners."


def taken_in(dana: User, content: bytes, name: str = "agreement.pdf") -> Document:
    document = document_add(agreement=AgreementFactory(), name=name, chunks=[content], actor=dana, now=MARCH)
    return page_copy_make(document=document_read(document=document, actor=dana, now=MARCH), actor=dana, now=MARCH)


def found_in(document: Document, quote: str, *conflicts: str) -> Check:
    """A check with one finding on these words."""
    check = CheckFactory(document=document)
    quotes = [quote_of(document.text, words) for words in conflicts]
    FindingFactory(review_check=check, quotes=[quote_of(document.text, quote)], conflicts=quotes)
    return check


@pytest.fixture
def check(district: District, dana: User) -> Check:
    """A PDF of two pages: the deletion clause on the first, a sale that says the opposite on the second."""
    return found_in(taken_in(dana, pdf_bytes(AGREEMENT_TEXT, SECOND)), DELETION, SALE)


@pytest.fixture
def client_of_dirk(district: District, dirk: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(dirk)


def desk_of(client: Client, check: Check, query: str = "") -> str:
    answer = client.get(f"/office/contracts/review/{check.document.agreement_id}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def picture_address(document: Document, page: int = 1, width: int = 820) -> str:
    return f"/office/contracts/files/{document.pk}/pages/{page}/{width}.png"


def stop_drawing(monkeypatch: pytest.MonkeyPatch, *, image: str = "", boxes: str = "") -> None:
    """Let the sandbox refuse with a sentence, as it does when a file exhausts its limits."""

    def refuse(sentence: str) -> Callable[..., Any]:
        def refused(*arguments: object) -> Any:
            raise Unreadable(sentence)

        return refused

    if image:
        monkeypatch.setattr("contracts.copies.page_image", refuse(image))
    if boxes:
        monkeypatch.setattr("contracts.copies.page_boxes", refuse(boxes))


# Pictures


def test_a_page_is_a_picture_in_the_width_asked_for(check: Check, client_of_dirk: Client) -> None:
    answer = client_of_dirk.get(picture_address(check.document, 2, 1240))
    assert answer.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).width == 1240


def test_a_picture_stays_in_the_readers_own_browser_and_is_asked_about_each_time(
    check: Check, client_of_dirk: Client
) -> None:
    answer = client_of_dirk.get(picture_address(check.document))
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = client_of_dirk.get(picture_address(check.document), headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_pictures_turn_strangers_away(check: Check, refusals: Callable[..., None]) -> None:
    refusals(picture_address(check.document))


def test_a_known_picture_is_refused_too_once_the_right_is_gone(
    check: Check, client_of_dirk: Client, dirk: User
) -> None:
    tag = client_of_dirk.get(picture_address(check.document)).headers["ETag"]
    dirk.groups.clear()
    assert client_of_dirk.get(picture_address(check.document), headers={"if-none-match": tag}).status_code == 403


@pytest.mark.parametrize(("page", "width"), [(0, 820), (3, 820), (99999999, 820), (1, 821), (1, 100000)])
def test_there_are_only_the_documents_pages_in_a_few_widths(
    page: int, width: int, check: Check, client_of_dirk: Client
) -> None:
    assert client_of_dirk.get(picture_address(check.document, page, width)).status_code == 404


def test_a_file_without_pages_yet_has_no_picture(district: District, dana: User, client_of_dirk: Client) -> None:
    document = document_add(
        agreement=AgreementFactory(), name="a.pdf", chunks=[pdf_bytes(AGREEMENT_TEXT)], actor=dana, now=MARCH
    )
    assert client_of_dirk.get(picture_address(document)).status_code == 404


def test_pages_that_were_changed_on_disk_are_not_drawn(check: Check, client_of_dirk: Client) -> None:
    storage.stored_path(check.document.page_copy_sha256).write_bytes(pdf_bytes("Something else."))
    answer = client_of_dirk.get(picture_address(check.document))
    assert answer.status_code == 422
    assert "changed on disk" in answer.content.decode()


def test_a_picture_is_drawn_once(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    first = picture(check.document, 1)
    stop_drawing(monkeypatch, image="Drawn again.")
    assert picture(check.document, 1) == first
    with pytest.raises(Unreadable):
        picture(check.document, 2)


def test_a_page_that_cannot_be_drawn_is_not_tried_at_every_request(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_drawing(monkeypatch, image="Reading this file took more memory than a document needs.")
    for _ in range(2):
        with pytest.raises(Unreadable, match="more memory"):
            picture(check.document, 1)
        stop_drawing(monkeypatch, image="Tried a second time.")
    (failure,) = pagecache.folder().glob("*.problem")
    os.utime(failure, (1_000_000, 1_000_000))
    with pytest.raises(Unreadable, match="a second time"):  # a machine that was busy then may not be now
        picture(check.document, 1)


# What is kept


def test_the_folder_of_pictures_does_not_grow_without_end(store: Path) -> None:
    for number in range(8):
        pagecache.kept(str(number), lambda: b"x" * 100)
    assert pagecache.trim(most=500, left=300) == 5
    assert pagecache.trim(most=500, left=300) == 0


def test_what_was_used_last_goes_last(store: Path) -> None:
    for number in range(4):
        pagecache.kept(str(number), lambda: b"x" * 100)
    for age, path in enumerate(sorted(path for path in pagecache.folder().iterdir() if "lock" not in path.name)):
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    pagecache.kept("2", lambda: b"made anew")
    pagecache.trim(most=300, left=100)
    assert pagecache.kept("2", lambda: b"made anew") == b"x" * 100
    assert pagecache.kept("1", lambda: b"made anew") == b"made anew"


def test_the_pictures_lie_beside_the_store_and_not_in_it(check: Check) -> None:
    picture(check.document, 1)
    assert check.document.page_copy_sha256 in set(storage.stored_hashes())
    assert all(len(name) == 64 for name in storage.stored_hashes())


# Outlines


def test_the_outline_lies_over_the_words(check: Check) -> None:
    document = check.document
    ((box,),) = places(document, [(document.text.index(DELETION), document.text.index(DELETION) + len(DELETION))])
    stream = storage.open_verified(document.page_copy_sha256)
    with stream, PdfDocument(stream.read()) as pdf:
        wide, high = pdf[0].get_size()
        inside = (
            pdf[0]
            .get_textpage()
            .get_text_bounded(
                left=box.x0 * wide - 1, right=box.x1 * wide + 1, top=high - box.y0 * high, bottom=high - box.y1 * high
            )
        )
    assert inside.strip() == DELETION


def test_places_are_looked_up_once(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    first = places(check.document, [(0, 20)])
    stop_drawing(monkeypatch, boxes="Looked up again.")
    assert places(check.document, [(0, 20)]) == first


def test_lines_under_each_other_get_one_figure_and_columns_two() -> None:
    boxes = [Box(1, 0.5, 0.10, 0.9, 0.12), Box(1, 0.1, 0.125, 0.9, 0.145), Box(1, 0.55, 0.05, 0.9, 0.07)]
    lines = lines_drawn(boxes, 1, 1000)
    first, second = figures(lines)
    assert first.split(" ")[0] == "904,96"
    assert "904,122.5" in first
    assert "96,149" in first
    assert second.startswith("904,46 ")
    assert figures(lines_drawn(boxes, 2, 1000)) == ()


def test_marks_in_the_margin_do_not_cover_each_other() -> None:
    assert mark_places([(100, 120), (105, 125), (300, 320)]) == [(30, 110), (72, 115), (30, 310)]


# The desk


def test_the_desk_shows_the_page_with_its_quote_outlined(check: Check, client_of_dirk: Client) -> None:
    page = desk_of(client_of_dirk, check)
    assert f'src="{picture_address(check.document)}"' in page
    assert f"{picture_address(check.document, 1, 2460)} 2460w" in page
    assert f'<g id="quote-{check.findings.get().position}-0" class="review-outline is-chosen">' in page
    assert "style=" not in page.split("<main", 1)[1]


def test_what_says_the_opposite_has_another_shape_on_its_own_page(check: Check, client_of_dirk: Client) -> None:
    page = desk_of(client_of_dirk, check, "?quote=2")
    assert f'src="{picture_address(check.document, 2)}"' in page
    assert 'class="review-outline is-conflict is-chosen">' in page
    assert '<polygon class="review-mark"' in page
    assert '<circle class="review-mark"' not in page


def test_the_keys_lead_from_quote_to_quote_and_then_from_page_to_page(check: Check, client_of_dirk: Client) -> None:
    row = check.findings.get()
    anchor = f"#quote-{row.position}"
    first, second = desk_of(client_of_dirk, check), desk_of(client_of_dirk, check, "?quote=2")
    assert f'<a href="?finding={row.pk}&amp;quote=2{anchor}-1" data-key="n">' in first
    assert f'<a href="?finding={row.pk}&amp;quote=1{anchor}-0" data-key="p">' in second
    assert 'data-key="n"' not in second, "the last quote stands on the last page"
    assert 'data-key="p"' not in desk_of(client_of_dirk, check, "?page=1")
    assert 'rel="next" data-key="n"' in desk_of(client_of_dirk, check, "?page=1")


def test_the_text_is_one_link_away_and_stays_chosen(check: Check, client_of_dirk: Client) -> None:
    row = check.findings.get()
    assert f'href="?view=text&amp;finding={row.pk}&amp;quote=1#left-title" data-key="t"' in desk_of(
        client_of_dirk, check
    )
    text = desk_of(client_of_dirk, check, "?view=text")
    assert f'<mark class="is-current">{DELETION}</mark>' in text
    assert "<img" not in text.split("<main", 1)[1]
    assert f"?view=text&amp;finding={row.pk}&amp;quote=2" in text
    answer = client_of_dirk.post(
        f"/office/contracts/review/{check.document.agreement_id}/findings/{row.pk}/?view=text",
        {"kind": "confirm", "last_seen": "0"},
    )
    assert "view=text" in answer.headers["Location"]


@pytest.mark.parametrize(("zoom", "named"), [("100", True), ("150", True), ("1000", False), ("x", False)])
def test_the_page_has_three_sizes(zoom: str, named: bool, check: Check, client_of_dirk: Client) -> None:
    assert (f"review-sheet--{zoom}" in desk_of(client_of_dirk, check, f"?zoom={zoom}")) is named


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=-1", "?page=99999999", "?quote=99", "?quote=x&view=%00", "?view=9"]
)
def test_a_crooked_place_still_shows_a_page(query: str, check: Check, client_of_dirk: Client) -> None:
    assert "as a picture" in desk_of(client_of_dirk, check, query)


def test_a_page_that_cannot_be_drawn_gives_way_to_its_text(
    check: Check, client_of_dirk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_drawing(monkeypatch, image="Reading this file took more time than a document needs.")
    page = desk_of(client_of_dirk, check)
    assert "took more time than a document needs. Below is the text." in page
    assert f'<mark class="is-current">{DELETION}</mark>' in page


def test_a_drawing_that_is_stopped_for_its_greed_gives_way_to_the_text(
    check: Check, client_of_dirk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contracts.examination.SHOW", Limits(memory=MEGABYTE, seconds=20))
    page = desk_of(client_of_dirk, check)
    assert "took more memory or time than a document needs" in page
    assert f'<mark class="is-current">{DELETION}</mark>' in page
    answer = client_of_dirk.get(picture_address(check.document))
    assert (answer.status_code, "took more memory" in answer.content.decode()) == (422, True)


def test_a_page_whose_quotes_cannot_be_found_is_shown_with_that_sentence(
    check: Check, client_of_dirk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_drawing(monkeypatch, boxes="The passage could not be found on its page.")
    page = desk_of(client_of_dirk, check)
    assert "The passage could not be found on its page." in page
    assert "as a picture" in page


def test_until_there_are_pictures_the_text_says_that_they_are_being_made(check: Check, client_of_dirk: Client) -> None:
    Document.objects.update(page_copy_sha256="", page_copy_pages=[])
    page = desk_of(client_of_dirk, check)
    assert "The pictures of the pages are being made." in page
    assert f'<mark class="is-current">{DELETION}</mark>' in page
    Document.objects.update(page_copy_problem="It could not be laid out.")
    assert "There are no pictures of the pages. It could not be laid out." in desk_of(client_of_dirk, check)


def test_a_text_file_is_shown_on_the_pages_that_were_made_of_it(
    district: District, dana: User, client_of_dirk: Client
) -> None:
    filler = "\n".join(f"{number}. Nothing is promised in this sentence." for number in range(10, 120))
    document = taken_in(dana, f"{AGREEMENT_TEXT}\n{filler}\n{SECOND}".encode(), "agreement.txt")
    assert len(document.pages) == 1
    assert len(document.page_copy_pages) > 1
    page = desk_of(client_of_dirk, found_in(document, DELETION, SALE), "?quote=2")
    assert f"/pages/{len(document.page_copy_pages)}/820.png" in page
    assert 'class="review-outline is-conflict is-chosen">' in page


def test_of_a_long_document_only_the_page_asked_for_is_drawn(
    district: District, dana: User, client_of_dirk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contracts import copies

    check = found_in(taken_in(dana, pdf_bytes(*[AGREEMENT_TEXT] * 60, SECOND)), SALE)
    drawn: list[int] = []
    image = copies.page_image

    def noted(path: Path, page: int, width: int) -> bytes:
        drawn.append(page)
        return image(path, page, width)

    monkeypatch.setattr(copies, "page_image", noted)
    assert 'value="61"' in desk_of(client_of_dirk, check)
    assert drawn == [61]


def test_the_desk_with_its_page_asks_a_fixed_number_of_questions(
    check: Check, client_of_dirk: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for number in range(40):
        FindingFactory(review_check=check, provision=f"il-soppa.x{number}", position=100 + number)
    for _ in range(2):  # the second time from what is kept
        with django_assert_max_num_queries(18):
            desk_of(client_of_dirk, check)


def test_markup_in_a_quote_stays_text(check: Check, client_of_dirk: Client) -> None:
    Finding.objects.update(why="<script>alert(1)</script>")
    assert "<script>alert" not in desk_of(client_of_dirk, check)


def test_places_kept_are_plain_figures(check: Check) -> None:
    places(check.document, [(0, 20)])
    kept = [path for path in pagecache.folder().iterdir() if path.read_bytes()[:1] == b"["]
    assert [set(box) for line in json.loads(kept[0].read_text()) for box in line] == [{"page", "x0", "y0", "x1", "y1"}]
