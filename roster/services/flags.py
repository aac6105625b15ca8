"""Whom nothing is sent to: court orders (one pupil and one guardian) and "do not contact" (one guardian).

The reason is sealed with the flag; the trail says that it was set, by whom and when, and neither name nor reason. An
import may set a flag that the roster file carries; only a person lifts one.
"""

from datetime import datetime
from typing import Any

from district.audit import audited
from district.models import User
from district.refusals import Refused
from roster.models import Act, Guardian, Guardianship
from roster.services.acts import act_note


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why, and where the order or the request lies.", field="reason")
    return reason.strip()


def _changed(rows: Any, *, column: str, to: bool, said: str, **values: Any) -> None:
    """Compare and set: of two people at once, one is told that it is done already."""
    if not rows.filter(**{column: not to}).update(**{column: to}, **values):
        raise Refused(said)


def court_order_set(*, guardianship: Guardianship, reason: str, actor: User, now: datetime) -> None:
    """From now on this guardian gets no letters about this pupil, and no access. Refused without a reason, or twice."""
    values = {"note": {"reason": _reason(reason)}, "court_order_by": actor, "court_order_at": now}
    with audited(actor=actor, reason="Court order entered"):
        rows = Guardianship.objects.filter(pk=guardianship.pk)
        _changed(rows, column="court_order", to=True, said="A court order is entered already.", **values)
        _noted(Act.COURT_ORDER_SET, actor, now, guardianship.student_id, guardianship.guardian_id)


def court_order_lift(*, guardianship: Guardianship, reason: str, actor: User, now: datetime) -> None:
    """Letters and access again. The note keeps why it was set and why it was lifted."""
    note = {**(guardianship.note or {}), "lifted": _reason(reason)}
    with audited(actor=actor, reason="Court order lifted"):
        rows = Guardianship.objects.filter(pk=guardianship.pk)
        values = {"note": note, "court_order_by": actor, "court_order_at": now}
        _changed(rows, column="court_order", to=False, said="No court order is in force.", **values)
        _noted(Act.COURT_ORDER_LIFTED, actor, now, guardianship.student_id, guardianship.guardian_id)


def do_not_contact_set(*, guardian: Guardian, reason: str, actor: User, now: datetime) -> None:
    """From now on nothing is sent to this guardian, about any pupil. Refused without a reason, or twice."""
    values = {
        "do_not_contact_note": {"reason": _reason(reason)},
        "do_not_contact_by": actor,
        "do_not_contact_at": now,
    }
    with audited(actor=actor, reason="Guardian marked “do not contact”"):
        rows = Guardian.objects.filter(pk=guardian.pk)
        _changed(rows, column="do_not_contact", to=True, said="The guardian is marked already.", **values)
        _noted(Act.DO_NOT_CONTACT_SET, actor, now, None, guardian.pk)


def do_not_contact_lift(*, guardian: Guardian, reason: str, actor: User, now: datetime) -> None:
    """Messages again. The note keeps why it was set and why it was lifted."""
    note = {**(guardian.do_not_contact_note or {}), "lifted": _reason(reason)}
    with audited(actor=actor, reason="“Do not contact” lifted"):
        rows = Guardian.objects.filter(pk=guardian.pk)
        values = {"do_not_contact_note": note, "do_not_contact_by": actor, "do_not_contact_at": now}
        _changed(rows, column="do_not_contact", to=False, said="The guardian is not marked.", **values)
        _noted(Act.DO_NOT_CONTACT_LIFTED, actor, now, None, guardian.pk)


def _noted(what: Act, actor: User, now: datetime, student: int | None, guardian: int) -> None:
    act_note(what=what, actor=actor, now=now, student=student, guardian=guardian)
