"""The family's side of a copy: a good link, a code for the page, another for the copy. Others learn nothing."""

import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from district.clock import now as clock_now
from district.models import User
from district.storage import stored_path
from requests_portal.copies.delivering import delivery_take_back, transfer_arrange
from requests_portal.copies.inspecting import inspection_propose
from requests_portal.copies.portal import zip_of
from requests_portal.following import downloads
from requests_portal.models import Delivery, DeliveryAct, PrivacyRequest
from requests_portal.services.steps import RequestRefused
from tests.factories.contracts import pdf_bytes
from tests.factories.roster import GuardianFactory, GuardianshipFactory
from tests.requests_portal.copies_cast import asked, checked, gathered, given, packs_adopted
from tests.requests_portal.following_cast import code_for, forget_limits, let_in, link_for, tokens

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(district: object, settings: LazySettings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    packs_adopted()
    forget_limits()


@pytest.fixture
def case() -> PrivacyRequest:
    return asked(now=clock_now() - timedelta(days=2))


def page_of(token: str) -> str:
    return reverse("portal:copies", args=[token])


def with_code(client: Client, case: PrivacyRequest, token: str) -> None:
    """Through the door, and through the door of copies."""
    let_in(client, case, token)
    client.post(reverse("portal:copies-send", args=[token]))
    assert client.post(reverse("portal:copies-code", args=[token]), {"code": code_for(case)}).status_code == 302


def addresses(token: str, delivery: Delivery) -> list[str]:
    file = delivery.files.first()
    assert file is not None
    return [
        reverse("portal:copies-file", args=[token, delivery.pk, file.pk]),
        reverse("portal:copies-all", args=[token, delivery.pk]),
    ]


def test_a_family_opens_and_saves_its_copy_with_two_codes(case: PrivacyRequest, dana: User, client: Client) -> None:
    content = pdf_bytes("Scores of Ana.")
    file = checked(case, dana, content, "scores.pdf")
    other = checked(case, dana, b"Ana,5\n", "scores.csv")
    delivery = given(case, dana, file, other, now=clock_now())
    token = link_for(case, clock_now())
    let_in(client, case, token)
    closed = client.get(page_of(token)).content.decode()
    assert "To open it you need another code" in closed
    assert "scores.pdf" not in closed
    assert Delivery.objects.get().opened_at is None
    with_code(client, case, token)
    opened = client.get(page_of(token)).content.decode()
    assert "scores.pdf" in opened
    assert Delivery.objects.get().opened_at is not None
    answer = client.get(addresses(token, delivery)[0])
    assert answer.content == content
    assert answer["Content-Disposition"] == 'attachment; filename="scores.pdf"'
    assert answer["Cache-Control"] == "no-store"
    packed = client.get(addresses(token, delivery)[1])
    with zipfile.ZipFile(BytesIO(packed.content)) as archive:
        assert sorted(archive.namelist()) == ["scores.csv", "scores.pdf"]
    delivery.refresh_from_db()
    assert delivery.downloads == 2
    assert list(DeliveryAct.objects.values_list("what", flat=True)) == ["opened", "downloaded", "all"]
    assert client.head(addresses(token, delivery)[0]).status_code == 200
    delivery.refresh_from_db()
    assert delivery.downloads == 2


@pytest.mark.parametrize("which", ["other", "expired", "taken back", "none", "cut off", "own"])
def test_without_a_good_link_and_its_code_every_address_leads_to_the_door(
    which: str, case: PrivacyRequest, dana: User, client: Client
) -> None:
    delivery = given(case, dana, now=clock_now())
    other = asked(now=clock_now() - timedelta(days=1), asker={"email": "ben@family.example"})
    own = link_for(case, clock_now())
    token = tokens(case, other, clock_now())[which]
    if which != "own":
        with_code(client, case, own)  # even where this browser has its own request open
    confirm = reverse("portal:copies-confirm", args=[token, delivery.pk])
    for url in (page_of(token), *addresses(token, delivery)):
        answer = client.get(url)
        assert (answer.status_code, answer["Location"]) == (302, reverse("portal:follow", args=[token]))
    for url in (confirm, reverse("portal:copies-send", args=[token]), reverse("portal:copies-code", args=[token])):
        assert client.post(url)["Location"] == reverse("portal:follow", args=[token])
    assert Delivery.objects.get().downloads == 0


def test_an_open_page_without_the_second_code_saves_nothing(case: PrivacyRequest, dana: User, client: Client) -> None:
    delivery = given(case, dana, now=clock_now())
    token = link_for(case, clock_now())
    let_in(client, case, token)
    for url in addresses(token, delivery):
        assert client.get(url)["Location"] == page_of(token)
    wrong = client.post(reverse("portal:copies-code", args=[token]), {"code": "000000"})
    assert wrong.status_code == 422
    assert "This code is not right" in wrong.content.decode()
    # The code that opened the page opens no copy.
    assert client.post(reverse("portal:copies-code", args=[token]), {"code": code_for(case)}).status_code == 422
    assert Delivery.objects.get().downloads == 0


def test_the_code_of_another_request_opens_nothing(case: PrivacyRequest, dana: User, client: Client) -> None:
    given(case, dana, now=clock_now())
    other = asked(now=clock_now() - timedelta(days=1), asker={"email": "ben@family.example"})
    token, others = link_for(case, clock_now()), link_for(other, clock_now())
    let_in(client, case, token)
    let_in(client, other, others)
    client.post(reverse("portal:copies-send", args=[others]))
    assert client.post(reverse("portal:copies-code", args=[token]), {"code": code_for(other)}).status_code == 422


def test_leaving_and_coming_back_asks_for_the_code_again(
    case: PrivacyRequest, dana: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = given(case, dana, now=clock_now())
    token = link_for(case, clock_now())
    with_code(client, case, token)
    later = clock_now() + downloads.FRESH + timedelta(seconds=5)
    client.get(page_of(token))
    with monkeypatch.context() as ahead:
        ahead.setattr(downloads, "clock_now", lambda: later)
        assert client.get(addresses(token, delivery)[0])["Location"] == page_of(token)
    client.post(reverse("portal:leave", args=[token]))
    assert client.get(addresses(token, delivery)[0])["Location"] == reverse("portal:follow", args=[token])


def test_what_is_over_or_taken_back_is_not_saved(dana: User, client: Client) -> None:
    case = asked(now=clock_now() - timedelta(days=30))
    over = given(case, dana, now=clock_now() - timedelta(days=20))
    token = link_for(case, clock_now())
    with_code(client, case, token)
    assert "A copy whose time is over" in client.get(page_of(token)).content.decode()
    assert client.get(addresses(token, over)[0])["Location"] == page_of(token)
    delivery_take_back(delivery=over, because="The wrong file.", actor=dana, now=clock_now())
    assert "There is nothing here yet" in client.get(page_of(token)).content.decode()
    assert client.get(addresses(token, over)[0])["Location"] == page_of(token)


def test_a_file_that_was_not_given_is_not_found_beside_one_that_was(
    case: PrivacyRequest, dana: User, client: Client
) -> None:
    delivery = given(case, dana, now=clock_now())
    hidden = gathered(case, dana, name="not-for-you.pdf")
    token = link_for(case, clock_now())
    with_code(client, case, token)
    assert client.get(reverse("portal:copies-file", args=[token, delivery.pk, hidden.pk])).status_code == 404
    assert client.get(reverse("portal:copies-all", args=[token, delivery.pk])).status_code == 404  # one file: no ZIP
    assert client.get(reverse("portal:file", args=[token, hidden.pk])).status_code == 404
    own = delivery.files.get()
    assert client.get(reverse("portal:file", args=[token, own.pk])).status_code == 404  # not without the second code


def test_a_file_changed_on_disk_is_said_and_not_counted(case: PrivacyRequest, dana: User, client: Client) -> None:
    delivery = given(case, dana, now=clock_now())
    token = link_for(case, clock_now())
    with_code(client, case, token)
    stored_path(delivery.files.get().stored).write_bytes(b"changed")
    answer = client.get(addresses(token, delivery)[0])
    assert answer.status_code == 422
    assert "cannot be opened any more" in answer.content.decode()
    assert Delivery.objects.get().downloads == 0


def test_the_family_confirms_an_appointment_and_an_arrival(dana: User, client: Client) -> None:
    case = asked("content", now=clock_now() - timedelta(days=2))
    visit = inspection_propose(
        request=case,
        appointment_at=clock_now() + timedelta(days=3),
        place="Office, room 2",
        files=[],
        actor=dana,
        now=clock_now(),
    )
    moved = transfer_arrange(request=case, holder="Maple Reader Fictional, Inc.", actor=dana, now=clock_now())
    token = link_for(case, clock_now())
    let_in(client, case, token)
    page = client.get(page_of(token)).content.decode()
    assert "Office, room 2" in page
    assert "Maple Reader Fictional, Inc." in page
    for delivery in (visit, moved):
        client.post(reverse("portal:copies-confirm", args=[token, delivery.pk]))
        delivery.refresh_from_db()
        assert delivery.confirmed_by == "family"
    case.refresh_from_db()
    assert case.state == "answered"
    assert client.post(reverse("portal:copies-confirm", args=[token, 99_999])).status_code == 404


def test_the_page_of_copies_speaks_the_family_s_language(case: PrivacyRequest, dana: User, client: Client) -> None:
    given(case, dana, now=clock_now())
    token = link_for(case, clock_now())
    let_in(client, case, token)
    assert 'lang="es"' in client.get(page_of(token), {"lang": "es"}).content.decode()


def test_the_page_asks_as_often_for_many_deliveries_as_for_one(
    case: PrivacyRequest, dana: User, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    token = link_for(case, clock_now())
    let_in(client, case, token)
    visit = {"request": case, "place": "Office", "files": [], "actor": dana, "now": clock_now()}
    inspection_propose(appointment_at=clock_now() + timedelta(days=1), **visit)  # type: ignore[arg-type]
    client.get(page_of(token))
    with django_assert_max_num_queries(40) as counted:
        client.get(page_of(token))
    for days in range(2, 6):
        inspection_propose(appointment_at=clock_now() + timedelta(days=days), **visit)  # type: ignore[arg-type]
    with django_assert_max_num_queries(len(counted)):
        client.get(page_of(token))


def test_names_in_a_zip_are_each_there_once(case: PrivacyRequest, dana: User) -> None:
    files = [checked(case, dana, pdf_bytes(str(number)), "Scores.pdf") for number in range(2)]
    files.append(checked(case, dana, b"words", "scores.pdf.txt"))
    with zipfile.ZipFile(BytesIO(zip_of(files))) as archive:
        assert archive.namelist() == ["Scores.pdf", "Scores (2).pdf", "scores.pdf.txt"]


def test_a_court_order_that_comes_in_meanwhile_closes_what_was_given(
    case: PrivacyRequest, dana: User, client: Client
) -> None:
    case.guardian = GuardianFactory()
    case.save(update_fields=["guardian"])
    tie = GuardianshipFactory(student=case.student, guardian=case.guardian)
    delivery = given(case, dana, now=clock_now())
    token = link_for(case, clock_now())
    with_code(client, case, token)
    assert "scores.pdf" in client.get(page_of(token)).content.decode()
    tie.court_order = True
    tie.save(update_fields=["court_order"])
    door = reverse("portal:follow", args=[token])
    for url in [page_of(token), *addresses(token, delivery)]:
        assert client.get(url)["Location"] == door
    assert Delivery.objects.get().downloads == 0


def test_a_confirmation_taken_back_closes_what_was_given(case: PrivacyRequest, dana: User, client: Client) -> None:
    """It was somebody else: they keep the page of their request, and nothing about the pupil."""
    delivery = given(case, dana, now=clock_now())
    token = link_for(case, clock_now())
    with_code(client, case, token)
    assert "scores.pdf" in client.get(page_of(token)).content.decode()
    PrivacyRequest.objects.filter(pk=case.pk).update(identity="pending", student=None, identified_at=None)
    assert "There is nothing here yet" in client.get(page_of(token)).content.decode()
    for url in addresses(token, delivery):
        assert client.get(url)["Location"] == page_of(token)
    assert Delivery.objects.get().downloads == 0


def test_nothing_is_given_to_whom_a_court_order_bars(case: PrivacyRequest, dana: User) -> None:
    case.guardian = GuardianFactory()
    case.save(update_fields=["guardian"])
    GuardianshipFactory(student=case.student, guardian=case.guardian, court_order=True)
    with pytest.raises(RequestRefused, match="court order"):
        given(case, dana, now=clock_now())


def test_the_family_says_that_it_has_its_child_s_work(dana: User, client: Client) -> None:
    case = asked("content", now=clock_now() - timedelta(days=2))
    delivery = given(case, dana, now=clock_now())
    token = link_for(case, clock_now())
    confirm = reverse("portal:copies-confirm", args=[token, delivery.pk])
    let_in(client, case, token)
    assert client.post(confirm).status_code == 404  # it was not opened yet
    with_code(client, case, token)
    assert "I have everything" in client.get(page_of(token)).content.decode()
    assert client.post(confirm).status_code == 302
    delivery.refresh_from_db()
    assert delivery.confirmed_by == "family"
