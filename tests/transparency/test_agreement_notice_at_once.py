"""Two people send, or keep, the same notice at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from contracts.models import Agreement
from deadlines.models import Deadline
from deadlines.services import deadline_open_for_event
from district.audit import SystemActor
from district.models import District
from notices.models import Message
from tests.factories.district import AdoptedPackFactory, SchoolFactory
from tests.factories.inventory import DataElementFactory
from tests.factories.transparency import SIGNED_AT, app_posted_able
from transparency.models import AgreementNotice
from transparency.noticing.audience import schools_affected, sending_mark
from transparency.noticing.services import NoticeRefused, notice_keep, notice_send

pytestmark = pytest.mark.django_db(transaction=True)
ACTORS = [SystemActor("command:one"), SystemActor("command:two")]


@pytest.fixture
def agreement(district: District) -> Agreement:
    AdoptedPackFactory(pack="ct-student-data")
    SchoolFactory(principal_email="principal@lantern.example")
    DataElementFactory(name="Reading level")
    agreement: Agreement = app_posted_able("Maple Reader", elements=("Reading level",)).agreements.get()
    deadline_open_for_event(subject=agreement, event="agreement_signed", at=SIGNED_AT, actor=ACTORS[0], now=SIGNED_AT)
    return agreement


def at_once(work: Callable[[SystemActor], str]) -> list[str]:
    start = Barrier(2)

    def run(actor: SystemActor) -> str:
        try:
            start.wait(timeout=120)
            return work(actor)
        except NoticeRefused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(run, ACTORS))


def test_a_notice_is_sent_once(agreement: Agreement, now: datetime) -> None:
    notice = notice_keep(agreement=agreement, about="Reading.", actor=ACTORS[0], now=now)
    mark = sending_mark(notice.text, schools_affected(agreement, now.date()))

    def send(actor: SystemActor) -> str:
        notice_send(notice=notice, mark=mark, actor=actor, now=now)
        return "sent"

    assert at_once(send) == ["refused", "sent"]
    assert Message.objects.count() == 1
    assert Deadline.objects.get(rule="ct-student-data.agreement.notify").state == "met"


def test_two_first_notices_become_one(agreement: Agreement, now: datetime) -> None:
    def keep(actor: SystemActor) -> str:
        notice_keep(agreement=agreement, about=f"Reading, says {actor}.", actor=actor, now=now)
        return "kept"

    assert at_once(keep) == ["kept", "kept"]
    assert AgreementNotice.objects.count() == 1
