"""The book of trainings: whom a course concerns, who is missing, reminders, the next school year."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from district.models import District, User
from district.storage import kept, open_verified
from inventory.keeping import files_named
from inventory.models import TrainingCompletion, TrainingCourse, TrainingRound
from inventory.sealing import GivenFile
from inventory.training.reminding import reminders_send, rounds_renew, step_due
from inventory.training.selectors import missing_people, rounds_current, standings
from inventory.training.services import completion_enter, completion_excuse, round_open
from notices.models import Message
from tests.conftest import NOW
from tests.factories.contracts import pdf_bytes
from tests.factories.district import AdoptedPackFactory

DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("views", "fileviews"):
        monkeypatch.setattr(f"inventory.training.{module}.clock_now", lambda: NOW)


@pytest.fixture
def course(district: District) -> TrainingCourse:
    return TrainingCourse.objects.create(title="Lantern privacy", summary="An hour.", roles=["staff_member"])


@pytest.fixture
def due(course: TrainingCourse, dana: User) -> TrainingRound:
    return round_open(course=course, opens_on=date(2025, 8, 1), due_on=date(2026, 3, 9), actor=dana)


def entered(due: TrainingRound, person: User, dana: User, done_on: date = date(2026, 2, 2)) -> TrainingCompletion:
    return completion_enter(training_round=due, person=person, completed_on=done_on, today=DAY, actor=dana, now=NOW)


def test_a_persons_own_word_does_not_change_what_the_office_kept(due: TrainingRound, tom: User, dana: User) -> None:
    entered(due, tom, dana)
    with pytest.raises(ValidationError, match="kept already"):
        completion_enter(
            training_round=due, person=tom, completed_on=DAY, today=DAY, actor=tom, now=NOW, source="own_word"
        )
    assert TrainingCompletion.objects.get().completed_on == date(2026, 2, 2)


def test_a_course_concerns_those_with_its_roles(due: TrainingRound, tom: User, olga: User, ari: User) -> None:
    assert list(missing_people(due)) == [tom]
    TrainingCourse.objects.update(roles=[])
    due.course.refresh_from_db()
    assert {person.name for person in missing_people(due)} == {"Tom Fictional", "Ari Fictional", "Dana Fictional"}


def test_who_may_no_longer_sign_in_is_not_missing(due: TrainingRound, tom: User) -> None:
    User.objects.filter(pk=tom.pk).update(is_active=False)
    assert not missing_people(due).exists()


def test_done_and_excused_people_are_not_missing(
    due: TrainingRound, tom: User, dana: User, person: Callable[..., User]
) -> None:
    leave = person("Lee Invented", "staff_member")
    person("Mia Imagined", "staff_member")
    entered(due, tom, dana)
    completion_excuse(training_round=due, person=leave, because="On leave.", actor=dana, now=NOW)
    standing = standings([due], DAY)[0]
    assert (standing.people, standing.done, standing.excused, standing.missing) == (3, 1, 1, 1)
    assert standing.percent == 50


@pytest.mark.parametrize(
    ("done_on", "words"),
    [(date(2025, 7, 31), "before this round opened"), (date(2026, 3, 3), "has not come yet")],
)
def test_a_day_outside_the_round_does_not_count(
    done_on: date, words: str, due: TrainingRound, tom: User, dana: User
) -> None:
    with pytest.raises(ValidationError, match=words):
        entered(due, tom, dana, done_on)


def test_what_is_done_once_counts_from_any_day(due: TrainingRound, tom: User, dana: User) -> None:
    due.course.every_school_year = False
    assert entered(due, tom, dana, date(2019, 1, 1)).completed_on == date(2019, 1, 1)


def test_an_excuse_gives_way_when_it_is_done_after_all(due: TrainingRound, tom: User, dana: User) -> None:
    completion_excuse(training_round=due, person=tom, because="On leave.", actor=dana, now=NOW)
    entered(due, tom, dana)
    row = TrainingCompletion.objects.get()
    assert (row.completed_on, row.excused_because) == (date(2026, 2, 2), "")
    with pytest.raises(ValidationError, match="has done it already"):
        completion_excuse(training_round=due, person=tom, because="Late.", actor=dana, now=NOW)


def test_the_database_refuses_done_and_excused_at_once(due: TrainingRound, tom: User, dana: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingCompletion.objects.create(
            round=due, person=tom, completed_on=DAY, excused_because="x", entered_by="x", entered_at=NOW
        )


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (date(2026, 2, 22), ""),
        (date(2026, 2, 23), "before14"),
        (date(2026, 3, 5), "before14"),
        (date(2026, 3, 6), "before3"),
        (date(2026, 3, 9), "due"),
        (date(2026, 3, 10), ""),
        (date(2026, 3, 16), "late7"),
        (date(2026, 3, 22), "late7"),
        (date(2026, 3, 23), "late14"),
        (date(2027, 3, 9), ""),
    ],
)
def test_the_latest_step_that_has_come_is_told(day: date, step: str, due: TrainingRound) -> None:
    assert step_due(due, day) == step


def test_each_step_is_told_once_and_only_to_those_who_are_missing(
    due: TrainingRound, tom: User, dana: User, person: Callable[..., User]
) -> None:
    entered(due, person("Mia Imagined", "staff_member"), dana)
    for hour in (10, 11):
        reminders_send(now=datetime(2026, 3, 6, hour, tzinfo=UTC))
    message = Message.objects.get()
    assert message.recipient == tom
    assert message.subject == "Training Lantern privacy is due on Monday 9 March 2026"
    assert "tell the privacy office" in message.body


def test_after_a_standstill_one_reminder_goes_out_and_not_all_that_were_missed(due: TrainingRound, tom: User) -> None:
    reminders_send(now=datetime(2026, 3, 30, 10, tzinfo=UTC))
    assert [message.subject for message in Message.objects.all()] == [
        "Training Lantern privacy was due on Monday 9 March 2026"
    ]


def test_a_course_that_is_no_longer_given_reminds_nobody(due: TrainingRound, tom: User) -> None:
    TrainingCourse.objects.update(retired_on=DAY)
    assert reminders_send(now=datetime(2026, 3, 9, 10, tzinfo=UTC)) == 0


def test_the_next_school_years_round_opens_by_itself_and_once(due: TrainingRound) -> None:
    assert rounds_renew(now=datetime(2026, 7, 31, 15, tzinfo=UTC)) == 0
    august = datetime(2026, 8, 1, 15, tzinfo=UTC)
    assert (rounds_renew(now=august), rounds_renew(now=august)) == (1, 0)
    newest = TrainingRound.objects.order_by("-opens_on")[0]
    assert (newest.opens_on, newest.due_on) == (date(2026, 8, 1), date(2027, 3, 9))
    assert rounds_current(date(2026, 8, 2)) == [newest]


def test_a_course_that_is_done_once_is_not_renewed(due: TrainingRound) -> None:
    TrainingCourse.objects.update(every_school_year=False)
    assert rounds_renew(now=datetime(2027, 8, 1, 15, tzinfo=UTC)) == 0


def test_the_officer_adds_a_course_says_when_it_is_due_and_enters_by_hand(
    signed_in: Callable[[User], Client], dana: User, tom: User, district: District
) -> None:
    AdoptedPackFactory()
    office = signed_in(dana)
    sent = {
        "title": "Lantern security",
        "topic": "security",
        "summary": "Half an hour.",
        "rule": "il-soppa.training",
        "roles": ["staff_member"],
        "remind_days": "3, 14",
        "remind_late_every": "7",
    }
    assert office.post("/office/trainings/new/", sent).status_code == 302
    made = TrainingCourse.objects.get()
    assert made.remind_days == [14, 3]
    due_days = {"opens_on": "2026-01-05", "due_on": "2026-03-09"}
    assert office.post(f"/office/trainings/course/{made.pk}/due/", due_days).status_code == 302
    round_ = TrainingRound.objects.get()
    page = office.get(f"/office/trainings/course/{made.pk}/").content.decode()
    assert "Participate in any District-required trainings" in page
    certificate = SimpleUploadedFile("certificate.pdf", pdf_bytes("Tom did it"))
    done = {"person": str(tom.pk), "completed_on": "2026-02-20", "evidence": certificate}
    assert office.post(f"/office/trainings/round/{round_.pk}/done/", done).status_code == 302
    row = TrainingCompletion.objects.get()
    answer = office.get(f"/office/trainings/kept/{row.pk}/certificate/")
    assert answer.content.startswith(b"%PDF")
    assert row.evidence_sha256 in files_named()
    with open_verified(row.evidence_sha256) as stream:
        assert b"PDF" not in stream.read(), "what lies in the store is noise"
    assert "everybody has done it" in office.get("/office/trainings/").content.decode()
    office.post(f"/office/trainings/kept/{row.pk}/take-back/", {"because": "Another Tom."})
    assert not TrainingCompletion.objects.exists()


@pytest.mark.parametrize("written", ["0", "14, x", "-3", "366", "½", "1,2,3,4,5,6,7,8,9,10,11"])
def test_reminders_are_whole_days(
    written: str, signed_in: Callable[[User], Client], dana: User, district: District
) -> None:
    sent = {"title": "x", "topic": "both", "summary": "x", "remind_days": written, "remind_late_every": "7"}
    assert signed_in(dana).post("/office/trainings/new/", sent).status_code == 422
    assert not TrainingCourse.objects.exists()


def test_a_round_must_come_after_the_last(due: TrainingRound, signed_in: Callable[[User], Client], dana: User) -> None:
    address = f"/office/trainings/course/{due.course_id}/due/"
    office = signed_in(dana)
    for opens_on, due_on in (("2025-08-01", "2026-09-01"), ("2026-09-01", "2026-08-01")):
        assert office.post(address, {"opens_on": opens_on, "due_on": due_on}).status_code == 422


def test_staff_see_their_own_trainings_and_record_them_where_the_course_takes_their_word(
    due: TrainingRound, signed_in: Callable[[User], Client], tom: User
) -> None:
    office = signed_in(tom)
    assert "Lantern privacy" in office.get("/office/trainings/mine/").content.decode()
    assert office.post(f"/office/trainings/mine/{due.pk}/", {"completed_on": "2026-02-20"}).status_code == 404
    TrainingCourse.objects.update(own_word=True)
    assert office.post(f"/office/trainings/mine/{due.pk}/", {"completed_on": "2026-02-20"}).status_code == 302
    row = TrainingCompletion.objects.get()
    assert (row.person, row.source) == (tom, "own_word")


def test_a_certificate_is_for_its_person_and_those_who_see_the_book(
    due: TrainingRound, signed_in: Callable[[User], Client], dana: User, tom: User, person: Callable[..., User]
) -> None:
    row = entered(due, tom, dana)
    TrainingCompletion.objects.update(evidence_sha256="a" * 64, evidence_name="gone.pdf")
    other = person("Mia Imagined", "staff_member")
    address = f"/office/trainings/kept/{row.pk}/certificate/"
    assert signed_in(other).get(address).status_code == 403
    assert signed_in(tom).get(address).status_code == 422  # his, and the file is gone
    TrainingCompletion.objects.update(evidence_sha256=kept(b"From before the sealing"))
    assert signed_in(tom).get(address).content == b"From before the sealing"


def test_a_certificate_whose_key_cannot_be_opened_says_so_and_is_entered_anew(
    due: TrainingRound, signed_in: Callable[[User], Client], dana: User, tom: User, settings: LazySettings
) -> None:
    def given(content: bytes) -> TrainingCompletion:
        return completion_enter(
            training_round=due, person=tom, completed_on=DAY, today=DAY, actor=dana, now=NOW,
            evidence=GivenFile("done.txt", content),
        )  # fmt: skip

    row, office = given(b"Certificate, fictional"), signed_in(dana)
    address = f"/office/trainings/kept/{row.pk}/certificate/"
    settings.FIELD_KEYS = "5a" * 32
    lost = office.get(address)
    assert (lost.status_code, b"cannot be read" in lost.content) == (422, True)
    for place in ("", f"{row.pk}/change/"):
        assert office.get(f"/office/inventory/trainingcompletion/{place}").status_code == 200
    given(b"Certificate, sent again")
    assert office.get(address).content == b"Certificate, sent again"


def test_everybody_who_is_missing_is_reminded_at_most_once_a_day(
    due: TrainingRound, signed_in: Callable[[User], Client], dana: User, tom: User
) -> None:
    office = signed_in(dana)
    for _ in range(2):
        office.post(f"/office/trainings/round/{due.pk}/remind/")
    assert Message.objects.filter(recipient=tom).count() == 1


def test_a_thousand_people_take_as_many_queries_as_one(
    due: TrainingRound, signed_in: Callable[[User], Client], dana: User, django_assert_max_num_queries: Any
) -> None:
    from django.contrib.auth.models import Group

    people = User.objects.bulk_create(
        User(email=f"many{n}@prairie-lantern.example", name=f"Many {n}", password="!") for n in range(1000)
    )
    Group.objects.get(name="staff_member").user_set.add(*people)
    office = signed_in(dana)
    office.get("/office/trainings/")
    for page in ("", f"round/{due.pk}/"):
        with django_assert_max_num_queries(18):
            assert office.get(f"/office/trainings/{page}").status_code == 200


def test_who_may_see_and_who_may_keep_the_book(
    due: TrainingRound,
    client: Client,
    signed_in: Callable[[User], Client],
    tom: User,
    ari: User,
    olga: User,
    person: Callable[..., User],
) -> None:
    pages = ("", f"course/{due.course_id}/", f"round/{due.pk}/", f"round/{due.pk}/people.csv")
    keeping: tuple[str, ...] = (
        "new/",
        f"course/{due.course_id}/change/",
        f"course/{due.course_id}/due/",
        f"round/{due.pk}/done/",
    )
    keeping += (f"round/{due.pk}/file/", f"round/{due.pk}/excuse/", f"round/{due.pk}/change/")
    assert client.get("/office/trainings/").status_code == 302
    for stranger in (tom, olga, person("Carl Fable", "committee_member"), person("Cora Storybook", "counsel")):
        for page in (*pages, *keeping):
            assert signed_in(stranger).get(f"/office/trainings/{page}").status_code == 403
    for page in pages:
        assert signed_in(ari).get(f"/office/trainings/{page}").status_code == 200
    for page in keeping:
        assert signed_in(ari).get(f"/office/trainings/{page}").status_code == 403
    assert signed_in(ari).post(f"/office/trainings/round/{due.pk}/remind/").status_code == 403
    assert signed_in(olga).get("/office/trainings/mine/").status_code == 403
    member = signed_in(person("Mara Fable", "committee_member"))
    assert member.get("/office/inventory/trainingcompletion/").status_code == 403


def test_an_operators_designated_person_is_kept_with_the_day_of_training(
    signed_in: Callable[[User], Client], dana: User, tom: User, district: District
) -> None:
    from tests.factories.vendors import OperatorFactory

    sent = {"operator": str(OperatorFactory().pk), "name": "Security office", "source": "Letter of 3 February"}
    assert signed_in(tom).get("/office/trainings/designated/").status_code == 403
    office = signed_in(dana)
    office.post("/office/trainings/designated/new/", sent)
    page = office.get("/office/trainings/designated/").content.decode()
    assert "Security office" in page
    assert "not said" in page
