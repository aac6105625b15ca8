"""The review desk in a browser: the page with its outlined quote, decisions by keyboard, two reviewers, every width."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdfium2 import PdfDocument

from contracts.models import Agreement, Decision
from contracts.services import document_add, document_check, document_read
from contracts.services.pagecopies import page_copy_make
from district import clock
from district.models import AdoptedPack, District, User
from tests.browser import accessibility_faults, click_to, press, small_text, sticking_out
from tests.factories.contracts import AGREEMENT_TEXT, AgreementFactory, pdf_bytes
from tests.journeys.conftest import OpenPage

DELETION = "Upon termination the Provider shall delete all student data within sixty (60) days."
SECOND_PAGE = "8. Sale. Provider may sell student data to its partners."
WIDTHS = [(1280, 900), (820, 1180), (375, 800)]


@pytest.fixture
def agreement(transactional_db: None, district: District, tmp_path: Path, settings: Any) -> Agreement:
    """In review under Illinois law, with nothing uploaded yet."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=date(2021, 7, 1))
    return AgreementFactory(title="Data agreement for Maple Reader")


@pytest.fixture
def checked(agreement: Agreement, dana: User) -> Callable[..., Agreement]:
    """Upload, read and check a version: `checked(text, page, …)`."""

    def take_in(*pages: str) -> Agreement:
        now = clock.now()
        content = pdf_bytes(*(pages or (AGREEMENT_TEXT, SECOND_PAGE)))
        document = document_add(agreement=agreement, name="maple.pdf", chunks=[content], actor=dana, now=now)
        document = document_read(document=document, actor=dana, now=now)
        document = page_copy_make(document=document, actor=dana, now=now)
        document_check(document=document, actor=dana, now=now)
        return agreement

    return take_in


def desk(page: Page, agreement: Agreement, query: str = "") -> None:
    page.goto(f"/office/contracts/review/{agreement.pk}/{query}")
    expect(page.get_by_role("heading", name="Review of")).to_be_visible()


def progress(page: Page) -> Locator:
    return page.locator("label[for=review-progress]")


def finding_id(agreement: Agreement, provision: str) -> int:
    check = agreement.documents.order_by("-version")[0].checks.get()
    return int(check.findings.get(provision=provision).pk)


