"""A district's own CSV file: columns guessed, named and remembered; encodings; guardians without ids; safety."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from district.models import School
from district.refusals import Refused
from district.tables.packages import Unusable, package_of
from roster.importing.fields import columns_proposed, field_guessed
from roster.importing.reports import problem_header, problem_rows
from roster.importing.values import NotRead, date_read, grade_read, language_read, yes_read
from roster.models import ColumnMapping, EnrolmentCount, Guardian, Guardianship, Household, RosterImport, Student
from roster.services.imports import import_commit, import_commit_ask, many_gone, schools_named
from tests.factories.district import SchoolFactory
from tests.roster.importfiles import NOW, TESTER, oneroster, plan, pupil, reasons, take, verdicts

pytestmark = pytest.mark.usefixtures("district")
HEADER = (
    "Student ID,First Name,Last Name,DOB,Grade,School,Street,City,State,Zip,Parent 1 Name,Parent 1 Email,Mother Phone"
)
ADA = "1001,Ada,Fable,5/6/2014,5,LS,1 Fable Street,Prairie Lantern,IL,60000,Rosa Fable,rosa@families.example,"


@pytest.fixture(autouse=True)
def school(district: object) -> School:
    return SchoolFactory(name="Lantern School", code="LS")


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str, name: str = "pupils.csv", encoding: str = "utf-8") -> Path:
        place = tmp_path / name
        place.write_bytes("\r\n".join(lines).encode(encoding))
        return place

    return write


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Student ID", "number"),
        ("StudentNumber", "number"),
        ("Last Name", "family_name"),
        ("student_first_name", "given_name"),
        ("DOB", "birth_date"),
        ("Grade Level", "grade"),
        ("School Name", "school"),
        ("Home Language", "language"),
        ("Parent/Guardian 2 E-mail", "guardian2_email"),
        ("Guardian1FirstName", "guardian1_given_name"),
        ("Father Cell Phone", "guardian2_phone"),
        ("Mother", "guardian1_full_name"),
        ("Contact 3 Relationship", "guardian3_relationship"),
        ("Lunch balance", ""),
    ],
)
def test_a_header_allows_a_guess(header: str, field: str) -> None:
    assert field_guessed(header) == field


def test_each_field_is_guessed_once() -> None:
    assert columns_proposed(["Student ID", "ID", "Name"]) == {"number": 0, "full_name": 2}


def test_a_table_becomes_pupils_guardians_and_one_household(written: Callable[..., Path], school: School) -> None:
    take(written(HEADER, ADA, ADA.replace("1001,Ada", "1002,Ben")))
    assert Student.objects.filter(school=school, grade="5").count() == 2
    assert Student.objects.get(source_id="1001").sealed["birth_date"] == "2014-05-06"
    guardian = Guardian.objects.get()
    assert (guardian.sealed["given_name"], guardian.sealed["family_name"]) == ("Rosa", "Fable")
    assert guardian.household == Household.objects.get(), "who has no address of their own lives where the pupil does"
    assert Guardianship.objects.count() == 2
    assert EnrolmentCount.objects.get().students == 2
    assert ColumnMapping.objects.count() == 1


def test_a_row_for_each_guardian_makes_one_pupil(written: Callable[..., Path]) -> None:
    take(written(HEADER, ADA, ADA.replace("Rosa Fable,rosa", "Otto Fable,otto")))
    assert (Student.objects.count(), Guardian.objects.count()) == (1, 2)


def test_a_guardian_whose_email_changed_keeps_the_flags(written: Callable[..., Path]) -> None:
    take(written(HEADER, ADA))
    Guardian.objects.update(do_not_contact=True)
    Guardianship.objects.update(court_order=True)
    batch = take(written(HEADER, ADA.replace("rosa@", "rosa.new@")))
    assert verdicts(batch, "guardians") == (0, 1, 0, 0)
    guardian = Guardian.objects.get()
    assert guardian.sealed["email"] == "rosa.new@families.example"
    assert guardian.do_not_contact
    assert Guardianship.objects.get().court_order


def test_a_court_order_outlives_new_ids_of_another_system(written: Callable[..., Path], tmp_path: Path) -> None:
    rosa = {"sourcedId": "old-1", "role": "parent", "givenName": "Rosa", "familyName": "Fable"}
    take(oneroster(tmp_path / "a", [pupil("s1", agentSourcedIds="old-1"), rosa]))
    Guardianship.objects.update(court_order=True)
    Guardian.objects.update(do_not_contact=True)
    take(oneroster(tmp_path / "b", [pupil("s1", agentSourcedIds="new-1"), {**rosa, "sourcedId": "new-1"}]))
    tie = Guardianship.objects.get(guardian__source_id="new-1")
    assert tie.court_order
    assert tie.guardian.do_not_contact


def test_a_table_knows_pupils_of_oneroster_by_their_number(written: Callable[..., Path], tmp_path: Path) -> None:
    take(oneroster(tmp_path / "a", [pupil("s1", identifier="1001")], births={"s1": "2014-05-06"}))
    batch = take(written("Student ID,First Name,Last Name,Grade,School", "1001,Ada,Fable,6,LS"))
    assert verdicts(batch) == (0, 1, 0, 0)
    student = Student.objects.get()
    assert (student.source_id, student.grade, student.sealed["birth_date"]) == ("s1", "6", "2014-05-06")


def test_what_a_table_has_no_column_for_stays(written: Callable[..., Path]) -> None:
    take(written(HEADER, ADA))
    batch = plan(written("Student ID,First Name,Last Name,School", "1001,Ada,Fable,LS", name="short.csv"))
    assert verdicts(batch) == (0, 0, 1, 0)
    assert verdicts(batch, "guardians")[3] == 0


@pytest.mark.parametrize(
    ("encoding", "note"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_every_usual_encoding_is_read_and_another_than_utf8_is_said(
    written: Callable[..., Path], encoding: str, note: str
) -> None:
    batch = take(written(HEADER, ADA.replace("Ada", "Núria"), encoding=encoding))
    assert Student.objects.get().sealed["given_name"] == "Núria"
    assert any(note in one for one in batch.notes) if note else batch.notes == []


def test_semicolons_tabs_and_quoted_line_breaks_are_read(written: Callable[..., Path]) -> None:
    batch = plan(written("Student ID;First Name;Last Name;School", '1001;"A\nda";Fable;LS', "1002;Ben;;XX"))
    assert verdicts(batch) == (1, 0, 0, 0)
    assert reasons(batch)[0].startswith("pupils.csv 4 School: No school here")


def test_bad_rows_come_back_as_a_table_with_reasons_and_without_formulas(written: Callable[..., Path]) -> None:
    lines = (
        HEADER,
        ADA,
        "=cmd(),Ben,Fable,13/45/2014,5,LS" + "," * 7,
        "1003,Cleo,Fable,,99,LS" + "," * 7,
        "1004,Short",
    )
    batch = plan(written(*lines))
    assert verdicts(batch) == (1, 0, 0, 0)
    header, rows = problem_header(batch.pk), list(problem_rows(batch.pk))
    assert header[:3] == ["Student ID", "First Name", "Last Name"]
    assert header[-4:] == ["File", "Line", "Field", "Reason"]
    assert [(row[0], row[-3], row[-2]) for row in rows] == [
        ("=cmd()", "3", "DOB"),
        ("1003", "4", "Grade"),
        ("1004", "5", ""),
    ]

    from district.csvwriting import csv_pieces

    text = "".join(csv_pieces(header, rows))
    assert "'=cmd()" in text


def test_a_number_that_says_two_things_comes_back(written: Callable[..., Path]) -> None:
    batch = plan(written(HEADER, ADA, ADA.replace("Ada", "Adele")))
    assert reasons(batch) == ["pupils.csv 3 number: Line 2 says something else of the pupil with this number."]


def test_an_unknown_school_is_settled_once_for_all_files(written: Callable[..., Path], school: School) -> None:
    path = written(HEADER, ADA.replace(",LS,", ",Lantern Elem.,"))
    batch = plan(path)
    assert (batch.state, batch.counts["conflicts"]) == ("planned", 1)
    with pytest.raises(Refused, match="nothing to take over"):
        import_commit_ask(batch=batch, confirmed_gone=False, actor=TESTER, now=NOW)
    schools_named(batch=batch, meant={"Lantern Elem.": school}, actor=TESTER, now=NOW)
    assert batch.state == "reading"
    assert verdicts(plan(path)) == (1, 0, 0, 0)
    schools_named(batch=plan(path), meant={"Lantern Elem.": None}, actor=TESTER, now=NOW)
    left_out = plan(path)
    assert (left_out.counts["conflicts"], left_out.counts["left_out"]) == (0, 1)


def test_many_gone_needs_a_second_word(written: Callable[..., Path]) -> None:
    many = [ADA.replace("1001", str(1001 + number)) for number in range(40)]
    take(written(HEADER, *many))
    batch = plan(written(HEADER, *many[:25]))
    assert many_gone(batch.counts)
    with pytest.raises(Refused, match="15 pupils would be marked gone"):
        import_commit_ask(batch=batch, confirmed_gone=False, actor=TESTER, now=NOW)
    assert not many_gone(plan(written(HEADER, *many[:35])).counts)
    assert plan(written(HEADER, *many[:25]), whole=False).counts["students_gone"] == 0


def test_a_plan_on_an_older_roster_is_made_again(written: Callable[..., Path]) -> None:
    early = plan(written(HEADER, ADA))
    take(written(HEADER, ADA, ADA.replace("1001", "1002")))
    import_commit_ask(batch=early, confirmed_gone=True, actor=TESTER, now=NOW)
    assert import_commit(batch=early, actor=TESTER, now=NOW).state == "reading"
    assert Student.objects.filter(active=True).count() == 2


def test_columns_that_do_not_suffice_are_refused(written: Callable[..., Path]) -> None:
    with pytest.raises(Refused, match="student number"):
        plan(written("First Name,Last Name", "Ada,Fable"))


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    import zipfile

    place = tmp_path / "bomb.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.csv", "0" * 30_000_000)
    with pytest.raises(Unusable, match="200 times its size"):
        package_of(place)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.7 x", b"\xd0\xcf\x11\xe0 old excel", b"\n\n"])
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "x.csv"
    place.write_bytes(content)
    with pytest.raises(Unusable):
        package_of(place)


def test_the_command_shows_the_plan_and_changes_nothing(
    written: Callable[..., Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = written(HEADER, ADA, "1002,,,,,LS" + "," * 7)
    call_command("importroster", str(path), "--problems", str(tmp_path / "back.csv"))
    said = capsys.readouterr().out
    assert "Pupils: 1 added" in said
    assert "pupils.csv, line 3, Last Name: The pupil has no name." in said
    assert "Nothing was changed" in said
    assert (Student.objects.count(), RosterImport.objects.get().state) == (0, "dropped")
    assert "The pupil has no name." in (tmp_path / "back.csv").read_text(encoding="utf-8-sig")

    call_command("importroster", str(path), "--commit")
    assert Student.objects.count() == 1
    with pytest.raises(CommandError, match="no file or folder"):
        call_command("importroster", str(tmp_path / "none"))


def test_single_cells_are_read_or_refused() -> None:
    assert [grade_read(text) for text in ("05", "5th", "Grade 5", "kindergarten", "First Grade")] == ["5"] * 3 + [
        "K",
        "1",
    ]
    assert [date_read(text) for text in ("2014-5-6", "5/6/2014", "")] == ["2014-05-06", "2014-05-06", ""]
    assert [language_read(text) for text in ("Spanish", "es-US", "spa", "Klingon", "")] == [
        "es",
        "es",
        "es",
        "klingon",
        "",
    ]
    assert (yes_read("Yes"), yes_read("")) == (True, False)
    for read, text in ((grade_read, "0"), (date_read, "6.5.14"), (date_read, "41234"), (yes_read, "maybe")):
        with pytest.raises(NotRead):
            read(text)
