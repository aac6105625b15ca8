"""The demonstration's requests: every kind, in both languages, from just asked to answered, told by the services.

Families, pupils and addresses are the demonstration's roster, where everybody is invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from district.models import School, User
from requests_portal.decisions.grounds import grounds_for
from requests_portal.decisions.services import determination_make
from requests_portal.holders.services.adding import task_add
from requests_portal.holders.services.asking import task_ask
from requests_portal.identity.services import identity_in_person
from requests_portal.models import (
    About,
    Channel,
    Holder,
    IdentityState,
    Outcome,
    PrivacyRequest,
    RequestKind,
    Result,
)
from requests_portal.services import (
    family_actor,
    request_answer,
    request_ask,
    request_claim,
    request_confirm,
    request_enter,
    request_identified,
)
from requests_portal.thread.services import thread_in, thread_note, thread_out
from roster.models import Guardianship
from vendors.models import Product
from vendors.selectors import contacts_by_operator

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Family:
    """One guardian and one child of the roster, as they would write themselves."""

    tie: Guardianship

    @property
    def asker(self) -> dict[str, Any]:
        adult, home = self.tie.guardian.sealed, self.tie.guardian.household
        place: Mapping[str, Any] = home.sealed if home is not None else {}
        name = f"{adult['given_name']} {adult['family_name']}"
        return {
            "name": name,
            "email": adult.get("email") or "nobody@family.example",
            "telephone": adult.get("phone", ""),
            "lines": list(place.get("lines", [])),
            "city": place.get("city", ""),
            "state": place.get("state", ""),
            "postal_code": place.get("postal_code", ""),
            "relationship": "parent",
            "signature": name,
        }

    @property
    def said(self) -> dict[str, Any]:
        child = self.tie.student.sealed
        return {
            "student_name": f"{child['given_name']} {child['family_name']}",
            "student_number": child["number"],
            "birth_date": child["birth_date"],
        }


class Families:
    """Families of the roster one after the other, each once."""

    def __init__(self) -> None:
        rows = Guardianship.objects.filter(active=True, student__active=True, guardian__do_not_contact=False)
        rows = rows.select_related("student__school", "guardian__household").exclude(student__grade="12")
        self.rows = list(rows.order_by("pk"))
        self.used: set[int] = set()

    def next(self, *, language: str = "en", court_order: bool = False) -> Family:
        """LookupError where the roster has none left."""
        for tie in self.rows:
            home = tie.guardian.household
            fits = tie.court_order == court_order and home is not None and (home.language == "es") == (language == "es")
            if (fits or (court_order and tie.court_order)) and tie.student_id not in self.used:
                self.used.add(tie.student_id)
                return Family(tie)
        raise LookupError("The demonstration's roster has no such family left.")


def requests_make(people: dict[str, User], *, now: datetime) -> None:
    """Nine requests. Their clocks count back from `now`, so that the desk always has something due."""
    rhea, families = people["rhea"], Families()
    _copy_given(families.next(language="es"), rhea, now)
    _deletion_refused(families.next(), rhea, now)
    _directory_disclosed(rhea, now)
    _correction_underway(families.next(language="es"), rhea, now)
    _inspection_due(families.next(), rhea, now)
    _work_wanted(families.next(language="es"), now)
    _order_on_file(families.next(court_order=True), now)
    _on_paper(families.next(), people["dana"], now)
    _not_confirmed(families.next(language="es"), now)


def _asked(family: Family, kind: str, details: dict[str, Any], at: datetime, **more: Any) -> PrivacyRequest:
    """Asked on the portal and confirmed a quarter of an hour later."""
    reader = _product("Maple Reader")
    values = {"language": "en", "school": family.tie.student.school, "products": reader, "all_products": False, **more}
    request = request_ask(kind=kind, asker=family.asker, said=family.said, details=details, now=at, **values)
    return request_confirm(request=request, actor=family_actor(request), now=at + timedelta(minutes=15))


def _known(request: PrivacyRequest, family: Family, how: str, actor: User, at: datetime) -> PrivacyRequest:
    tie = family.tie
    return request_identified(request=request, student=tie.student, guardian=tie.guardian, how=how, actor=actor, now=at)


def _product(name: str) -> list[Product]:
    return [Product.objects.select_related("operator").get(name=name)]


def _copy_given(family: Family, rhea: User, now: datetime) -> None:
    at = now - 40 * DAY
    details = {"what": "Todas sus calificaciones y lo que escribió.", "form": "electronic", "waiver": False}
    request = _asked(family, RequestKind.COPY, details, at, language="es")
    request_claim(request=request, actor=rhea, now=at + DAY)
    _known(request, family, IdentityState.CODE, rhea, at + DAY)
    thread_in(
        request=request,
        text="Gracias. ¿Puede incluir también las notas de la maestra?",
        actor=family_actor(request),
        now=at + 2 * DAY,
    )
    thread_out(
        request=request,
        subject="Su copia",
        text="Sí, las incluimos. Le avisamos en cuanto la copia esté lista.",
        actor=rhea,
        now=at + 3 * DAY,
    )
    words = "The copy was handed over at school, on paper, free of charge."
    request_answer(request=request, outcome=Outcome.GRANTED, actor=rhea, now=at + 6 * DAY, evidence=words)


def _deletion_refused(family: Family, rhea: User, now: datetime) -> None:
    at = now - 25 * DAY
    request = _asked(family, RequestKind.DELETE, {"what": "Her reading scores of last year."}, at)
    request_claim(request=request, actor=rhea, now=at + DAY)
    _known(request, family, IdentityState.RECORDS, rhea, at + DAY)
    grounds = grounds_for(RequestKind.DELETE, now.date())
    determination_make(
        request=request,
        about=About.DELETION,
        result=Result.REFUSED,
        ground=grounds[0].id if grounds else "",
        facts={"reason": "The scores are part of the record that the school must keep."},
        actor=rhea,
        now=at + 5 * DAY,
    )
    words = "The refusal with its reason was written to the family."
    request_answer(request=request, outcome=Outcome.REFUSED, actor=rhea, now=at + 6 * DAY, evidence=words)


def _directory_disclosed(rhea: User, now: datetime) -> None:
    """Anybody may ask for directory information: here the invented newsletter of an invented club."""
    at = now - 12 * DAY
    asker = {
        "name": "Nell Newsletter",
        "email": "nell@concert-club.example",
        "relationship": "other",
        "signature": "Nell Newsletter",
    }
    details = {
        "what": "The names of the pupils of the choir.",
        "purpose": "The printed programme of the school's spring concert.",
        "recipient": "Prairie Lantern Fictional Concert Club",
    }
    nobody = {"student_name": "", "student_number": "", "birth_date": ""}
    request = request_ask(kind=RequestKind.DIRECTORY, language="en", asker=asker, said=nobody, details=details, now=at)
    request_confirm(request=request, actor=family_actor(request), now=at)
    request_claim(request=request, actor=rhea, now=at + DAY)
    determination_make(
        request=request,
        about=About.DIRECTORY,
        result=Result.DISCLOSED,
        facts={
            "reason": "The programme of a school concert is a school purpose.",
            "disclosed": "The names of the pupils of the choir, without those whose families opted out.",
            "recipient": "Prairie Lantern Fictional Concert Club",
            "purpose": "The printed programme of the school's spring concert.",
        },
        actor=rhea,
        now=at + 2 * DAY,
    )
    words = "The list was sent without the pupils whose families opted out."
    request_answer(request=request, outcome=Outcome.GRANTED, actor=rhea, now=at + 2 * DAY, evidence=words)


def _correction_underway(family: Family, rhea: User, now: datetime) -> None:
    """Found wrong; the operator was asked and has not answered yet."""
    at = now - 15 * DAY
    details = {
        "what": "Nivel de lectura",
        "wrong": "Dice que lee como en segundo grado.",
        "right": "Lee como en quinto grado; lo dice su boleta.",
    }
    reader = _product("Maple Reader")
    request = _asked(family, RequestKind.CORRECT, details, at, language="es")
    request_claim(request=request, actor=rhea, now=at + DAY)
    _known(request, family, IdentityState.RECORDS, rhea, at + DAY)
    determination_make(
        request=request,
        about=About.INACCURACY,
        result=Result.EXISTS,
        facts={
            "reason": "The report card says grade 5.",
            "reason_es": "La boleta dice quinto grado.",
            "right": "Reading level: grade 5.",
            "holders": [str(reader[0].operator)],
        },
        actor=rhea,
        now=at + 4 * DAY,
    )
    operator = reader[0].operator
    task = request.tasks.filter(operator=operator).first() or task_add(
        request=request, holder=Holder.OPERATOR, operator=operator, actor=rhea, now=at + 4 * DAY
    )
    contact = contacts_by_operator([operator.pk])[operator.pk]
    task_ask(
        task=task,
        contact=contact,
        actor=rhea,
        now=at + 4 * DAY,
        asks="Please set the reading level to grade 5, and tell us when it is done.",
        pupil=("name", "number"),
    )
    thread_note(request=request, text="Called the operator: they look into it.", actor=rhea, now=now - 2 * DAY)


def _inspection_due(family: Family, rhea: User, now: datetime) -> None:
    at = now - 11 * DAY
    request = _asked(family, RequestKind.INSPECT, {"what": "Everything that the school keeps."}, at)
    request_claim(request=request, actor=rhea, now=at + DAY)
    identity_in_person(
        request=request,
        student=family.tie.student,
        guardian=family.tie.guardian,
        way="known",
        note="Came to the school's desk, where she is known.",
        actor=rhea,
        now=at + 2 * DAY,
    )


def _work_wanted(family: Family, now: datetime) -> None:
    details = {"what": "Sus cuentos y dibujos.", "keep": "download"}
    _asked(family, RequestKind.CONTENT, details, now - 3 * DAY, language="es", all_products=True, products=())


def _order_on_file(family: Family, now: datetime) -> None:
    """A parent whom a court order keeps from this pupil's records: only the desk sees why it waits."""
    details = {"what": "Everything that Maple Reader holds.", "form": "electronic", "waiver": False}
    _asked(family, RequestKind.COPY, details, now - 2 * DAY)


def _on_paper(family: Family, dana: User, now: datetime) -> None:
    """A letter that came to the school yesterday, and that nobody has taken yet."""
    request_enter(
        channel=Channel.PAPER,
        asked_at=now - DAY,
        kind=RequestKind.COPY,
        language="en",
        asker={**family.asker, "email": ""},
        said=family.said,
        details={"what": "The cumulative folder.", "form": "paper", "waiver": True},
        school=School.objects.get(pk=family.tie.student.school_id),
        all_products=False,
        actor=dana,
        now=now - DAY / 2,
    )


def _not_confirmed(family: Family, now: datetime) -> None:
    """Asked an hour ago; the address is not confirmed yet."""
    request_ask(
        kind=RequestKind.DELETE,
        language="es",
        asker=family.asker,
        said=family.said,
        details={"what": "Las grabaciones de su voz."},
        all_products=True,
        now=now - timedelta(hours=1),
    )
