"""OneRoster 1.1 and 1.2 as folder and ZIP file: who is read, who belongs to whom, and what comes back."""

from pathlib import Path
from typing import Any

import pytest

from district.models import School
from district.tables.packages import Unusable, package_of
from roster.models import Guardian, Guardianship, Student
from roster.services.imports import import_from_package
from tests.factories.district import SchoolFactory
from tests.roster.importfiles import (
    NOW,
    ROLES_12,
    TESTER,
    USERS_12,
    adult,
    oneroster,
    plan,
    pupil,
    reasons,
    table,
    take,
    verdicts,
    zipped,
)

pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture(autouse=True)
def school(district: object) -> School:
    return SchoolFactory(name="Lantern School", code="LS")


def test_pupils_come_with_school_grade_birth_date_and_guardians(tmp_path: Path, school: School) -> None:
    users = [
        pupil("s1", agentSourcedIds="g1,g2", **{"metadata.homeLanguage": "Spanish"}),
        adult(
            "g1", **{"metadata.relationship": "mother", "metadata.street": "1 Fable Street", "metadata.zip": "60000"}
        ),
        adult("g2", givenName="Otto"),
    ]
    batch = take(oneroster(tmp_path / "r", users, births={"s1": "2014-05-06"}))
    assert (batch.state, batch.source) == ("committed", "oneroster-1.1")

    student = Student.objects.get()
    assert (student.school, student.grade, student.language, student.active) == (school, "5", "es", True)
    assert student.sealed == {
        "number": "9s1",
        "given_name": "Ada",
        "family_name": "Fable",
        "birth_date": "2014-05-06",
        "email": "",
        "language": "Spanish",
    }
    ties = Guardianship.objects.order_by("guardian__source_id").values_list("guardian__source_id", "relationship")
    assert list(ties) == [("g1", "mother"), ("g2", "parent")]
    home = Guardian.objects.get(source_id="g1").household
    assert home is not None
    assert home.sealed["lines"] == ["1 Fable Street"]
    assert home.sealed["postal_code"] == "60000"


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    folder = oneroster(tmp_path / "r", [pupil(agentSourcedIds="g1"), adult()], births={"s1": "2014-05-06"})
    take(folder)
    before = list(Student.objects.values_list("pk", "source_id", "seen_in"))
    again = take(folder)
    assert verdicts(again) == (0, 0, 1, 0)
    assert verdicts(again, "guardians") == (0, 0, 1, 0)
    assert list(Student.objects.values_list("pk", "source_id", "seen_in")) == before


def test_a_zip_file_is_read_like_its_folder(tmp_path: Path) -> None:
    folder = oneroster(tmp_path / "r", [pupil(), pupil("s2", givenName="Ben")])
    assert verdicts(plan(zipped(folder, tmp_path / "roster.zip"))) == (2, 0, 0, 0)


def test_one_guardian_answers_for_several_pupils_and_is_named_from_either_side(tmp_path: Path) -> None:
    users = [pupil("s1", agentSourcedIds="g1"), pupil("s2", givenName="Ben"), adult("g1", agentSourcedIds="s2")]
    take(oneroster(tmp_path / "r", users))
    assert Guardian.objects.count() == 1
    assert Guardianship.objects.count() == 2


def test_roles_of_1_2_say_who_is_a_pupil_and_where(tmp_path: Path) -> None:
    users = [pupil("s1", agentSourcedIds="g1,t1"), adult("g1"), adult("t1", givenName="Tom"), adult("t2")]
    roles = [
        {"userSourcedId": "s1", "roleType": "primary", "role": "student", "orgSourcedId": "org-LS"},
        {"userSourcedId": "g1", "roleType": "primary", "role": "guardian", "orgSourcedId": "org-LS"},
        {"userSourcedId": "t1", "roleType": "primary", "role": "teacher", "orgSourcedId": "org-LS"},
        {"userSourcedId": "t2", "roleType": "primary", "role": "teacher", "orgSourcedId": "org-LS"},
    ]
    plain = [{name: value for name, value in user.items() if name in USERS_12} for user in users]
    folder = oneroster(
        tmp_path / "r",
        [],
        manifest="propertyName,value\noneroster.version,1.2\n",
        users=table(USERS_12, plain),
        roles=table(ROLES_12, roles),
    )
    batch = take(folder)
    assert batch.source == "oneroster-1.2"
    assert list(Guardian.objects.order_by("source_id").values_list("source_id", flat=True)) == ["g1", "t1"]
    assert Guardianship.objects.get(guardian__source_id="t1").relationship == "", "a teacher who is somebody's parent"