def words_on_paper(agreement: Agreement, words: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of words on the first page, as shares of it: asked of the PDF itself."""
    content = pdf_bytes(AGREEMENT_TEXT, SECOND_PAGE)
    with PdfDocument(content) as pdf:
        wide, high = pdf[0].get_size()
        text = pdf[0].get_textpage()
        start, _ = text.search(words).get_next()
        boxes = [text.get_charbox(index) for index in range(start, start + len(words))]
    left, right = min(box[0] for box in boxes) / wide, max(box[2] for box in boxes) / wide
    return left, 1 - max(box[3] for box in boxes) / high, right, 1 - min(box[1] for box in boxes) / high


def test_an_uploaded_agreement_is_reviewed_on_its_own_pages(
    agreement: Agreement, dirk: User, open_page: OpenPage, tmp_path: Path
) -> None:
    file = tmp_path / "maple.pdf"
    file.write_bytes(pdf_bytes(AGREEMENT_TEXT, SECOND_PAGE))
    page = open_page(dirk)
    page.goto(f"/office/contracts/agreement/{agreement.pk}/files/add/")
    page.get_by_label("The agreement's file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="Review of")).to_be_visible()
    desk(page, agreement, f"?finding={finding_id(agreement, 'il-soppa.e')}")
    picture = page.locator(".review-sheet img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    assert picture.evaluate("image => image.currentSrc").endswith("/pages/1/820.png")


@pytest.mark.parametrize("zoom", ["", "150"])
def test_the_outline_lies_over_the_words_of_the_quote(
    zoom: str, checked: Callable[..., Agreement], dirk: User, open_page: OpenPage
) -> None:
    agreement = checked()
    page = open_page(dirk)
    desk(page, agreement, f"?finding={finding_id(agreement, 'il-soppa.e')}&zoom={zoom}")
    sheet = page.locator(".review-sheet img").bounding_box()
    outline = page.locator(".review-outline.is-chosen .review-figure").bounding_box()
    assert sheet is not None
    assert outline is not None
    left, top, right, bottom = words_on_paper(agreement, DELETION)
    expected = (
        sheet["x"] + left * sheet["width"], sheet["y"] + top * sheet["height"],
        sheet["x"] + right * sheet["width"], sheet["y"] + bottom * sheet["height"],
    )  # fmt: skip
    drawn = (outline["x"], outline["y"], outline["x"] + outline["width"], outline["y"] + outline["height"])
    room = 0.012 * sheet["width"]
    assert drawn[0] <= expected[0] + 1
    assert drawn[1] <= expected[1] + 1
    assert drawn[2] >= expected[2] - 1
    assert drawn[3] >= expected[3] - 1
    assert all(abs(one - other) < room for one, other in zip(drawn, expected, strict=True))


def test_a_review_by_keyboard_alone(checked: Callable[..., Agreement], dirk: User, open_page: OpenPage) -> None:
    agreement = checked()
    page = open_page(dirk)
    desk(page, agreement)
    total = agreement.documents.get().checks.get().findings.count()
    expect(progress(page)).to_have_text(f"0 of {total} decided")
    first = page.locator("#finding-title").inner_text()
    press(page, "c")
    expect(progress(page)).to_have_text(f"1 of {total} decided")
    expect(page.locator("#finding-title")).not_to_have_text(first)
    press(page, "k")
    expect(page.locator("#finding-title")).to_have_text(first)
    press(page, "j")
    expect(page.locator("#finding-title")).not_to_have_text(first)

    press(page, "o")
    expect(page.locator("#overrule_verdict")).to_be_focused()
    own = page.locator(".review-finding .dp-status").first.inner_text().strip()
    page.keyboard.press("ArrowDown" if own != "found" else "w")
    page.keyboard.press("Tab")
    page.keyboard.type("jock: Exhibit B says so")  # letters in a field are letters
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(progress(page)).to_have_text(f"2 of {total} decided")
    assert Decision.objects.get(kind="overrule").reason == "jock: Exhibit B says so"

    press(page, "l")
    expect(page.locator("#look_again_reason")).to_be_focused()
    page.keyboard.type("The date is blank")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("look again. 2 of")).to_be_visible()
    assert Decision.objects.get(kind="look_again").reason == "The date is blank"


def test_keys_turn_pages_change_to_the_text_and_explain_themselves(
    checked: Callable[..., Agreement], dirk: User, open_page: OpenPage
) -> None:
    agreement = checked()
    page = open_page(dirk)
    desk(page, agreement, f"?finding={finding_id(agreement, 'il-soppa.e')}")
    expect(page.locator("#left-title")).to_have_text("Page 1 of 2")
    press(page, "n")
    expect(page.locator("#left-title")).to_have_text("Page 2 of 2")
    press(page, "p")
    expect(page.locator("#left-title")).to_have_text("Page 1 of 2")
    press(page, "t")
    expect(page.locator(".review-text mark.is-current").first).to_have_text(DELETION)
    press(page, "t")
    expect(page.locator(".review-sheet img")).to_be_visible()
    press(page, "?")
    expect(page.locator(".review-keys__panel")).to_be_visible()
    expect(page.locator(".review-keys > summary")).to_be_focused()
    assert accessibility_faults(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".review-keys__panel")).to_be_hidden()


def test_two_reviewers_do_not_overwrite_each_other(
    checked: Callable[..., Agreement], dirk: User, dana: User, open_page: OpenPage
) -> None:
    agreement = checked()
    place = f"?finding={finding_id(agreement, 'il-soppa.e')}"
    his, hers = open_page(dirk), open_page(dana)
    desk(his, agreement, place)
    desk(hers, agreement, place)
    press(his, "c")
    expect(progress(his)).to_contain_text("1 of")
    press(hers, "l")
    hers.locator("#look_again_reason").fill("The trigger is missing.")
    click_to(hers.get_by_role("button", name="Mark to look again"))
    expect(hers.locator(".review-conflict")).to_contain_text("Dirk Fictional decided while you read.")
    expect(hers.locator(".review-conflict")).to_be_focused()
    expect(hers.locator("#look_again_reason")).to_have_value("The trigger is missing.")
    assert accessibility_faults(hers) == []
    click_to(hers.get_by_role("button", name="Mark to look again"))
    expect(hers.get_by_text("look again.")).to_be_visible()
    assert [row.kind for row in Decision.objects.order_by("pk")] == ["confirm", "look_again"]


def test_what_was_decided_on_an_earlier_version_is_decided_again_by_one_key(
    checked: Callable[..., Agreement], dirk: User, dana: User, open_page: OpenPage
) -> None:
    agreement = checked()
    page = open_page(dirk)
    desk(page, agreement, f"?finding={finding_id(agreement, 'il-soppa.e')}")
    press(page, "c")
    expect(progress(page)).to_contain_text("1 of")
    checked(AGREEMENT_TEXT, SECOND_PAGE, "12. Notices. Letters go to the district's office.")
    later = open_page(dana)
    desk(later, agreement, f"?finding={finding_id(agreement, 'il-soppa.e')}")
    expect(later.locator(".review-before")).to_contain_text("by Dirk Fictional, version 1")
    press(later, "s")
    expect(progress(later)).to_contain_text("1 of")
    assert [row.decided_by for row in Decision.objects.order_by("pk")] == [dirk, dana]


@pytest.mark.parametrize(("width", "height"), WIDTHS)
@pytest.mark.parametrize("dark", [False, True])
def test_the_desk_is_usable_at_every_width(
    width: int, height: int, dark: bool, checked: Callable[..., Agreement], dirk: User, open_page: OpenPage
) -> None:
    agreement = checked()
    page = open_page(dirk, dark=dark)
    page.set_viewport_size({"width": width, "height": height})
    for query in ("", f"?finding={finding_id(agreement, 'il-soppa.e')}&zoom=150", "?view=text&open=1"):
        desk(page, agreement, query)
        assert accessibility_faults(page) == []
        assert sticking_out(page) == []
        assert small_text(page) == []


def test_on_a_tablet_the_finding_stays_in_sight_while_the_page_is_read(
    checked: Callable[..., Agreement], dirk: User, open_page: OpenPage
) -> None:
    agreement = checked()
    page = open_page(dirk)
    page.set_viewport_size({"width": 820, "height": 1180})
    desk(page, agreement, f"?finding={finding_id(agreement, 'il-soppa.e')}#finding")
    expect(page.locator(".review-outline.is-chosen")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Confirm")).to_be_in_viewport()


def test_without_scripts_everything_is_reached_by_links_and_buttons(
    checked: Callable[..., Agreement], dirk: User, open_page: OpenPage
) -> None:
    agreement = checked()
    page = open_page(dirk, java_script_enabled=False)
    desk(page, agreement, f"?finding={finding_id(agreement, 'il-soppa.e')}")
    click_to(page.get_by_role("link", name="The next page"))
    expect(page).to_have_url(re.compile("page=2"))
    click_to(page.get_by_role("link", name="Text", exact=True))
    expect(page).to_have_url(re.compile("view=text"))
    click_to(page.get_by_role("link", name="Page", exact=True))
    click_to(page.get_by_role("link", name="150 %"))
    expect(page).to_have_url(re.compile("zoom=150"))
    click_to(page.get_by_role("button", name="Confirm"))
    expect(page).to_have_url(re.compile("zoom=150"))
    expect(progress(page)).to_contain_text("1 of")
    assert Decision.objects.count() == 1
