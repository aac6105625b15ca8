"""The demonstration's trainings, disclosures, board report and the intranet's copy of the approved list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from contracts.models import Agreement, AgreementState
from district.clock import local_day
from district.models import User
from districtprivacy.demo.foundation import ZONE
from inventory.approved.services import place_save
from inventory.committee_papers.services import recommendation_save, report_save
from inventory.disclosures.services import disclosure_save
from inventory.models import (
    ApprovedListPlace,
    BoardRecommendation,
    BoardReport,
    DataElement,
    DesignatedPerson,
    Disclosure,
    TrainingCourse,
)
from inventory.sealing import GivenFile
from inventory.training.services import (
    completion_enter,
    completion_excuse,
    course_save,
    designated_save,
    round_open,
)
from vendors.models import Operator

PACKS: Final = ("il-soppa",)
COURT: Final = "il-soppa.restriction.sharing#2"
ORDER: Final = b"Fictional order 26-LC-118, for the demonstration only.\n"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody beside the operators who gets information."""

    name: str
    kind: str
    purpose: str
    how: str
    days_ago: int
    elements: tuple[str, ...]
    agreed: bool = False
    exception: str = ""
    reason: str = ""
    document: bool = False


RECIPIENTS: Final = (
    Recipient(
        "Prairie Lantern Bus Fictional Co.",
        "service",
        "To drive pupils to school and home, and to reach a family when the bus is late.",
        "List at the start of each month",
        400,
        ("name", "address", "grade-level"),
    ),
    Recipient(
        "Lantern County Health Department (fictional)",
        "agency",
        "To follow up the yearly screening of hearing and sight.",
        "Portal of the department",
        250,
        ("name", "birth-date"),
        agreed=True,
    ),
    Recipient(
        "Circuit Court of Lantern County (fictional)",
        "court",
        "Attendance of one pupil, as the court ordered.",
        "Letter",
        34,
        ("attendance",),
        exception=COURT,
        reason="Order 26-LC-118 of the fictional Circuit Court, received by the records custodian.",
        document=True,
    ),
    Recipient(
        "Wheatfield Evaluators Fictional, LLC",
        "research",
        "To evaluate the after-school reading program.",
        "File by secure transfer",
        20,
        ("grade-level", "test-scores"),
        exception=COURT,
        reason="The grant’s terms ask for an evaluation; counsel is to say which law requires it.",
    ),
)


def lists_make(people: Mapping[str, User], *, now: datetime) -> None:
    """Four recipients, two trainings, a draft for the board, and a place on the intranet."""
    disclosures_make(people["dana"], now=now)
    trainings_make(people, now=now)
    report_make(people["sonia"], now=now)
    place = ApprovedListPlace(name="Staff intranet", sites=["https://staff.prairie-lantern.example"])
    place_save(place=place, actor=people["dana"], now=now)


def disclosures_make(dana: User, *, now: datetime) -> None:
    today = local_day(now, ZONE)
    signed = Agreement.objects.filter(state=AgreementState.SIGNED, starts_on__lte=today).order_by("-ends_on").first()
    for one in RECIPIENTS:
        row = Disclosure(
            recipient=one.name,
            recipient_kind=one.kind,
            purpose=one.purpose,
            how=one.how,
            first_on=today - timedelta(days=one.days_ago),
            agreement=signed if one.agreed else None,
            exception=one.exception,
            exception_reason=one.reason,
        )
        elements = DataElement.objects.filter(code__in=one.elements)
        document = GivenFile("order-26-lc-118.txt", ORDER) if one.document else None
        disclosure_save(disclosure=row, elements=elements, packs=PACKS, document=document, actor=dana, now=now)


def trainings_make(people: Mapping[str, User], *, now: datetime) -> None:
    """One that is due soon and half done, one that is late; and an operator's responsible person."""
    today, dana = local_day(now, ZONE), people["dana"]
    privacy = TrainingCourse(
        title="Pupils’ data in the classroom",
        topic="privacy",
        summary="What may be typed into an app, and what must be asked for first. 40 minutes, on the screen.",
        link="https://learning.prairie-lantern.example/privacy",
        provider="Lantern Learning Fictional",
        rule="il-soppa.training",
        own_word=True,
    )
    security = TrainingCourse(
        title="Passwords and strange mail",
        topic="security",
        summary="How to tell a forged message, and whom to tell. Half an hour, in the library.",
        rule="il-soppa.training",
        roles=["staff_member", "committee_member"],
    )
    for course, opened, due in ((privacy, 80, -9), (security, 120, 12)):
        course_save(course=course, actor=dana)
        made = round_open(
            course=course,
            opens_on=today - timedelta(days=opened),
            due_on=today - timedelta(days=due),
            actor=dana,
        )
        for number, name in enumerate(("dana", "dirk", "carl", "sonia")):
            completion_enter(
                training_round=made,
                person=people[name],
                completed_on=today - timedelta(days=15 + number),
                today=today,
                actor=dana,
                now=now,
            )
    completion_excuse(
        training_round=privacy.rounds.get(),
        person=people["rhea"],
        because="On leave until spring.",
        actor=dana,
        now=now,
    )
    operator = Operator.objects.order_by("name").first()
    if operator is not None:
        person = DesignatedPerson(
            operator=operator,
            name="Security office",
            position="Answers for pupils’ records",
            designated_on=today - timedelta(days=300),
            source="Exhibit of the agreement",
        )
        designated_save(person=person, actor=dana)


def report_make(sonia: User, *, now: datetime) -> None:
    """A draft for the next meeting of the board, with advice on two agreements."""
    today = local_day(now, ZONE)
    report = report_save(
        report=BoardReport(
            title="Progress of the educational technology committee",
            first_day=today - timedelta(days=90),
            last_day=today,
            board_meets_on=today + timedelta(days=16),
            opening="The committee has taken over its earlier list and decides on what staff ask for.",
            outlook="Approvals that run out in spring are looked at again in time.",
        ),
        actor=sonia,
        now=now,
    )
    signed = Agreement.objects.filter(state=AgreementState.SIGNED).order_by("ends_on", "pk")
    for agreement, advice, reason in zip(
        signed,
        ("renew", "amend"),
        (
            "Teachers of all schools use it, and its check is done.",
            "It names no period for deletion.",
        ),
        strict=False,
    ):
        row = BoardRecommendation(report=report, agreement=agreement, advice=advice, reason=reason)
        recommendation_save(recommendation=row, actor=sonia)
