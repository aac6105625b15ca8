"""The tab of copies: what is shown, what a button does, and whom each address refuses."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from district.clock import now as clock_now
from district.models import User
from district.storage import stored_path
from requests_portal.copies import urls
from requests_portal.copies.delivering import delivery_open
from requests_portal.copies.redacting import file_check, mark_box
from requests_portal.models import (
    Delivery,
    FileMark,
    PortalSettings,
    PrivacyRequest,
    RedactionState,
    RequestFile,
    RequestTask,
)
from requests_portal.services.steps import family_actor
from tests.factories.contracts import pdf_bytes
from tests.requests_portal.copies_cast import CSV, asked, checked, copy_made_of, gathered, given, packs_adopted, pupils

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(district: object, settings: LazySettings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    packs_adopted()
    pupils()


@pytest.fixture
def rita(person: Callable[..., User]) -> User:
    return person("Rita Fictional", "records_custodian")


@pytest.fixture
def desk(rita: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(rita)


@pytest.fixture
def case() -> PrivacyRequest:
    return asked(now=clock_now() - timedelta(days=2))


def address(name: str, case: PrivacyRequest, *more: object) -> str:
    return reverse(f"requests:{name}", args=[case.pk, *more])


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def every_address(case: PrivacyRequest, file: RequestFile, delivery: Delivery) -> list[tuple[str, str]]:
    values = {"pk": case.pk, "file": file.pk, "delivery": delivery.pk, "page": 1, "width": 820, "mark": 1}
    found = []
    for pattern in urls.urlpatterns:
        names = pattern.pattern.converters
        kwargs = {name: values.get(name, "mailed_on") for name in names}
        found.append((str(pattern.name), reverse(f"requests:{pattern.name}", kwargs=kwargs)))
    return found


# Whom it refuses


@pytest.mark.parametrize(
    ("role", "reads"),
    [("staff_member", False), ("business_manager", False), ("committee_member", False), ("auditor", None)],
)
def test_every_address_refuses_whoever_has_no_right(
    role: str,
    reads: bool | None,
    case: PrivacyRequest,
    rita: User,
    person: Callable[..., User],
    signed_in: Callable[[User], Client],
) -> None:
    stranger = Client()
    file = checked(case, rita)
    delivery = given(case, rita, file, now=clock_now())
    other = signed_in(person("Otto Fictional", role))
    for name, url in every_address(case, file, delivery):
        assert stranger.get(url).status_code in (302, 405), name
        assert stranger.post(url).status_code == 302, name
        assert "/login/" in stranger.post(url)["Location"], name
        assert other.post(url).status_code in (403, 405), name
        if reads is False:
            assert other.get(url).status_code in (403, 405), name
    file.refresh_from_db()
    delivery.refresh_from_db()
    assert (file.removed_at, delivery.withdrawn_at) == (None, None)


def test_a_file_or_delivery_of_another_request_is_not_found(case: PrivacyRequest, rita: User, desk: Client) -> None:
    other = asked(asker={"email": "ben@family.example"})
    file = checked(other, rita)
    delivery = given(other, rita, file)
    for name, url in every_address(case, file, delivery):
        if "files/" in url or "deliveries/" in url:
            assert {desk.get(url).status_code, desk.post(url).status_code} <= {404, 405}, name


# Files


def test_the_next_thing_follows_the_work(desk: Client, rita: User) -> None:
    case = asked(identified=False)
    assert desk.get(address("copies", case)).context["next"][0] == "Settle who asks"
    case.identity = "in_person"
    case.save(update_fields=["identity"])
    assert desk.get(address("copies", case)).context["next"][0] == "Add files"
    file = gathered(case, rita)
    assert desk.get(address("copies", case)).context["next"][0] == "Look through the next file"
    file_check(file=file, actor=rita, now=clock_now())
    assert desk.get(address("copies", case)).context["next"][0] == "Give it to download"


def test_several_files_are_added_at_once_and_a_bad_one_is_said_beside_the_good_ones(
    case: PrivacyRequest, desk: Client
) -> None:
    files = [upload(pdf_bytes("One."), "one.pdf"), upload(b"MZ\x90", "two.pdf"), upload(b"", "three.pdf")]
    answer = desk.post(address("copies", case), {"uploads": files})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "two.pdf: This is a program" in page
    assert "three.pdf: This file is empty" in page
    assert [file.name for file in RequestFile.objects.all()] == ["one.pdf"]
    assert desk.post(address("copies", case), {"uploads": [upload(b"words", "four.txt")]}).status_code == 302
    assert desk.post(address("copies", case), {}).status_code == 422


def test_the_tab_asks_as_often_for_many_files_as_for_one(
    case: PrivacyRequest, desk: Client, rita: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    gathered(case, rita)
    desk.get(address("copies", case))
    for number in range(6):
        checked(case, rita, pdf_bytes(f"Scores {number}"), f"scores-{number}.pdf")
    given(case, rita, *RequestFile.objects.exclude(checked_at=None), now=clock_now())
    with django_assert_max_num_queries(34) as counted:
        desk.get(address("copies", case))
    first = len(counted)
    other = asked(asker={"email": "ben@family.example"})
    desk.get(address("copies", other))
    with django_assert_max_num_queries(first):
        desk.get(address("copies", other))


def test_a_file_is_looked_at_page_by_page_and_checked_by_a_tick(case: PrivacyRequest, desk: Client, rita: User) -> None:
    file = gathered(case, rita)
    page = desk.get(f"{address('copies-file', case, file.pk)}?page=2").content.decode()
    assert "Page 2 of 2" in page
    assert "Page before" in page
    picture = desk.get(address("copies-picture", case, file.pk, 2, 820))
    assert picture.content.startswith(b"\x89PNG")
    assert "no-store" in picture["Cache-Control"]
    assert desk.get(address("copies-picture", case, file.pk, 3, 820)).status_code == 404
    assert desk.get(address("copies-picture", case, file.pk, 1, 821)).status_code == 404
    refused = desk.post(address("copies-check", case, file.pk))
    assert refused.status_code == 422
    assert "Tick that you looked" in refused.content.decode()
    assert desk.post(address("copies-check", case, file.pk), {"seen": "yes"}).status_code == 302
    file.refresh_from_db()
    assert file.checked_by == rita.name


@pytest.mark.parametrize("page", ["0", "-1", "9999999", "x", "²", ""])
def test_a_page_that_is_none_leads_to_one_that_there_is(
    case: PrivacyRequest, desk: Client, rita: User, page: str
) -> None:
    file = gathered(case, rita)
    assert desk.get(address("copies-file", case, file.pk), {"page": page}).status_code == 200
    text = gathered(case, rita, CSV.encode(), "marks.csv")
    assert desk.get(address("copies-file", case, text.pk), {"page": page}).status_code == 200


def test_names_are_found_and_the_ticked_ones_marked(case: PrivacyRequest, desk: Client, rita: User) -> None:
    file = gathered(case, rita)
    found = desk.post(address("copies-names", case, file.pk), {"names": "March"})
    places = found.context["found"]
    assert [place.plain for place in places if place.why == "typed"] == ["March"]
    assert "March" not in found.request["QUERY_STRING"]
    none = desk.post(address("copies-places", case, file.pk))
    assert none.status_code == 422
    keys = [place.key for place in places if place.sure]
    assert (
        desk.post(
            address("copies-places", case, file.pk), {"places": keys, "pages": found.context["found_pages"]}
        ).status_code
        == 302
    )
    assert FileMark.objects.count() == len(keys)
    page = desk.get(address("copies-file", case, file.pk)).content.decode()
    assert "Make the copy without what is marked" in page
    assert page.count("redact-hidden") >= len(keys)
    mark = FileMark.objects.first()
    assert mark is not None
    assert desk.post(address("copies-unmark", case, file.pk, mark.pk)).status_code == 302
    assert FileMark.objects.count() == len(keys) - 1


def test_a_long_file_is_marked_twenty_pages_at_a_time(case: PrivacyRequest, desk: Client, rita: User) -> None:
    pages = [f"Page {number}\nBen Otherchild reads." for number in range(23)]
    file = gathered(case, rita, pdf_bytes(*pages), "long.pdf")
    seen = []
    for more in (3, 0):
        found = desk.post(address("copies-names", case, file.pk))
        assert found.context["more_pages"] == more
        seen += [place.place for place in found.context["found"]]
        ticked = {"places": [place.key for place in found.context["found"]], "pages": found.context["found_pages"]}
        assert desk.post(address("copies-places", case, file.pk), ticked).status_code == 302
    assert seen == list(range(1, 24))
    assert sorted(page for page in FileMark.objects.values_list("page", flat=True) if page) == seen


def test_boxes_words_and_lines_are_marked_or_said_why_not(case: PrivacyRequest, desk: Client, rita: User) -> None:
    file = gathered(case, rita)
    box = {"page": "1", "left": "10", "top": "10", "right": "20", "bottom": "20"}
    assert desk.post(address("copies-box", case, file.pk), {**box, "left": "30"}).status_code == 422
    assert desk.post(address("copies-box", case, file.pk), {**box, "page": "3"}).status_code == 422
    assert desk.post(address("copies-box", case, file.pk), {**box, "left": "nan"}).status_code == 422
    assert desk.post(address("copies-box", case, file.pk), box).status_code == 302
    text = gathered(case, rita, CSV.encode(), "marks.csv")
    assert desk.post(address("copies-words", case, text.pk), {"words": "Nobody"}).status_code == 422
    assert desk.post(address("copies-words", case, text.pk), {"words": "Ben Otherchild"}).status_code == 302
    assert desk.post(address("copies-lines", case, text.pk), {"lines": ["x", "-1"]}).status_code == 422
    assert desk.post(address("copies-lines", case, text.pk), {"lines": ["4"]}).status_code == 302
    found = desk.post(address("copies-names", case, text.pk)).context["found"]
    assert (
        desk.post(address("copies-places", case, text.pk), {"places": [place.key for place in found]}).status_code
        == 302
    )


def test_a_button_has_the_copy_made_and_the_page_leads_to_it(
    case: PrivacyRequest, desk: Client, rita: User, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = gathered(case, rita)
    assert desk.post(address("copies-make", case, file.pk)).status_code == 422
    mark_box(file=file, page=1, box=(0.05, 0.05, 0.5, 0.1), actor=rita, now=clock_now())
    asked_for: list[int] = []
    monkeypatch.setattr("requests_portal.copies.views.files.redact_soon", asked_for.append)
    assert desk.post(address("copies-make", case, file.pk)).status_code == 302
    assert len(asked_for) == 1
    waiting = desk.get(address("copies-file", case, file.pk))
    assert waiting["Refresh"] == "3"
    file.redaction.state = RedactionState.DRAFT
    file.redaction.save(update_fields=["state"])
    made = copy_made_of(file, rita, clock_now()).result
    assert made is not None
    assert address("copies-file", case, made.pk) in desk.get(address("copies-file", case, file.pk)).content.decode()
    copy = desk.get(address("copies-file", case, made.pk)).content.decode()
    assert "Mark more in that file" in copy
    assert "Hide a box" not in copy
    box = {"page": "1", "left": "10", "top": "10", "right": "20", "bottom": "20"}
    assert desk.post(address("copies-box", case, made.pk), box).status_code == 422


def test_in_other_kinds_it_is_said_plainly_that_they_are_printed_first(
    case: PrivacyRequest, desk: Client, rita: User
) -> None:
    from tests.requests_portal.test_files_kept import DOCX, packed

    file = gathered(case, rita, packed(DOCX), "notes.docx")
    assert "Print it to a PDF" in desk.get(address("copies-file", case, file.pk)).content.decode()
    wrong = desk.post(address("copies-printed", case, file.pk), {"file": upload(b"words", "notes.txt")})
    assert wrong.status_code == 422
    right = desk.post(address("copies-printed", case, file.pk), {"file": upload(pdf_bytes("Notes."), "notes.pdf")})
    assert right.status_code == 302


def test_a_file_that_was_changed_on_disk_is_said_and_never_shown(
    case: PrivacyRequest, desk: Client, rita: User
) -> None:
    file = gathered(case, rita)
    text = gathered(case, rita, CSV.encode(), "marks.csv")
    for one in (file, text):
        stored_path(one.stored).write_bytes(b"changed")
        page = desk.get(address("copies-file", case, one.pk))
        assert page.status_code == 200
        assert "cannot be read any more" in page.content.decode()
        assert desk.get(address("copies-download", case, one.pk)).status_code == 422
        assert desk.post(address("copies-names", case, one.pk)).status_code == 422
    assert desk.get(address("copies-picture", case, file.pk, 1, 820)).status_code == 422


def test_a_removed_file_is_not_found(case: PrivacyRequest, desk: Client, rita: User) -> None:
    file = gathered(case, rita)
    assert desk.post(address("copies-remove", case, file.pk)).status_code == 302
    assert desk.get(address("copies-file", case, file.pk)).status_code == 404
    assert desk.get(address("copies-download", case, file.pk)).status_code == 404


# Giving


def test_a_copy_is_given_to_download_and_taken_back(case: PrivacyRequest, desk: Client, rita: User) -> None:
    file = checked(case, rita)
    assert desk.post(address("copies-link", case), {"given": [99_999], "outcome": "granted"}).status_code == 422
    assert desk.post(address("copies-link", case), {"given": [file.pk], "outcome": "refused"}).status_code == 422
    assert desk.post(address("copies-link", case), {"given": [file.pk], "outcome": "granted"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "answered"
    delivery = Delivery.objects.get()
    page = desk.get(address("copies", case)).content.decode()
    assert "Not opened yet" in page
    assert desk.post(address("copies-take-back", case, delivery.pk), {"because": ""}).status_code == 422
    assert desk.post(address("copies-take-back", case, delivery.pk), {"because": "Wrong."}).status_code == 302
    case.refresh_from_db()
    assert case.is_open


def test_the_desk_sees_when_the_family_opened_it(case: PrivacyRequest, desk: Client, rita: User) -> None:
    delivery = given(case, rita, now=clock_now())
    delivery_open(delivery=delivery, actor=family_actor(case), now=clock_now())
    page = desk.get(address("copies", case)).content.decode()
    assert "Opened" in page
    assert "Take it back" not in page
    refused = desk.post(address("copies-take-back", case, delivery.pk), {"because": "Late."})
    assert "has reached the family" in refused.content.decode()
    assert desk.post(address("copies-renew", case, delivery.pk)).status_code == 302


def test_paper_with_fee_letter_waiver_and_days(desk: Client, rita: User) -> None:
    PortalSettings.objects.create(paper_cents_per_page=25, most_cents_per_page=35, fee_source="Fictional schedule")
    case = asked(now=clock_now() - timedelta(days=2), details={"what": "All.", "form": "paper"})
    file = checked(case, rita)
    form = desk.get(address("copies-paper", case)).content.decode()
    assert "25 cents a page" in form
    assert "inability to pay" in form  # the pack's own words
    assert "not given electronically" not in form
    assert desk.post(address("copies-paper", case), {"given": [file.pk]}).status_code == 302
    delivery = Delivery.objects.get()
    assert (delivery.fee_cents, delivery.letter is not None) == (25, True)
    letter = desk.get(address("copies-letter", case, delivery.pk))
    assert letter.content.startswith(b"%PDF")
    assert desk.post(address("copies-waive", case, delivery.pk), {"because": "Asked for."}).status_code == 302
    today = {"day": clock_now().date().isoformat(), "outcome": "granted"}
    assert desk.post(address("copies-day", case, delivery.pk, "mailed_on"), {"day": "x"}).status_code == 422
    assert desk.get(address("copies-day", case, delivery.pk, "withdrawn_at")).status_code == 404
    entered = desk.post(address("copies-day", case, delivery.pk, "mailed_on"), today)
    assert entered.status_code in (302, 422)  # between UTC's midnight and the district's the day lies ahead
    assert Delivery.objects.get().waived


def test_an_electronic_copy_is_refused_for_the_law_s_reason_alone(
    case: PrivacyRequest, desk: Client, rita: User
) -> None:
    file = checked(case, rita)
    refused = desk.post(address("copies-paper", case), {"given": [file.pk], "not_electronic_because": " "})
    assert refused.status_code == 422
    assert "unduly burdensome" in refused.content.decode()
    assert not Delivery.objects.exists()


def test_an_appointment_is_proposed_from_a_form(desk: Client) -> None:
    case = asked("inspect", now=clock_now() - timedelta(days=2))
    ahead = (clock_now() + timedelta(days=9)).date().isoformat()
    form = {"day": ahead, "hour": "09:30", "place": "Office, room 2"}
    assert desk.post(address("copies-inspection", case), {**form, "day": "2001-01-01"}).status_code == 422
    assert desk.post(address("copies-inspection", case), {**form, "day": "9999-12-31"}).status_code == 422
    assert desk.post(address("copies-inspection", case), {**form, "hour": "25:00"}).status_code == 422
    assert desk.post(address("copies-inspection", case), form).status_code == 302
    delivery = Delivery.objects.get()
    assert desk.post(address("copies-confirm", case, delivery.pk)).status_code == 302
    assert desk.post(address("copies-move", case, delivery.pk), {**form, "hour": "10:00"}).status_code == 302
    assert desk.get(address("copies-held", case, delivery.pk)).status_code == 200


def test_moved_work_is_arranged_and_entered_as_arrived(desk: Client) -> None:
    case = asked("content", now=clock_now() - timedelta(days=2))
    assert desk.post(address("copies-transfer", case), {"holder": ""}).status_code == 422
    assert desk.post(address("copies-transfer", case), {"holder": "Maple Reader Fictional, Inc."}).status_code == 302
    delivery = Delivery.objects.get()
    assert desk.post(address("copies-arrived", case, delivery.pk), {"outcome": "granted"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "answered"


def test_the_form_says_which_holders_may_hold_more_before_it_is_called_everything(
    case: PrivacyRequest, desk: Client, rita: User
) -> None:
    checked(case, rita)
    RequestTask.objects.create(request=case, holder="state_board", made_at=clock_now())
    warned = "Not everything may be in yet: the State Board of Education (not asked yet)."
    for name in ("copies", "copies-link"):
        assert warned in desk.get(address(name, case)).content.decode()
    assert warned not in desk.get(address("copies-paper", case)).content.decode()
