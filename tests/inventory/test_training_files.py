"""Completions from a file: a dry run row by row, then all of it or nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from district.models import District, User
from inventory.models import TrainingCompletion, TrainingCourse, TrainingFile, TrainingRound
from inventory.training.filereading import day_read
from inventory.training.services import completion_enter, round_open
from tests.conftest import NOW

DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("views", "fileviews"):
        monkeypatch.setattr(f"inventory.training.{module}.clock_now", lambda: NOW)


@pytest.fixture
def due(district: District, dana: User, tom: User) -> TrainingRound:
    course = TrainingCourse.objects.create(title="Lantern privacy", summary="An hour.", roles=["staff_member"])
    return round_open(course=course, opens_on=date(2025, 8, 1), due_on=date(2026, 3, 9), actor=dana)


@pytest.fixture
def handed_in(due: TrainingRound, signed_in: Callable[[User], Client], dana: User) -> Callable[..., Any]:
    def send(content: bytes | str, name: str = "export.csv") -> Any:
        file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        return signed_in(dana).post(f"/office/trainings/round/{due.pk}/file/", {"file": file}, follow=True)

    return send


def outcomes() -> list[tuple[int, str, str]]:
    return [(row["line"], row["outcome"], row["why"]) for row in TrainingFile.objects.get().rows]


def test_nothing_is_entered_before_somebody_says_so(
    handed_in: Callable[..., Any], signed_in: Callable[[User], Client], dana: User, tom: User
) -> None:
    page = handed_in(f"Email,Completed on\n{tom.email},2026-02-20\n")
    assert "Enter 1 completion" in page.content.decode()
    assert not TrainingCompletion.objects.exists()
    file = TrainingFile.objects.get()
    signed_in(dana).post(f"/office/trainings/file/{file.pk}/do/", {"do": "enter"})
    row = TrainingCompletion.objects.get()
    assert (row.person, row.completed_on, row.source, row.evidence_name) == (
        *(tom, date(2026, 2, 20), "file", "export.csv"),
    )


def test_each_row_says_what_becomes_of_it(
    handed_in: Callable[..., Any], due: TrainingRound, dana: User, tom: User, person: Callable[..., User]
) -> None:
    mia = person("Mia Imagined", "staff_member")
    lee = person("Lee Invented", "staff_member")
    for one, done_on in ((mia, date(2026, 2, 1)), (lee, date(2026, 2, 2))):
        completion_enter(training_round=due, person=one, completed_on=done_on, today=DAY, actor=dana, now=NOW)
    rows = (
        f"{tom.email.upper()},2/20/2026",
        f"{tom.email},2026-02-21",
        f"{mia.email},2026-02-01T14:03:00Z",
        f"{lee.email},2026-02-03",
        f"{dana.email},2026-02-01",
        "nobody@elsewhere.example,2026-02-01",
        f"{tom.email},",
        f"{tom.email},soon",
        f"{tom.email},2025-01-01",
        f"{tom.email},2026-12-01",
        ",2026-02-01",
    )
    handed_in("User e-mail;x\n".replace("User e-mail;x", "E-mail address,Date completed") + "\n".join(rows))
    assert [outcome for _, outcome, _ in outcomes()] == [
        *("new", "twice", "same", "earlier", "beside"),
        *("refused",) * 6,
    ]
    assert [why for _, outcome, why in outcomes() if outcome == "refused"] == [
        "Nobody signs in with this address.",
        "No day: not completed?",
        "“soon” is no day. Write it like 2026-08-31.",
        "It was done before this round opened: it does not count for it.",
        "The day has not come yet.",
        "No e-mail address.",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"Email,Completed on\n", "has a header and no rows"),
        (b"Name,Grade\nTom,3\n", "No column with the e-mail address was found. The columns are: Name, Grade."),
        (b"Email,Name\na@b.example,x\n", "No column with the day of completion"),
        (b"%PDF-1.7\n", "is no CSV file"),
        (b"PK\x03\x04rubbish", ""),
        (b"\xd0\xcf\x11\xe0 old workbook", "Save the table as CSV"),
        (b'Email,Completed on\n"' + b"a" * 200_000, "quote"),
        (b"\x00" * 100, "is empty"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(content: bytes, words: str, handed_in: Callable[..., Any]) -> None:
    answer = handed_in(content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not TrainingFile.objects.exists()


def test_other_encodings_and_separators_are_read(handed_in: Callable[..., Any], tom: User) -> None:
    handed_in(f"Email;Completed on;Schülername\n{tom.email};2026-02-20;Ä\n".encode("utf-16"))
    assert outcomes() == [(2, "new", "")]


def test_too_many_rows_are_refused(handed_in: Callable[..., Any]) -> None:
    assert "more than 20,000 rows" in handed_in("Email,Date\n" + "a@b.example,2026-02-01\n" * 20_001).content.decode()


def test_a_file_is_entered_once(
    handed_in: Callable[..., Any], signed_in: Callable[[User], Client], dana: User, tom: User
) -> None:
    handed_in(f"Email,Date\n{tom.email},2026-02-20\n")
    file = TrainingFile.objects.get()
    for _ in range(2):
        page = signed_in(dana).post(f"/office/trainings/file/{file.pk}/do/", {"do": "enter"}, follow=True)
    assert "already" in page.content.decode()
    assert TrainingCompletion.objects.count() == 1


def test_a_dropped_file_enters_nothing(
    handed_in: Callable[..., Any], signed_in: Callable[[User], Client], dana: User, tom: User, ari: User
) -> None:
    handed_in(f"Email,Date\n{tom.email},2026-02-20\n")
    file = TrainingFile.objects.get()
    assert signed_in(ari).post(f"/office/trainings/file/{file.pk}/do/", {"do": "enter"}).status_code == 403
    signed_in(dana).post(f"/office/trainings/file/{file.pk}/do/", {"do": "drop"})
    signed_in(dana).post(f"/office/trainings/file/{file.pk}/do/", {"do": "enter"})
    assert not TrainingCompletion.objects.exists()


def test_the_spreadsheet_of_people_holds_no_formula(
    due: TrainingRound, signed_in: Callable[[User], Client], dana: User, person: Callable[..., User]
) -> None:
    person("@SUM(A1) Invented", "staff_member")
    answer = signed_in(dana).get(f"/office/trainings/round/{due.pk}/people.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'@SUM(A1) Invented" in text
    assert "missing" in text


@pytest.mark.parametrize(
    "written", ["2026-02-20", "02/20/2026", "2/20/26", "20 February 2026", "February 20, 2026", "2026-02-20 14:03"]
)
def test_days_are_read_as_people_write_them(written: str) -> None:
    assert day_read(written) == date(2026, 2, 20)


@pytest.mark.parametrize("written", ["", "soon", "2026-02-30", "20/02/2026", "=TODAY()", "1" * 200])
def test_what_is_no_day_is_none(written: str) -> None:
    assert day_read(written) is None