def test_who_is_not_in_the_file_has_left_and_keeps_the_guardians(tmp_path: Path) -> None:
    users = [pupil("s1", agentSourcedIds="g1"), pupil("s2", agentSourcedIds="g2"), adult("g1"), adult("g2")]
    take(oneroster(tmp_path / "a", users))
    batch = take(oneroster(tmp_path / "b", [users[0], users[2]]))
    assert verdicts(batch) == (0, 0, 1, 1)
    gone = Student.objects.get(source_id="s2")
    assert (gone.active, str(gone.left_on)) == (False, "2026-03-02")
    assert not Guardian.objects.get(source_id="g2").active
    assert Guardianship.objects.get(student=gone).active, "an old breach may still be about this pupil"

    back = take(oneroster(tmp_path / "a", users))
    assert back.counts["students_changed"] == 1
    gone.refresh_from_db()
    assert (gone.active, gone.left_on) == (True, None)


def test_tobedeleted_is_gone_even_in_a_list_of_changes(tmp_path: Path) -> None:
    take(oneroster(tmp_path / "a", [pupil("s1"), pupil("s2"), pupil("s3")]))
    delta = "propertyName,value\noneroster.version,1.1\nfile.users,delta\n"
    batch = take(
        oneroster(tmp_path / "b", [pupil("s1", status="tobedeleted"), pupil("s2", grades="06")], manifest=delta)
    )
    assert verdicts(batch) == (0, 1, 0, 1)
    assert set(Student.objects.filter(active=True).values_list("source_id", flat=True)) == {"s2", "s3"}


def test_a_row_that_cannot_be_read_comes_back_with_file_line_and_field(tmp_path: Path) -> None:
    users = [
        pupil("s1"),
        pupil("s2", grades="banana"),
        pupil("s3"),
        pupil("s4", givenName="", familyName=""),
        pupil("", givenName="Ben"),
        pupil("s5", orgSourcedIds="org-elsewhere"),
        pupil("s1", givenName="Other"),
    ]
    batch = plan(oneroster(tmp_path / "r", users, births={"s3": "31.02.2014", "s1": "2014-05-06"}))
    assert verdicts(batch) == (1, 0, 0, 0)
    assert reasons(batch) == [
        "users.csv 3 grades: “banana” is no grade: PK, K or 1 to 12 are wanted.",
        "users.csv 4 birthDate: demographics.csv: line 2: “31.02.2014”: there is no such day "
        "(2014-05-09, or 5/9/2014 with the month first).",
        "users.csv 5 familyName: The pupil has no name.",
        "users.csv 6 sourcedId: There is no id.",
        "users.csv 7 orgSourcedIds: No school here has the code or name “org-elsewhere”. "
        "Say which one is meant, or enter the school.",
        "users.csv 8 sourcedId: Line 2 has the same id and says something else; that line was taken.",
    ]


def test_a_pupil_whose_row_comes_back_is_not_taken_for_gone(tmp_path: Path) -> None:
    users = [pupil("s1", agentSourcedIds="g1"), pupil("s2", agentSourcedIds="g2"), adult("g1"), adult("g2")]
    take(oneroster(tmp_path / "a", users))
    batch = take(oneroster(tmp_path / "b", [users[0], {**users[1], "grades": "?"}, users[2], users[3]]))
    assert batch.counts["conflicts"] == 1
    assert verdicts(batch)[3] == 0
    assert verdicts(batch, "guardians") == (0, 0, 2, 0)
    assert Student.objects.filter(active=True).count() == 2
    assert Guardian.objects.filter(active=True).count() == 2


