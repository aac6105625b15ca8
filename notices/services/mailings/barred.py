"""Families that were flagged since a mailing was prepared: it was drawn up without that, and must not leave so."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from district.audit import Actor, audited
from notices.models import DeliveryEvidence, Mailing, Message, MessageState
from roster.models import Guardianship

WHY: Final = "a court order or “do not contact” was entered since this was prepared: write to this family by hand"


def messages_barred(mailing: Mailing) -> QuerySet[Message]:
    """Messages that wait, about a pupil of whom a guardian may not be written to and was not excluded.

    A letter to two guardians names one of them only by id, so it is the pupils who are compared. Messages to pupils of
    age are the pupil's own.
    """
    flagged = Q(court_order=True) | Q(guardian__do_not_contact=True)
    ties = set(Guardianship.objects.filter(flagged, active=True).values_list("guardian_id", "student_id"))
    excluded = Message.objects.filter(mailing=mailing, state=MessageState.EXCLUDED) if ties else Message.objects.none()
    known = {
        (guardian, student)
        for guardian, students in excluded.values_list("guardian_id", "student_ids")
        for student in students or ()
    }
    pupils = [student for _, student in ties - known]
    waiting = Message.objects.filter(mailing=mailing, state=MessageState.READY, kind="guardian")
    return waiting.filter(student_ids__overlap=pupils) if pupils else waiting.none()


def barred_set_aside(mailing: Mailing, *, actor: Actor, now: datetime) -> None:
    """Of a mailing that has begun: what still waits for such a family is excluded, with the reason."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    with audited(actor=actor, reason=f"Mailing “{mailing.title}”: flagged families set aside"):
        waiting = messages_barred(mailing).filter(free, batch=None, taken=None)
        rows = list(waiting.select_for_update(no_key=True, of=("self",)))
        for row in rows:
            sealed: Any = dict(row.sealed or {})
            row.sealed, row.state = {**sealed, "excluded": WHY}, MessageState.EXCLUDED
            row.save(update_fields=["sealed", "state"])
            DeliveryEvidence.objects.create(message=row, what="excluded", at=now, detail=WHY)


def message_barred(message: Message) -> bool:
    """Whether whom a message is for may not be written to any more. One query."""
    if message.kind != "guardian" or message.mailing is None or message.mailing.drill:
        return False
    about = Guardianship.objects.filter(active=True, guardian=message.guardian_id)
    court_order = Q(court_order=True, student__in=message.student_ids or [])
    return about.filter(court_order | Q(guardian__do_not_contact=True)).exists()
