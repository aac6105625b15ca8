"""Two people or two workers at one redaction at the same moment, on real connections."""

from collections.abc import Callable
from datetime import date

import pytest

from contracts.models import Agreement, Redaction, RedactionState
from contracts.services.redaction import (
    RedactionRefused,
    redaction_agree,
    redaction_begin,
    redaction_finish,
    redaction_withdraw,
)
from contracts.services.redaction_copy import copy_claim
from district.audit import SystemActor
from district.models import AdoptedPack, District, User
from tests.contracts.test_at_once import at_once
from tests.factories.contracts import MARCH
from tests.factories.redaction import agreed, agreement_with_file, made, place, yes

pytestmark = pytest.mark.django_db(transaction=True)
SOMEBODY = SystemActor("command:test")


@pytest.fixture
def agreement(transactional_db: None, district: District) -> Agreement:
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=date(2021, 7, 1))
    return agreement_with_file().agreement


def said(work: Callable[[], object]) -> str:
    try:
        work()
    except RedactionRefused:
        return "refused"
    return "done"


def test_two_who_begin_at_once_begin_one(agreement: Agreement) -> None:
    begin = [lambda: said(lambda: redaction_begin(agreement=agreement, actor=SOMEBODY, now=MARCH))] * 2
    assert at_once(*begin) == ["done", "refused"]
    assert Redaction.objects.count() == 1


def test_two_who_record_the_answer_at_once_record_one(agreement: Agreement, dirk: User) -> None:
    draft = redaction_begin(agreement=agreement, actor=dirk, now=MARCH)
    place(draft, "48210 dollars", dirk)
    agree = [lambda: said(lambda: redaction_agree(redaction=draft, answer=yes(), actor=SOMEBODY, now=MARCH))] * 2
    assert at_once(*agree) == ["done", "refused"]
    assert draft.steps.filter(state=RedactionState.AGREED).count() == 1


def test_two_workers_take_up_one_copy_once(agreement: Agreement, dirk: User) -> None:
    redaction = agreed(agreement.documents.get(), dirk)

    def claim() -> str:
        return "took it" if copy_claim(redaction_id=redaction.pk, now=MARCH) else "nothing"

    assert at_once(claim, claim, claim) == ["nothing", "nothing", "took it"]


def test_finishing_and_withdrawing_at_once_end_in_one_state(agreement: Agreement, dirk: User) -> None:
    redaction = made(agreed(agreement.documents.get(), dirk), dirk)
    ends = at_once(
        lambda: said(lambda: redaction_finish(redaction=redaction, actor=SOMEBODY, now=MARCH)),
        lambda: said(lambda: redaction_withdraw(redaction=redaction, reason="No.", actor=SOMEBODY, now=MARCH)),
    )
    assert ends in (["done", "done"], ["done", "refused"])  # a finished one may be withdrawn after
    redaction.refresh_from_db()
    assert redaction.state == RedactionState.WITHDRAWN
