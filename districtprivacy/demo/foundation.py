"""The demonstration's district: schools, people in every role, closed days, adopted packs. All of it invented."""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import Group

from district.clock import local_day
from district.models import AdoptedPack, Closure, District, School, User
from districtprivacy.demo.cast import CAST, PASSPHRASE

ZONE = "America/Chicago"
SCHOOLS = (
    ("Prairie Lantern High School", "PLHS", "9", "12", 1310),
    ("Cottonwood Middle School", "CWMS", "6", "8", 978),
    ("Meadowlark Elementary School", "MLES", "K", "5", 884),
    ("Little Acorn Elementary School", "LAES", "PK", "5", 840),
)
PACKS = (
    ("il-soppa", "7:345-AP1"),
    ("il-school-records", "7:340-AP1"),
    ("ct-student-data", "3520.13"),
    ("mt-pupil-data", ""),
    ("ne-hosted-service", "7400.1"),
    ("operator-conduct", ""),
    ("us-ferpa", ""),
)


def district_make(*, now: datetime) -> District:
    """The district's one row."""
    today = local_day(now, ZONE)
    return District.objects.create(
        name="Prairie Lantern District 900 (demonstration)",
        board_name="Prairie Lantern Board of Education",
        address="1 Lantern Way\nPrairie Lantern, IL 60000",
        telephone="(555) 010-0900",
        email="privacy@prairie-lantern.example",
        website="https://prairie-lantern.example",
        state="IL",
        time_zone=ZONE,
        enrolment=sum(school[4] for school in SCHOOLS),
        school_year_starts_on=date(today.year if today.month >= 8 else today.year - 1, 8, 17),
        letterhead="Prairie Lantern District 900\n1 Lantern Way, Prairie Lantern, IL 60000",
    )


def schools_make() -> list[School]:
    """The four schools."""
    return School.objects.bulk_create(
        School(
            name=name,
            code=code,
            lowest_grade=low,
            highest_grade=high,
            enrolment=pupils,
            principal_email=f"principal.{code.lower()}@prairie-lantern.example",
        )
        for name, code, low, high, pupils in SCHOOLS
    )


def people_make(schools: list[School]) -> dict[str, User]:
    """One person per role (and a few more teachers), by the first word of the e-mail address."""
    groups = {group.name: group for group in Group.objects.all()}
    people = {}
    for member in CAST:
        user = User.objects.create_user(
            member.email, PASSPHRASE, name=member.name, position=member.position, school=schools[member.school]
        )
        user.groups.set([groups[role] for role in member.roles])
        people[member.email.split("@")[0]] = user
    return people


def closures_make(*, now: datetime) -> list[Closure]:
    """Winter break, spring break, and two single days around the present school year."""
    today = local_day(now, ZONE)
    year = today.year if today.month >= 8 else today.year - 1
    spans = [
        ("Winter break", date(year, 12, 21), 12),
        ("Spring break", date(year + 1, 3, 22), 5),
        ("Teachers' institute day", date(year, 10, 9), 1),
        ("Day after Thanksgiving", thanksgiving(year) + timedelta(days=1), 1),
    ]
    days = {start + timedelta(days=n): name for name, start, length in spans for n in range(length)}
    return Closure.objects.bulk_create(
        Closure(day=day, name=name, source="Board calendar (invented)") for day, name in sorted(days.items())
    )


def thanksgiving(year: int) -> date:
    """The fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)


def packs_adopt(*, now: datetime) -> None:
    """Every pack, so that the demonstration shows every clock; a real district adopts those of its state and board."""
    adopted = local_day(now, ZONE) - timedelta(days=900)
    AdoptedPack.objects.bulk_create(AdoptedPack(pack=pack, policy=policy, adopted_on=adopted) for pack, policy in PACKS)
