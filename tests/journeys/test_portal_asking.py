"""A mother asks on a narrow phone without scripts, from the public page to the number of her request."""

import re

import pytest
from playwright.sync_api import Page, expect

from district.models import District
from requests_portal.models import PrivacyRequest, RequestFile, RequestState
from tests.browser import accessibility_faults, click_to, sideways_overflow, small_text
from tests.journeys.conftest import OpenPage
from tests.requests_portal.asking_cast import BEA, Place, code_in, mails_to, place_made

NARROW = {"width": 320, "height": 720}


@pytest.fixture
def place(transactional_db: None, district: District) -> Place:
    return place_made()


def on(page: Page, title: str) -> None:
    """Only the page that was led to has this title."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def whole(page: Page) -> None:
    """The page as it stands is usable: axe finds nothing, nothing sticks out, nothing is small."""
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0
    assert small_text(page) == []


def go_on(page: Page) -> None:
    click_to(page.get_by_role("button", name="Continue"))


def test_a_mother_asks_on_a_narrow_phone_without_scripts(place: Place, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.goto("/your-rights/")
    click_to(page.get_by_role("main").get_by_role("link", name="Ask about your child’s data"))
    on(page, "Ask about your child’s data")
    click_to(page.get_by_role("link", name="Start now"))
    on(page, "What do you want to ask for?")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("Choose what you want to ask for.")
    page.get_by_label("Correct something wrong").check()
    go_on(page)
    on(page, "Who are you?")
    page.get_by_label("A parent").check()
    go_on(page)
    on(page, "Which child is it about?")
    page.get_by_label("The child’s first and last name").fill("Ana Fictional")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("Give the birth date")
    expect(page.get_by_label("The child’s first and last name")).to_have_value("Ana Fictional")
    for box, typed in (("Month", "3"), ("Day", "4"), ("Year", "2016")):
        page.get_by_label(box).fill(typed)
    go_on(page)
    on(page, "Which school and grade?")
    page.get_by_label("School").select_option(label=place.school.name)
    page.get_by_label("Grade").select_option("4")
    go_on(page)
    on(page, "Where is the mistake?")
    click_to(page.get_by_role("link", name="Back"))
    on(page, "Which school and grade?")
    expect(page.get_by_label("Grade")).to_have_value("4")
    go_on(page)
    on(page, "Where is the mistake?")
    page.get_by_label("Certain apps").check()
    go_on(page)
    on(page, "Which apps?")
    page.get_by_label("Maple Reader").check()
    go_on(page)
    on(page, "What is wrong, and what is right?")
    page.get_by_label("What is wrong?").fill("It says reading level 2.")
    page.get_by_label("What would be right?").fill("It is reading level 5.")
    go_on(page)
    on(page, "Can you show us that it is wrong?")
    card = {"name": "card.txt", "mimeType": "text/plain", "buffer": b"Reading level 5."}
    page.get_by_label("A photo or file that shows it").set_input_files(card)  # type: ignore[arg-type]
    go_on(page)
    on(page, "How do we reach you?")
    page.get_by_label("Your first and last name").fill("Bea Fictional")
    page.get_by_label("E-mail address").fill(BEA)
    go_on(page)
    on(page, "Check your answers and sign")
    expect(page.get_by_text("card.txt")).to_be_visible()
    page.get_by_label("Type your first and last name to sign").fill("Bea Fictional")
    click_to(page.get_by_role("button", name="Sign and send"))
    on(page, "Look at your e-mail")
    page.get_by_label("Code from the e-mail").fill(code_in(mails_to()[0]["body"]))
    click_to(page.get_by_role("button", name="Confirm"))
    on(page, "We have your request")
    expect(page.get_by_text(re.compile("at the latest"))).to_be_visible()
    request = PrivacyRequest.objects.get()
    assert request.state in (RequestState.RECEIVED, RequestState.WORKING)
    assert RequestFile.objects.filter(request=request).count() == 1


def test_every_page_of_asking_is_usable_at_320_pixels(place: Place, open_page: OpenPage) -> None:
    page = open_page()
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.goto("/portal/")
    on(page, "Ask about your child’s data")
    whole(page)
    page.goto("/portal/ask/what/?kind=copy")
    whole(page)
    go_on(page)
    on(page, "Who are you?")
    whole(page)
    go_on(page)
    expect(page.get_by_role("alert")).to_be_focused()
    whole(page)
    page.get_by_label("A parent").check()
    go_on(page)
    on(page, "Which child is it about?")
    whole(page)
    page.get_by_label("The child’s first and last name").fill("Ana Fictional")
    page.get_by_label("Student number").fill("100234")
    go_on(page)
    on(page, "Which school and grade?")
    whole(page)
    page.get_by_label("School").select_option(label=place.school.name)
    page.get_by_label("Grade").select_option("4")
    go_on(page)
    on(page, "What is it about?")
    whole(page)
    page.get_by_label("Certain apps").check()
    go_on(page)
    on(page, "Which apps?")
    whole(page)
    page.get_by_label("Maple Reader").check()
    go_on(page)
    on(page, "How do you want your copy?")
    whole(page)
    page.get_by_label("Electronic").check()
    go_on(page)
    on(page, "How do we reach you?")
    whole(page)
    page.get_by_label("Your first and last name").fill("Bea Fictional")
    page.get_by_label("E-mail address").fill(BEA)
    page.get_by_label("Telephone").fill("217 555 0102")
    go_on(page)
    on(page, "What is your address?")
    whole(page)
    click_to(page.get_by_role("link", name="Stop here and go on later"))
    on(page, "Stop here and go on later")
    whole(page)
    click_to(page.get_by_role("link", name="Back"))
    page.goto("/portal/ask/address/")
    on(page, "What is your address?")
    page.get_by_label("Street and number").fill("7 Fictional Street")
    page.get_by_label("City").fill("Prairie Lantern")
    page.get_by_label("ZIP code").fill("60000")
    go_on(page)
    on(page, "Check your answers and sign")
    whole(page)
    page.get_by_label("Type your first and last name to sign").fill("Bea Fictional")
    click_to(page.get_by_role("button", name="Sign and send"))
    on(page, "Look at your e-mail")
    whole(page)
    click_to(page.get_by_role("link", name="The address is wrong: correct it"))
    on(page, "Correct your e-mail address")
    whole(page)
    page.goto("/portal/sent/")
    on(page, "Look at your e-mail")
    page.get_by_label("Code from the e-mail").fill(code_in(mails_to()[0]["body"]))
    click_to(page.get_by_role("button", name="Confirm"))
    on(page, "We have your request")
    whole(page)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("delete", "What should be deleted?"),
        ("content", "How do you want to keep it?"),
        ("inspect", "Anything we should know?"),
    ],
)
def test_the_own_question_of_each_kind_is_usable(kind: str, title: str, place: Place, open_page: OpenPage) -> None:
    page = open_page(phone=True)
    page.goto(f"/portal/ask/what/?kind={kind}")
    go_on(page)
    on(page, "Who are you?")
    page.get_by_label("A parent").check()
    go_on(page)
    on(page, "Which child is it about?")
    page.get_by_label("The child’s first and last name").fill("Ana Fictional")
    page.get_by_label("Student number").fill("100234")
    go_on(page)
    on(page, "Which school and grade?")
    page.get_by_label("School").select_option("none")
    page.get_by_label("Grade").select_option("none")
    go_on(page)
    on(page, "What is it about?")
    page.get_by_label("Everything").check()
    go_on(page)
    on(page, title)
    whole(page)


def test_directory_information_names_no_child(place: Place, open_page: OpenPage) -> None:
    page = open_page(phone=True)
    page.goto("/portal/ask/what/?kind=directory")
    go_on(page)
    on(page, "What do you ask for, and what for?")
    whole(page)
    expect(page.get_by_text("Question 2 of 4")).to_be_visible()
