"""The demonstration district: whole, loaded once, and larger on request."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from breaches.affected import affected_share
from breaches.models import Breach
from contracts.models import Agreement, AgreementState, CureNotice, CureState, DocumentState, Draft, GeneralOffer
from deadlines.models import Deadline, DeadlineState
from district import clock
from district.models import Closure, District, School, User
from district.roles import ROLES
from districtprivacy.demo.foundation import thanksgiving
from requests_portal.models import PrivacyRequest, RequestKind, RequestState, RequestTask, TaskState
from roster.models import Guardian, Guardianship, Household, Student
from vendors.models import Operator, Product


@pytest.fixture
def demonstration(db: None) -> None:
    call_command("loaddemo", verbosity=0)


def test_the_demonstration_shows_every_screen_with_life_in_it(demonstration: None, client: Client) -> None:
    now = clock.now()
    assert (School.objects.count(), Operator.objects.count(), Product.objects.count()) == (4, 43, 65)
    for role in ROLES:
        assert User.objects.filter(groups__name=role.id).exists(), role.id
    assert set(Agreement.objects.values_list("state", flat=True)) == set(AgreementState.values)
    assert Agreement.objects.filter(documents__state=DocumentState.NEEDS_TEXT).exists()
    assert Closure.objects.exists()

    draft = Draft.objects.get()
    assert set(draft.verdicts.values()) == {"found"}, "the addendum cures what it was made for"
    assert GeneralOffer.objects.filter(accepted_at=None).count() == 1

    running = Deadline.objects.filter(state=DeadlineState.OPEN)
    assert set(CureNotice.objects.values_list("state", flat=True)) == {CureState.ANSWERED, CureState.VOID}
    assert running.filter(rule="cure.term").count() == 1
    assert running.filter(due_at__lte=now, held=False).exists(), "late"
    assert running.filter(due_at__gt=now, due_at__lte=now + timedelta(days=4)).exists(), "due soon"
    assert running.filter(held=True).count() == 1
    assert Deadline.objects.filter(state=DeadlineState.MET).exists()

    page = client.get("/")
    assert page.status_code == 200
    assert "Maple Reader" in page.content.decode()

    assert Student.objects.filter(active=True).count() == 240
    assert District.objects.get().enrolment == sum(school.enrolment for school in School.objects.all()) == 240
    shares = {affected_share(breach) for breach in Breach.objects.filter(drill=False)}
    assert {share.enrolment for share in shares} == {240}
    assert all(breach.public_entries.filter(ended_at=None).exists() for breach in Breach.objects.filter(drill=False))
    spanish = Household.objects.filter(language="es").count() / Household.objects.count()
    assert 0.15 < spanish < 0.35
    assert Guardianship.objects.filter(court_order=True).exists()
    assert Guardian.objects.filter(do_not_contact=True).exists()
    assert Guardian.objects.filter(household=None).exists()

    asked = PrivacyRequest.objects.all()
    assert set(asked.values_list("kind", flat=True)) == set(RequestKind.values)
    assert set(asked.values_list("language", flat=True)) == {"en", "es"}
    states = set(asked.values_list("state", flat=True))
    assert states >= {RequestState.UNCONFIRMED, RequestState.RECEIVED, RequestState.WORKING, RequestState.ANSWERED}
    assert RequestTask.objects.filter(state=TaskState.ASKED).exists()

    call_command("loaddemo", "--once", verbosity=0)
    assert District.objects.count() == 1
    with pytest.raises(CommandError, match="has a district already"):
        call_command("loaddemo", verbosity=0)


def test_more_rows_to_measure_with_come_on_top(district: District) -> None:
    call_command("loaddemo", "--operators", "30", "--deadlines", "50", "--students", "300", verbosity=0)
    assert (Operator.objects.count(), Product.objects.count()) == (30, 30)
    assert Deadline.objects.filter(state=DeadlineState.OPEN).count() == 50
    assert District.objects.get().enrolment == 300
    assert Student.objects.count() == 300
    assert Guardian.objects.filter(language="es").exists()


def test_a_negative_number_is_refused_in_one_line(district: District) -> None:
    with pytest.raises(CommandError, match="--operators takes a number of 0 or more"):
        call_command("loaddemo", "--operators", "-1", verbosity=0)


def test_thanksgiving_is_the_fourth_thursday_of_november() -> None:
    assert [thanksgiving(year).day for year in (2024, 2025, 2026, 2027)] == [28, 27, 26, 25]
