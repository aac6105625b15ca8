"""An entry is approved by a person who saw it, corrected with a reason, and withdrawn with one."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from breaches.models import Breach, PublicEntry, Stage
from breaches.publicfacts import breach_entries_public, entry_standing
from breaches.services.public import public_entries_posted, public_entry_approve, public_entry_withdraw
from breaches.services.states import BreachRefused, breach_move
from district.models import District, User
from inventory.models import ElementClass
from tests.factories.district import AdoptedPackFactory
from tests.factories.publicentries import breach_known, element_added

pytestmark = pytest.mark.django_db
ZONE = "America/Chicago"
Approve = Callable[..., PublicEntry]


@pytest.fixture(autouse=True)
def illinois(district: District) -> None:
    AdoptedPackFactory(pack="il-soppa")


@pytest.fixture
def breach(dana: User) -> Breach:
    return breach_known(dana)


@pytest.fixture
def approve(dana: User, now: datetime) -> Approve:
    def make(breach: Breach, **given: object) -> PublicEntry:
        return public_entry_approve(breach=breach, actor=dana, **{"now": now, **given})  # type: ignore[arg-type]

    return make


def test_an_approved_entry_keeps_the_decision_and_waits_for_a_publication(breach: Breach, approve: Approve) -> None:
    entry = approve(breach)
    assert entry.key == "2026-02-02-maple-reader-fictional-inc"
    assert entry.shown["students"] == {"number": 500, "withheld": False}
    assert entry.decided["rulings"][0]["outcome"] == "listed"
    assert entry.posted_at is None
    assert [row.pk for row in breach_entries_public(entry.approved_at, ZONE)] == [entry.pk]


def test_a_second_breach_of_the_same_operator_and_day_gets_a_key_of_its_own(dana: User, approve: Approve) -> None:
    first, second = breach_known(dana), breach_known(dana, number=15)
    assert approve(first).key == "2026-02-02-maple-reader-fictional-inc"
    assert approve(second).key == "2026-02-02-maple-reader-fictional-inc-2"


def test_what_is_missing_is_refused_in_words(dana: User, approve: Approve) -> None:
    with pytest.raises(BreachRefused, match="has not been determined"):
        approve(breach_known(dana, state=Stage.ASSESSING))


def test_less_than_the_share_is_listed_only_with_a_reason(dana: User, approve: Approve) -> None:
    small = breach_known(dana, affected_total=3)
    with pytest.raises(BreachRefused, match="No adopted law asks"):
        approve(small)
    with pytest.raises(BreachRefused, match="Say why") as refused:
        approve(small, listed_anyway=True)
    assert refused.value.field == "because"
    entry = approve(small, listed_anyway=True, because="Families asked.")
    assert entry.shown["listed"]
    assert entry.because == "Families asked."


def test_a_typed_enrolment_goes_before_the_district_s_count(dana: User, approve: Approve) -> None:
    small = breach_known(dana, affected_total=300)  # of 4,012: less than ten percent
    entry = approve(small, enrolled=2900)
    assert entry.decided["typed"]["enrolled"] == 2900
    assert "300 of 2,900" in entry.decided["share_words"]


def test_connecticut_s_notice_must_be_written_and_does_not_name_a_withheld_number(
    breach: Breach, dana: User, approve: Approve
) -> None:
    AdoptedPackFactory(pack="ct-student-data")
    element_added(breach, dana, "Grades and marks", ElementClass.PERSONAL)
    with pytest.raises(BreachRefused, match="Write the notice"):
        approve(breach)
    with pytest.raises(BreachRefused, match="names the number") as refused:
        approve(breach, notice_en="It touched 500 students.")
    assert refused.value.field == "notice_en"
    assert approve(breach, notice_en="It touched students.").shown["notice"]["en"] == "It touched students."


def test_a_notice_in_spanish_does_not_name_a_withheld_number_either(
    dana: User, breach: Breach, approve: Approve
) -> None:
    AdoptedPackFactory(pack="ct-student-data")
    element_added(breach, dana, "Grades and marks", ElementClass.PERSONAL)
    with pytest.raises(BreachRefused, match="names the number") as refused:
        approve(breach, notice_en="It touched students.", notice_es="Afectó a 500 estudiantes.")
    assert refused.value.field == "notice_es"


def test_what_turns_out_to_be_no_breach_loses_its_entry(dana: User, breach: Breach, approve: Approve) -> None:
    entry = approve(breach)
    breach_move(breach, Stage.NOT_A_BREACH, dana, entry.approved_at, "The operator read its own test.")
    assert entry_standing(breach) is None
    assert breach_entries_public(entry.approved_at, ZONE) == []
    entry.refresh_from_db()
    assert entry.ended_because == "Withdrawn: it is not a breach. The operator read its own test."


def test_a_correction_needs_a_difference_and_a_reason_and_keeps_what_stood(breach: Breach, approve: Approve) -> None:
    first = approve(breach)
    with pytest.raises(BreachRefused, match="nothing would be corrected"):
        approve(breach, standing=first.pk, because="again")
    Breach.objects.filter(pk=breach.pk).update(affected_total=512)
    with pytest.raises(BreachRefused, match="Say why it is corrected"):
        approve(breach, standing=first.pk)
    second = approve(breach, standing=first.pk, because="Twelve more were found.")
    first.refresh_from_db()
    assert (first.ended_because, second.corrects, second.key) == (
        "Corrected: Twelve more were found.",
        first,
        first.key,
    )
    assert entry_standing(breach) == second


def test_two_people_who_approve_at_once_do_not_overrule_each_other(breach: Breach, approve: Approve) -> None:
    approve(breach)
    Breach.objects.filter(pk=breach.pk).update(affected_total=512)
    with pytest.raises(BreachRefused, match="meanwhile"):
        approve(breach)
    assert PublicEntry.objects.count() == 1


def test_the_database_keeps_one_standing_entry_for_each_breach(breach: Breach, approve: Approve) -> None:
    entry = approve(breach)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicEntry.objects.create(
            breach=breach,
            key="other",
            decided={},
            shown={},
            approved_by=entry.approved_by,
            approved_at=entry.approved_at,
        )


def test_a_withdrawn_entry_is_public_no_more_and_says_why(
    breach: Breach, approve: Approve, dana: User, now: datetime
) -> None:
    entry = approve(breach)
    with pytest.raises(BreachRefused, match="Say why"):
        public_entry_withdraw(breach=breach, because=" ", standing=entry.pk, actor=dana, now=now)
    public_entry_withdraw(breach=breach, because="It was another district's.", standing=entry.pk, actor=dana, now=now)
    assert entry_standing(breach) is None
    assert breach_entries_public(now, ZONE) == []
    with pytest.raises(BreachRefused, match="meanwhile"):
        public_entry_withdraw(breach=breach, because="Again.", standing=entry.pk, actor=dana, now=now)


def test_posting_is_recorded_once_and_a_correction_keeps_the_first_day(
    breach: Breach, approve: Approve, dana: User, now: datetime
) -> None:
    first = approve(breach)
    assert public_entries_posted(entries=[first.pk], snapshot_sha256="a" * 64, actor=dana, now=now) == 1
    assert public_entries_posted(entries=[first.pk], snapshot_sha256="b" * 64, actor=dana, now=now) == 0
    first.refresh_from_db()
    assert (first.posted_at, first.snapshot_sha256) == (now, "a" * 64)
    Breach.objects.filter(pk=breach.pk).update(affected_total=512)
    later = now + timedelta(days=2)
    second = approve(breach, standing=first.pk, because="More were found.", now=later)
    public_entries_posted(entries=[second.pk], snapshot_sha256="b" * 64, actor=dana, now=later)
    second.refresh_from_db()
    assert (second.first_posted_at, second.posted_at) == (now, later)


def test_after_five_years_an_entry_is_no_longer_for_the_list(
    breach: Breach, approve: Approve, dana: User, now: datetime
) -> None:
    entry = approve(breach)
    public_entries_posted(entries=[entry.pk], snapshot_sha256="a" * 64, actor=dana, now=now)
    assert breach_entries_public(now.replace(year=2031), ZONE)
    assert breach_entries_public(now.replace(year=2031) + timedelta(days=1), ZONE) == []


def test_the_entry_of_a_drill_counts_as_posted_and_is_public_nowhere(
    dana: User, approve: Approve, now: datetime
) -> None:
    entry = approve(breach_known(dana, drill=True))
    entry.refresh_from_db()
    assert (entry.posted_at, entry.snapshot_sha256) == (now, "")
    assert breach_entries_public(now, ZONE) == []
    assert public_entries_posted(entries=[entry.pk], snapshot_sha256="a" * 64, actor=dana, now=now) == 0


def test_entries_for_the_public_list_are_read_in_one_query(
    dana: User, approve: Approve, now: datetime, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(14, 24):
        approve(breach_known(dana, number=number))
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert len(breach_entries_public(now, ZONE)) == 10
