"""The list of tasks on its page, one task's page, and the setting of who is told."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from breaches.models import Breach, BreachContact
from breaches.services.reporting import Report, breach_report
from district.models import District, User
from tests.breaches.clockcases import adopt
from tests.factories.vendors import OperatorFactory

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=ZoneInfo("America/Chicago"))
CONTACT = {
    "kind": "carrier",
    "name": "Lantern Mutual",
    "email": "claims@lantern-mutual.example",
    "address": "2 Harbour Road",
    "policy_number": "LM-900",
    "told_at_once": "on",
    "active": "on",
}


@pytest.fixture
def sonia(person: Callable[..., User]) -> User:
    """The superintendent."""
    return person("Sonia Fictional", "superintendent")


@pytest.fixture
def breach(district: District, dana: User, sonia: User) -> Breach:
    adopt("il-soppa")
    BreachContact.objects.create(kind="carrier", name="Lantern Mutual", email="c@x.example", told_at_once=True)
    report = Report(operator=OperatorFactory(), facts={"district_notified": NOW})
    return breach_report(report=report, actor=dana, now=NOW)


def test_the_list_shows_what_is_to_do_what_is_done_and_who_was_told(
    breach: Breach, dana: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(dana)
    page = client.get(f"/office/breaches/{breach.pk}/tasks/").content.decode()
    to_do, over = page.partition("Done, or not needed")[::2]
    assert "List the kinds of information that were touched" in to_do
    assert "Promptly: no text names a time." in to_do
    assert "By the end of Sunday 20 December 2026" in to_do
    assert "Notice to the Attorney General" in over
    assert "Sonia Fictional was told." in over
    letter = breach.told.get(role="carrier")
    got = client.get(f"/office/breaches/{breach.pk}/told/{letter.pk}/")
    assert b"".join(got.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    superintendent = breach.told.get(role="superintendent")
    assert client.get(f"/office/breaches/{breach.pk}/told/{superintendent.pk}/").status_code == 404


def test_a_task_is_ticked_given_set_aside_and_taken_up_again(
    breach: Breach, dana: User, sonia: User, signed_in: Callable[[User], Client]
) -> None:
    client, row = signed_in(dana), breach.tasks.get(key="house.kinds")
    path = f"/office/breaches/{breach.pk}/tasks/{row.pk}/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"action": "done", "done-evidence": ""}).status_code == 422
    assert client.post(path, {"action": "owner", "owner-owner": sonia.pk}).status_code == 302
    assert client.post(path, {"action": "done", "done-evidence": "Listed by hand."}).status_code == 302
    row.refresh_from_db()
    assert (row.owner, row.evidence) == (sonia, "Listed by hand.")
    assert client.post(path, {"action": "not_needed", "not_needed-because": "No."}).status_code == 422
    assert client.post(path, {"action": "reopen"}).status_code == 302
    assert client.post(path, {"action": "reopen"}).status_code == 422
    assert client.post(path, {"action": "not_needed", "not_needed-because": "Counsel says so."}).status_code == 302
    row.refresh_from_db()
    assert row.not_needed_because == "Counsel says so."
    assert client.post(path, {"action": "dance"}).status_code == 422


def test_tasks_are_seen_by_the_auditor_and_changed_by_those_who_may(
    breach: Breach, ari: User, tom: User, signed_in: Callable[[User], Client]
) -> None:
    row = breach.tasks.get(key="house.kinds")
    assert signed_in(ari).get(f"/office/breaches/{breach.pk}/tasks/").status_code == 200
    assert signed_in(ari).get(f"/office/breaches/{breach.pk}/tasks/{row.pk}/").status_code == 403
    assert signed_in(tom).get(f"/office/breaches/{breach.pk}/tasks/").status_code == 403
    other = Breach.objects.create(number="B-77", ordinal=77, title="Other", created_at=NOW, created_by=ari)
    row.breach = other
    row.save()
    assert signed_in(ari).get(f"/office/breaches/{breach.pk}/told/999/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_tasks(
    breach: Breach,
    dana: User,
    signed_in: Callable[[User], Client],
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    client = signed_in(dana)
    client.get(f"/office/breaches/{breach.pk}/tasks/")
    with django_assert_max_num_queries(18):  # type: ignore[attr-defined]
        client.get(f"/office/breaches/{breach.pk}/tasks/")


def test_contacts_are_set_by_those_who_may(
    district: District, dana: User, ari: User, tom: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(dana)
    assert "Only the superintendent is told" in client.get("/office/breaches/contacts/").content.decode()
    assert client.post("/office/breaches/contacts/add/", CONTACT).status_code == 302
    contact = BreachContact.objects.get()
    assert "told at once" in client.get("/office/breaches/contacts/").content.decode()
    without = CONTACT | {"email": ""}
    answer = client.post(f"/office/breaches/contacts/{contact.pk}/", without)
    assert answer.status_code == 422
    assert "without an e-mail address" in answer.content.decode()
    assert client.post(f"/office/breaches/contacts/{contact.pk}/", without | {"told_at_once": ""}).status_code == 302
    assert signed_in(ari).get("/office/breaches/contacts/").status_code == 200
    assert signed_in(ari).get(f"/office/breaches/contacts/{contact.pk}/").status_code == 403
    assert signed_in(ari).get("/office/breaches/contacts/add/").status_code == 403
    assert signed_in(tom).get("/office/breaches/contacts/").status_code == 403
