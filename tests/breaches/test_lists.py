"""Lists that are sent in: good rows stay, the others come back with their reasons; nothing lies readable meanwhile."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breaches.affected import affected_rows, lists_of, rows_of
from breaches.listmatching import matched
from breaches.listreading import ListLine
from breaches.models import AffectedList, Breach, ListState, RowFate, Stage
from breaches.services.lists import (
    list_claim,
    list_read,
    list_receive,
    list_row_settle,
    list_rows_leave,
    lists_waiting,
)
from breaches.services.states import BreachRefused, breach_move
from breaches.studentlines import list_line
from district.models import User
from district.sealedfiles import sealed_files
from tests.factories.breaches import FRIDAY, MONDAY, breach_reported
from tests.factories.roster import StudentFactory, students_make

HEADER = "Student ID,First name,Last name,Birth date,Remark\n"
Send = Callable[..., AffectedList]
pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def breach(dana: User) -> Breach:
    return breach_reported(dana, MONDAY, district_notified=FRIDAY)


@pytest.fixture
def ana() -> Any:
    return StudentFactory(number="00123", given_name="Ana", family_name="Núñez-Inventada", birth_date="2014-05-09")


@pytest.fixture
def send(breach: Breach, dana: User) -> Send:
    """Send a list in and have it read: text, or bytes of any encoding."""

    def sent(content: str | bytes, *, now: datetime = MONDAY, read: bool = True) -> AffectedList:
        raw = content.encode() if isinstance(content, str) else content
        source = list_receive(
            breach=breach, name="export.csv", file=io.BytesIO(raw), size=len(raw), actor=dana, now=now
        )
        if read:
            claimed = list_claim(list_id=source.pk, now=now)
            assert claimed is not None
            list_read(source=claimed, now=now)
        return AffectedList.objects.get(pk=source.pk)

    return sent


def fates(source: AffectedList) -> list[tuple[int, str]]:
    return [(row.line, row.fate) for row in rows_of(source)]


# Matching


def test_a_row_is_matched_on_its_number(send: Send, breach: Breach, ana: Any) -> None:
    source = send("Student ID\n00123\n")
    row = affected_rows(breach).get()
    assert (row.student, source.counts["added"], source.state) == (ana, 1, ListState.DONE)
    assert row.sealed["given"] == "00123"


@pytest.mark.parametrize(
    "cells",
    [
        "999,Ana,Núñez-Inventada,2014-05-09,",
        ",ANA,nunez inventada,5/9/2014,",
        ",Ana,Núñez Inventada,2014-05-09,",
    ],
)
def test_without_a_number_that_is_known_name_and_birth_date_find_the_pupil(
    cells: str, send: Send, breach: Breach, ana: Any
) -> None:
    send(HEADER + cells + "\n")
    assert affected_rows(breach).get().student == ana


def test_the_id_of_the_rosters_own_file_is_a_number_too(send: Send, breach: Breach, ana: Any) -> None:
    send(f"sourcedId\n{ana.source_id}\n")
    assert affected_rows(breach).get().student == ana


def test_one_column_may_hold_the_whole_name(send: Send, breach: Breach, ana: Any) -> None:
    send('Student name,DOB\n"Núñez-Inventada, Ana",05/09/2014\n')
    assert affected_rows(breach).get().student == ana


@pytest.mark.parametrize(
    ("cells", "fate", "reason"),
    [
        ("123,,,,", RowFate.UNMATCHED, "dropped zeros"),
        ("999,Ben,Nowhere,2014-05-09,", RowFate.UNMATCHED, "Nor has one this name"),
        (",Ana,Núñez-Inventada,,", RowFate.UNMATCHED, "without a birth date is not enough"),
        (",Ben,Nowhere,2014-05-09,", RowFate.UNMATCHED, "this name and birth date"),
        ("00123,Ben,Nowhere,2014-05-09,", RowFate.DISAGREES, "another pupil's"),
        ("00123,,,2013-01-01,", RowFate.DISAGREES, "another pupil's"),
        (",,,,only a remark", RowFate.MALFORMED, "neither a student number nor a name"),
        (",Ana,Núñez-Inventada,9 May,", RowFate.MALFORMED, "birth date cannot be read"),
        ("00123", RowFate.MALFORMED, "columns and the header"),
        ("00123,Ana,Núñez-Inventada,2014-05-09," + "x" * 300, RowFate.MALFORMED, "longer than 255"),
    ],
)
def test_a_row_that_gives_nobody_comes_back_with_its_reason(
    cells: str, fate: str, reason: str, send: Send, breach: Breach, ana: Any
) -> None:
    source = send(HEADER + cells + "\n")
    row = rows_of(source).get()
    assert (row.line, row.fate) == (2, fate)
    assert reason in row.reason
    assert "Ana" not in row.reason
    assert source.counts["added"] == 0
    assert not affected_rows(breach).exists()


def test_two_pupils_of_one_name_and_day_are_never_guessed(send: Send, ana: Any) -> None:
    StudentFactory(given_name="Ana", family_name="Núñez-Inventada", birth_date="2014-05-09")
    assert fates(send(HEADER + ",Ana,Núñez-Inventada,2014-05-09,\n")) == [(2, RowFate.AMBIGUOUS)]


def test_a_pupil_who_comes_twice_counts_the_first_time(send: Send, breach: Breach, ana: Any) -> None:
    source = send(HEADER + "00123,Ana,Inventada,,\n\n,Ana,Núñez-Inventada,2014-05-09,\n")
    assert fates(source) == [(4, RowFate.DUPLICATE)]
    assert "line 2" in rows_of(source).get().reason
    assert affected_rows(breach).count() == 1


def test_who_is_on_the_list_already_is_counted_and_not_doubled(send: Send, ana: Any) -> None:
    send("Student ID\n00123\n")
    again = send("Student ID\n00123\n", now=MONDAY + timedelta(hours=1))
    assert (again.counts["added"], again.counts["already"], fates(again)) == (0, 1, [])


def test_with_one_row_in_twenty_bad_the_good_ones_stay(send: Send, breach: Breach) -> None:
    pupils = students_make(190)
    numbers = [dict(pupil.sealed)["number"] for pupil in pupils]
    bad = ["nobody-1", "nobody-2", numbers[0], "a,b,c,d", ""]
    lines = [
        *(f"{number},,," for number in numbers),
        f"{bad[0]},,,",
        f"{bad[1]},,,",
        f"{bad[2]},,,",
        "a,b,c,d,e",
        ",,,x",
    ]
    source = send("Student ID,First name,Last name,Remark\n" + "\n".join(lines) + "\n")
    counts = source.counts
    assert (counts["rows"], counts["added"], affected_rows(breach).count()) == (195, 190, 190)
    assert (counts["unmatched"], counts["duplicate"], counts["malformed"]) == (2, 1, 2)
    words = list_line(source, 2).words
    assert words == (
        "195 rows: 190 pupils added; 5 rows gave nobody (2 nobody found, 1 in the list twice, 2 cannot be read)."
    )


def test_matching_takes_a_fixed_number_of_queries() -> None:
    pupils = students_make(300)
    lines = [
        ListLine(place + 2, (), number=dict(pupil.sealed)["number"], given_name="x", family_name="Fictional")
        for place, pupil in enumerate(pupils)
    ]
    with CaptureQueriesContext(connection) as queries:
        found = [match.student for chunk in matched(lines) for match in chunk]
    assert found == [pupil.pk for pupil in pupils]
    assert len(queries) <= 5


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_encoding_and_delimiter_is_read(
    encoding: str, delimiter: str, send: Send, breach: Breach, ana: Any
) -> None:
    text = HEADER + ",Ana,Núñez-Inventada,2014-05-09,x\n"
    source = send(text.replace(",", delimiter).encode(encoding))
    assert affected_rows(breach).get().student == ana
    assert bool(source.counts["note"]) == (encoding in {"utf-16", "cp1252"})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04something", "Excel or ZIP"),
        (b"%PDF-1.7 something", "no CSV file"),
        (b"Remark,Colour\nx,y\n", "student number"),
        (b"First name,Last name\nAna,Inventada\n", "birth date"),
        (b"\n\n", "empty"),
    ],
)
def test_what_is_no_list_is_refused_at_once_and_nothing_is_kept(
    content: bytes, words: str, send: Send, ana: Any
) -> None:
    with pytest.raises(BreachRefused, match=words) as refusal:
        send(content)
    assert refusal.value.field == "file"
    assert not AffectedList.objects.exists()
    assert list(sealed_files()) == []


def test_a_file_that_breaks_off_or_has_no_rows_says_so_later(send: Send, breach: Breach, ana: Any) -> None:
    for content, words in (("Student ID\n", "no row below"), ('Student ID\n"' + "x" * 200_000, "quote")):
        source = send(content)
        assert source.state == ListState.REFUSED
        assert words in source.problem
    assert not affected_rows(breach).exists()


def test_the_list_lies_sealed_until_it_is_read_and_then_goes(send: Send, shelf: Path, ana: Any) -> None:
    source = send(HEADER + "00123,Ana,Inventada,,\n", read=False)
    stored = b"".join(path.read_bytes() for path in shelf.rglob("*") if path.is_file())
    assert b"Inventada" not in stored
    assert len(list(sealed_files())) == 1
    claimed = list_claim(list_id=source.pk, now=MONDAY)
    assert claimed is not None
    list_read(source=claimed, now=MONDAY)
    assert list(sealed_files()) == []


def test_rows_are_sealed_in_the_database(send: Send, ana: Any) -> None:
    send(HEADER + "999,Ben,Unfindable,2014-05-09,\n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM breaches_affectedlistrow")
        assert "Unfindable" not in repr(cursor.fetchall())


def test_without_a_roster_no_list_is_taken(send: Send) -> None:
    with pytest.raises(BreachRefused, match="roster is empty"):
        send("Student ID\n1\n")


def test_no_list_goes_into_a_drill_or_a_breach_that_is_over(breach: Breach, dana: User, ana: Any) -> None:
    drill = breach_reported(dana, MONDAY, drill=True, district_notified=FRIDAY)
    breach_move(breach, Stage.NOT_A_BREACH, dana, MONDAY, "A test.")
    for closed, words in ((drill, "drill"), (breach, "open it again")):
        with pytest.raises(BreachRefused, match=words):
            list_receive(
                breach=closed, name="a.csv", file=io.BytesIO(b"Student ID\n1\n"), size=13, actor=dana, now=MONDAY
            )
    assert list(sealed_files()) == []


# Workers


def test_a_list_whose_worker_was_lost_is_read_again_and_given_up_after_three_times(
    send: Send, breach: Breach, ana: Any
) -> None:
    source = send("Student ID\n00123\n", read=False)
    moment = MONDAY
    assert lists_waiting(now=moment) == []
    for _ in range(3):
        moment += timedelta(minutes=21)
        assert lists_waiting(now=moment) == [source.pk]
        assert list_claim(list_id=source.pk, now=moment) is not None
        assert list_claim(list_id=source.pk, now=moment) is None  # another worker has it
    moment += timedelta(minutes=21)
    assert list_claim(list_id=source.pk, now=moment) is None
    source.refresh_from_db()
    assert source.state == ListState.REFUSED
    assert "three times" in source.problem


def test_a_breach_that_was_closed_meanwhile_refuses_the_list(send: Send, breach: Breach, dana: User, ana: Any) -> None:
    source = send("Student ID\n00123\n", read=False)
    breach_move(breach, Stage.NOT_A_BREACH, dana, MONDAY, "A test.")
    claimed = list_claim(list_id=source.pk, now=MONDAY)
    assert claimed is not None
    list_read(source=claimed, now=MONDAY)
    source.refresh_from_db()
    assert (source.state, "open it again" in source.problem) == (ListState.REFUSED, True)
    assert not affected_rows(breach).exists()


def test_a_sealed_copy_that_is_gone_is_said(send: Send, shelf: Path, ana: Any) -> None:
    source = send("Student ID\n00123\n", read=False)
    for name, _ in list(sealed_files()):
        (shelf / "sealed" / name).unlink()
    claimed = list_claim(list_id=source.pk, now=MONDAY)
    assert claimed is not None
    list_read(source=claimed, now=MONDAY)
    source.refresh_from_db()
    assert "cannot be opened" in source.problem


# By hand


def test_a_row_is_settled_by_hand_once(send: Send, breach: Breach, dana: User, ana: Any) -> None:
    source = send(HEADER + "999,Anna,Nunes,2014-05-09,\n")
    row = rows_of(source).get()
    list_row_settle(row=row, student=ana, actor=dana, now=MONDAY)
    row.refresh_from_db()
    assert (row.student, row.settled_by, affected_rows(breach).get().student) == (ana, dana, ana)
    with pytest.raises(BreachRefused, match="settled already"):
        list_row_settle(row=row, student=ana, actor=dana, now=MONDAY)


def test_a_row_that_cannot_be_read_is_mended_in_the_file(send: Send, dana: User, ana: Any) -> None:
    row = rows_of(send(HEADER + "00123\n")).get()
    with pytest.raises(BreachRefused, match="mended in the file"):
        list_row_settle(row=row, student=ana, actor=dana, now=MONDAY)


def test_rows_are_left_with_a_reason(send: Send, breach: Breach, dana: User, ana: Any) -> None:
    source = send(HEADER + "998,,,,\n999,,,,\n00123\n")
    assert lists_of(breach).get().open_rows == 2
    with pytest.raises(BreachRefused, match="why"):
        list_rows_leave(source=source, row_ids=None, because=" ", actor=dana, now=MONDAY)
    first = rows_of(source, only_open=True)[0]
    assert list_rows_leave(source=source, row_ids=[first.pk], because="Not ours.", actor=dana, now=MONDAY) == 1
    assert list_rows_leave(source=source, row_ids=None, because="Not ours.", actor=dana, now=MONDAY) == 1
    with pytest.raises(BreachRefused, match="settled already"):
        list_rows_leave(source=source, row_ids=None, because="again", actor=dana, now=MONDAY)
    assert lists_of(breach).get().open_rows == 0
