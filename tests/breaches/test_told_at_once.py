"""Who hears of a breach in the transaction that reports it."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from breaches.clocks import clocks_recount
from breaches.models import Breach, BreachContact, Told
from breaches.services.reporting import Report, breach_report
from breaches.services.telling import breach_told_at_once
from district.models import District, User
from district.storage import open_verified
from notices.models import Message
from tests.breaches.clockcases import adopt, breach_of
from tests.factories.vendors import OperatorFactory

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=ZoneInfo("America/Chicago"))


@pytest.fixture
def sonia(person: Callable[..., User], district: District) -> User:
    """The superintendent."""
    adopt("il-soppa")
    return person("Sonia Fictional", "superintendent")


@pytest.fixture
def carrier(db: None) -> BreachContact:
    return BreachContact.objects.create(
        kind="carrier",
        name="Lantern Mutual",
        email="claims@lantern-mutual.example",
        address="2 Harbour Road\nPrairie Lantern, IL 60000",
        told_at_once=True,
        policy_number="LM-900",
    )


def reported(dana: User, *, drill: bool = False) -> Breach:
    report = Report(operator=OperatorFactory(), facts={"district_notified": NOW})
    return breach_report(report=report, actor=dana, now=NOW, drill=drill)


def test_the_superintendent_is_always_told(sonia: User, dana: User) -> None:
    breach = reported(dana)
    (told,) = Told.objects.filter(breach=breach)
    assert (told.role, told.person, told.address) == ("superintendent", sonia, "sonia@prairie-lantern.example")
    assert told.message is not None
    assert breach.number in told.message.subject
    assert f"/office/breaches/{breach.pk}/" in told.message.body
    task = breach.tasks.get(key="il-soppa.breach.tell-superintendent")
    assert (task.done_at, task.evidence) == (NOW, "Sonia Fictional was told.")


def test_only_contacts_that_settings_name_are_told(sonia: User, dana: User, carrier: BreachContact) -> None:
    BreachContact.objects.create(kind="board", name="The board", email="board@prairie-lantern.example")
    BreachContact.objects.create(kind="counsel", name="Gone", email="g@x.example", told_at_once=True, active=False)
    breach = reported(dana)
    assert set(breach.told.values_list("role", flat=True)) == {"superintendent", "carrier"}


def test_the_carrier_gets_a_letter_of_its_own(sonia: User, dana: User, carrier: BreachContact) -> None:
    breach = reported(dana)
    told = breach.told.get(role="carrier")
    with open_verified(told.letter_sha256) as letter:
        assert letter.read(5) == b"%PDF-"
    assert told.message is not None
    assert "Policy LM-900." in told.message.body
    assert told.letter_sha256 in told.message.body
    assert "/office/" not in told.message.body


def test_counting_again_tells_nobody_twice(sonia: User, dana: User, carrier: BreachContact) -> None:
    breach = reported(dana)
    clocks_recount(breach, dana, NOW)
    breach_told_at_once(breach=breach, actor=dana, now=NOW)
    assert breach.told.count() == 2
    assert Message.objects.filter(key__startswith="breaches.told.").count() == 2


def test_nothing_of_a_drill_leaves_the_house(sonia: User, dana: User, carrier: BreachContact) -> None:
    breach = reported(dana, drill=True)
    assert {(told.role, told.message) for told in breach.told.all()} == {("superintendent", None), ("carrier", None)}
    assert not Message.objects.exists()


def test_without_a_superintendent_the_task_stays_open(district: District, dana: User) -> None:
    adopt("il-soppa")
    breach = breach_of(dana, NOW)
    clocks_recount(breach, dana, NOW)
    assert breach.tasks.get(key="il-soppa.breach.tell-superintendent").is_open


def test_nobody_is_told_at_once_without_an_address(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BreachContact.objects.create(kind="board", name="The board", told_at_once=True)
