"""A pack that is entered after agreements were signed under it starts their clocks all the same."""

from datetime import date, timedelta

import pytest

from contracts.models import AgreementState, Posting
from contracts.services import posting_record
from deadlines.models import Deadline, DeadlineState
from district.models import AdoptedPack, District, User
from district.services import pack_adopt, pack_end
from tests.factories.contracts import MARCH, AgreementFactory, DocumentFactory, SignedAgreementFactory

pytestmark = pytest.mark.django_db
LATER = MARCH + timedelta(days=30)
POST = "il-soppa.agreement.post"


def adopt(dana: User, pack: str = "il-soppa", on: date = date(2026, 1, 1)) -> AdoptedPack:
    return pack_adopt(pack=pack, adopted_on=on, actor=dana, now=LATER)


def test_a_signed_agreement_gets_the_packs_clocks_from_its_own_moment(district: District, dana: User) -> None:
    agreement = SignedAgreementFactory()
    adopt(dana)
    clock = Deadline.objects.get(rule=POST)
    assert (clock.subject, clock.started_at, clock.last_day) == (agreement, MARCH, date(2026, 3, 16))
    assert clock.state == DeadlineState.OPEN


def test_what_was_posted_is_met_at_its_posting(district: District, dana: User) -> None:
    agreement, posted = SignedAgreementFactory(), MARCH + timedelta(days=2)
    document = DocumentFactory(agreement=agreement)
    posting_record(agreement=agreement, document=document, snapshot_sha256="a" * 64, actor=dana, now=posted)
    adopt(dana)
    clock = Deadline.objects.get(rule=POST)
    assert (clock.state, clock.closed_at) == (DeadlineState.MET, posted)


def test_a_posting_that_left_a_clock_running_meets_no_new_one(district: District, dana: User) -> None:
    adopt(dana, "ct-student-data")
    agreement = SignedAgreementFactory()
    adopted = AdoptedPack.objects.get()
    pack_end(adopted=adopted, ended_on=None, actor=dana, now=LATER)
    Posting.objects.create(
        agreement=agreement, document=DocumentFactory(agreement=agreement), posted_at=MARCH, snapshot_sha256="a" * 64,
        posted_by=dana.email,
    )  # fmt: skip
    adopt(dana)
    assert Deadline.objects.get(rule=POST).state == DeadlineState.OPEN


def test_agreements_signed_before_the_pack_or_not_in_force_get_none(district: District, dana: User) -> None:
    AgreementFactory()
    SignedAgreementFactory(state=AgreementState.ENDED)
    SignedAgreementFactory(signed_at=MARCH - timedelta(days=90))
    adopt(dana)
    assert not Deadline.objects.filter(rule=POST).exists()


def test_doing_it_again_changes_nothing(district: District, dana: User) -> None:
    SignedAgreementFactory()
    adopted = adopt(dana)
    before = set(Deadline.objects.values_list("pk", "started_at", "state"))
    pack_end(adopted=adopted, ended_on=None, actor=dana, now=LATER + timedelta(days=1))
    assert set(Deadline.objects.values_list("pk", "started_at", "state")) == before


def test_a_pack_that_starts_nothing_at_signing_opens_nothing(district: District, dana: User) -> None:
    SignedAgreementFactory()
    adopt(dana, "us-ferpa")
    assert not Deadline.objects.exists()


def test_before_the_district_is_entered_nothing_runs(dana: User) -> None:
    SignedAgreementFactory()
    adopt(dana)
    assert not Deadline.objects.exists()