def test_an_agent_without_a_row_is_a_remark_and_the_pupil_stays(tmp_path: Path) -> None:
    batch = plan(oneroster(tmp_path / "r", [pupil("s1", agentSourcedIds="g404"), adult("g9")]))
    assert verdicts(batch) == (1, 0, 0, 0)
    assert reasons(batch, "notices") == [
        "users.csv 2 agentSourcedIds: No row has the guardian’s id g404.",
        "users.csv 3 agentSourcedIds: No pupil in the file has this guardian: the row was left out.",
    ]


def test_enrollments_decide_among_several_schools(tmp_path: Path) -> None:
    other = SchoolFactory(name="Acorn School", code="AC")
    orgs = (
        "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
        "org-LS,,,Lantern School,school,LS,\norg-AC,,,Acorn School,school,AC,\n"
    )
    enrollments = (
        "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
        "e1,c,org-LS,s1,student,false,2025-09-01,\ne2,c,org-AC,s1,student,true,2025-08-18,\n"
    )
    folder = oneroster(
        tmp_path / "r",
        [pupil("s1", orgSourcedIds="org-LS,org-AC"), pupil("s2", orgSourcedIds="org-LS,org-AC")],
        orgs=orgs,
        enrollments=enrollments,
    )
    batch = take(folder)
    student = Student.objects.get(source_id="s1")
    assert (student.school, str(student.entered_on)) == (other, "2025-08-18")
    assert batch.counts["notices"] == 1, "nothing decides for the second pupil: it is said"


def test_grades_come_in_codes_of_oneroster(tmp_path: Path) -> None:
    codes = ("IT", "PK", "TK", "KG", "01", "12", "13", "UG")
    take(oneroster(tmp_path / "r", [pupil(f"s{place}", grades=code) for place, code in enumerate(codes)]))
    grades = Student.objects.order_by("source_id").values_list("grade", flat=True)
    assert list(grades) == ["PK", "PK", "K", "K", "1", "12", "", ""]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"orgs": ""}, "orgs.csv is missing"),
        ({"users": "sourcedId,role,givenName\ns1,student,Ada\n"}, "users.csv lacks the column familyName"),
        ({"manifest": "propertyName,value\noneroster.version,2.0\n"}, "The manifest says OneRoster 2.0"),
        ({"manifest": "propertyName,value\noneroster.version,1.2\n"}, "roles.csv is missing"),
        ({"manifest": "propertyName,value\nfile.users,absent\n"}, "users.csv is absent"),
        ({"users": table(("sourcedId", "role", "givenName", "familyName"), [])}, "There is no pupil in it."),
        ({"users": 'sourcedId,role,givenName,familyName\ns1,student,"' + "a" * 140_000}, "never closed"),
    ],
)
def test_a_package_that_cannot_be_used_says_why(tmp_path: Path, change: Any, words: str) -> None:
    batch = plan(oneroster(tmp_path / "r", [pupil()], **change))
    assert batch.state == "refused"
    assert words in batch.problem


def test_two_files_of_one_name_in_a_zip_are_refused(tmp_path: Path) -> None:
    import zipfile

    place = tmp_path / "double.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("a/users.csv", "x")
        archive.writestr("b/Users.csv", "x")
    with pytest.raises(Unusable, match="more than once"):
        package_of(place)


def test_a_list_of_more_pupils_than_one_batch_is_staged_whole(tmp_path: Path) -> None:
    users = [pupil(f"s{number}", agentSourcedIds=f"g{number}") for number in range(2100)]
    users += [adult(f"g{number}") for number in range(2100)]
    batch = take(oneroster(tmp_path / "r", users))
    assert verdicts(batch) == (2100, 0, 0, 0)
    assert Guardianship.objects.count() == 2100


def test_without_demographics_birth_dates_stay(tmp_path: Path) -> None:
    take(oneroster(tmp_path / "a", [pupil()], births={"s1": "2014-05-06"}))
    batch = take(oneroster(tmp_path / "b", [pupil(grades="06")], demographics=""))
    assert any("no demographics.csv" in note for note in batch.notes)
    assert Student.objects.get().sealed["birth_date"] == "2014-05-06"


def test_nothing_is_copied_of_a_file_on_this_machine(tmp_path: Path) -> None:
    package = package_of(oneroster(tmp_path / "r", [pupil()]))
    batch = import_from_package(package=package, file_name="r", whole=True, actor=TESTER, now=NOW)
    assert batch.sealed_file == ""
