"""The audit trail: nothing goes past it, nothing is changed in it, and few may read it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from district.audit import ActorMissing, ReasonMissing, SystemActor, audited
from district.models import Closure, District, School, User
from district.trail.selectors import Question, trail_all, trail_page
from district.trail.words import OUTSIDE, lines
from tests.factories.district import ClosureFactory, SchoolFactory

SignedIn = Callable[[User], Client]
CLOSURES = Question(kind="district.closure")
TRACKED = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]


def found(question: Question) -> list[tuple[str, str, str]]:
    """Who, what and why of every change that a question finds, oldest first."""
    return [(entry.actor, entry.action, entry.reason) for entry in trail_all(question)][::-1]


def test_a_bulk_insert_is_in_the_trail(dana: User) -> None:
    with audited(actor=dana, reason="Winter break"):
        Closure.objects.bulk_create([Closure(day=date(2026, 12, day), name="Winter break") for day in (21, 22)])
    assert found(CLOSURES) == [(dana.email, "insert", "Winter break")] * 2


def test_a_bulk_update_is_in_the_trail(dana: User) -> None:
    ClosureFactory.create_batch(3)
    with audited(actor=dana, reason="Renamed"):
        Closure.objects.update(name="Spring break")
    assert found(CLOSURES)[3:] == [(dana.email, "update", "Renamed")] * 3


def test_plain_sql_is_in_the_trail(dana: User) -> None:
    closure = ClosureFactory.create()
    with audited(actor=dana, reason="By hand"), connection.cursor() as cursor:
        cursor.execute("UPDATE district_closure SET name = 'Snow day' WHERE id = %s", [closure.pk])
        cursor.execute("DELETE FROM district_closure WHERE id = %s", [closure.pk])
    assert found(CLOSURES)[1:] == [(dana.email, "update", "By hand"), (dana.email, "delete", "By hand")]


def test_a_write_that_names_nobody_is_shown_as_made_outside(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO district_closure (day, name, source) VALUES ('2026-12-24', 'Quiet day', '')")
    entries, _ = trail_page(Question(outside=True, kind="district.closure"))
    assert [line.actor for line in lines(entries, "America/Chicago")] == [OUTSIDE]


def test_an_update_that_changes_nothing_leaves_no_row(dana: User) -> None:
    closure = ClosureFactory.create()
    with audited(actor=dana, reason="Nothing new"):
        closure.save()
    assert len(found(CLOSURES)) == 1


@pytest.mark.parametrize("event", TRACKED, ids=lambda model: model._meta.label)
def test_every_table_of_history_has_its_guard(event: type, db: None) -> None:
    table = connection.ops.quote_name(event._meta.db_table)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger_append_only%%'"
            " AND tgenabled = 'O' AND tgtype & 1 = 1 AND tgtype & 8 = 8 AND tgtype & 16 = 16",
            [table],
        )
        assert cursor.fetchone(), f"{table} has no row trigger against UPDATE and DELETE"


@pytest.mark.parametrize(
    "statement", ["UPDATE district_closureevent SET pgh_label = 'x'", "DELETE FROM district_closureevent"]
)
def test_plain_sql_cannot_rewrite_what_was_done(statement: str, db: None) -> None:
    ClosureFactory.create()
    refusal = pytest.raises(DatabaseError, match=r"Cannot update or delete rows")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert len(found(CLOSURES)) == 1


def test_a_change_without_an_actor_is_refused(db: None) -> None:
    for nobody in (None, SystemActor(""), User(email="not-saved@prairie-lantern.example")):
        with pytest.raises(ActorMissing), audited(actor=nobody, reason="Because"):  # type: ignore[arg-type]
            pytest.fail("The block must not be entered.")


def test_a_change_without_a_reason_is_refused(dana: User) -> None:
    with pytest.raises(ReasonMissing), audited(actor=dana, reason=" "):
        pytest.fail("The block must not be entered.")


def test_an_inner_change_bears_its_own_name_and_gives_the_outer_one_back(dana: User) -> None:
    with audited(actor=dana, reason="Outer"):
        ClosureFactory.create()
        with audited(actor=SystemActor("timer:test"), reason="Inner"):
            ClosureFactory.create()
        ClosureFactory.create()
    assert found(CLOSURES) == [
        (dana.email, "insert", "Outer"),
        ("timer:test", "insert", "Inner"),
        (dana.email, "insert", "Outer"),
    ]


def test_what_follows_in_the_same_transaction_does_not_bear_the_name(dana: User) -> None:
    with audited(actor=dana, reason="Mine"):
        ClosureFactory.create()
    ClosureFactory.create()
    assert found(CLOSURES) == [(dana.email, "insert", "Mine"), ("", "insert", "")]


def test_a_change_that_fails_leaves_neither_row_nor_trail(dana: User) -> None:
    ClosureFactory.create(day=date(2026, 12, 24))
    with pytest.raises(IntegrityError), audited(actor=dana, reason="Half done"):  # noqa: PT012
        Closure.objects.create(day=date(2026, 12, 23), name="Quiet day")
        Closure.objects.create(day=date(2026, 12, 24), name="The same day twice")
    assert Closure.objects.count() == 1
    assert len(found(CLOSURES)) == 1


def test_giving_and_taking_a_role_is_in_the_trail(dana: User, tom: User) -> None:
    with audited(actor=dana, reason="New duties"):
        tom.groups.add(Group.objects.get(name="auditor"))
        tom.groups.remove(Group.objects.get(name="auditor"))
    entries, _ = trail_page(Question(kind="district.user", record=tom.pk, person=dana.pk))
    told = [(line.action, line.record, line.actor) for line in lines(entries, "UTC")]
    assert told == [
        ("removed", "Tom Fictional, Auditor", dana.email),
        ("added", "Tom Fictional, Auditor", dana.email),
    ]


def test_a_record_is_asked_for_together_with_what_belongs_to_it(dana: User) -> None:
    from tests.factories.district import PersonFactory

    kim = PersonFactory.create(name="Kim Fictional")
    PersonFactory.create()
    kim.groups.add(Group.objects.get(name="counsel"))
    entries, _ = trail_page(Question(kind="district.user", record=kim.pk))
    assert {entry.kind.label for entry in entries} == {"district.user", "district.rolegiven"}
    assert len(entries) == 2


def test_before_and_after_are_told_in_words(dana: User, district: District) -> None:
    with audited(actor=dana, reason="Moved"):
        district.state = "CT"
        district.save(update_fields=["state"])
    entries, _ = trail_page(Question(kind="district.district", record=district.pk))
    newest = lines(entries, district.time_zone)[0]
    assert [(change.field, change.before, change.after) for change in newest.changes] == [
        ("state", "Illinois", "Connecticut")
    ]


def test_passwords_are_never_copied_into_the_trail(dana: User) -> None:
    with audited(actor=dana, reason="Password"):
        dana.set_password("another-Long-passphrase")
        dana.save(update_fields=["password"])
    assert all("password" not in entry.values for entry in trail_all(Question(kind="district.user")))


def test_older_changes_follow_without_gap_or_repetition(db: None) -> None:
    ClosureFactory.create_batch(7)
    SchoolFactory.create_batch(6)
    every = [(entry.kind.label, entry.event) for entry in trail_all(Question(), size=3)]
    assert len(every) == len(set(every))
    assert len([label for label, _ in every if label in {"district.closure", "district.school"}]) == 13


# The screen


@pytest.mark.parametrize("address", ["/office/trail/", "/office/trail/changes.csv"])
def test_officer_and_auditor_read_the_trail_and_others_do_not(
    address: str, signed_in: SignedIn, person: Callable[..., User], client: Client
) -> None:
    assert client.get(address).status_code == 302
    for role, expected in (
        ("privacy_officer", 200),
        ("auditor", 200),
        ("superintendent", 403),
        ("director", 403),
        ("counsel", 403),
        ("staff_member", 403),
    ):
        assert signed_in(person(f"{role} Fictional", role)).get(address).status_code == expected, role


@pytest.mark.parametrize("rows", [1, 40])
def test_the_screen_asks_the_same_number_of_questions_for_any_number_of_rows(
    rows: int, signed_in: SignedIn, ari: User, district: District, django_assert_max_num_queries: Callable
) -> None:
    client = signed_in(ari)
    SchoolFactory.create_batch(rows)
    School.objects.update(enrolment=900)
    client.get("/office/trail/?kind=district.school")
    with django_assert_max_num_queries(14):
        response = client.get("/office/trail/?kind=district.school")
    assert response.status_code == 200


def test_history_of_a_record_leads_to_the_trail(signed_in: SignedIn, dana: User) -> None:
    closure = ClosureFactory.create(name="Lantern day")
    response = signed_in(dana).get(f"/office/district/closure/{closure.pk}/history/", follow=True)
    assert response.redirect_chain == [(f"/office/trail/?kind=district.closure&record={closure.pk}", 302)]
    assert "Lantern day" in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("record=3", "Choose the kind of record"),
        ("kind=district.nothing", "not one of the available choices"),
        ("since=2026-02-02&until=2026-02-01", "The last day comes before the first"),
        ("since=yesterday", "Enter a valid date"),
        ("kind=district.school&record=99999999999999999999999", "less than or equal to"),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_with_a_sentence(
    asked: str, sentence: str, signed_in: SignedIn, ari: User
) -> None:
    response = signed_in(ari).get(f"/office/trail/?{asked}")
    assert response.status_code == 400
    assert sentence in response.content.decode()


@pytest.mark.parametrize("place", ["nonsense", "bm9uc2Vuc2U=", "WzEsMiwzXQ==", "é"])
def test_a_place_that_is_none_shows_the_newest(place: str, signed_in: SignedIn, ari: User) -> None:
    assert signed_in(ari).get("/office/trail/", {"before": place}).status_code == 200


def test_the_spreadsheet_holds_every_row_and_no_formula(signed_in: SignedIn, ari: User, dana: User) -> None:
    with audited(actor=dana, reason="=HYPERLINK(1)"):
        ClosureFactory.create(name="@SUM(1)")
    response = signed_in(ari).get("/office/trail/changes.csv?kind=district.closure")
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=HYPERLINK(1)" in text
    assert "'@SUM(1)" in text
    assert len(text.splitlines()) == 2
