"""Who looked at whom: a line by number, without a name."""

from datetime import datetime, timedelta

from district.audit import audited
from district.models import User
from roster.models import Act, PersonAct, Student

ONE_LOOK = timedelta(minutes=10)  # going on to a form and back is one look, not three


def act_note(
    *, what: Act, actor: User, now: datetime, student: int | None = None, guardian: int | None = None
) -> PersonAct:
    """Write one line; call it inside `audited`."""
    return PersonAct.objects.create(at=now, by=actor, what=what, student_number=student, guardian_number=guardian)


def student_looked_at(*, student: Student, actor: User, now: datetime) -> PersonAct | None:
    """The line that a person opened a pupil's page; None where the last one is not ten minutes old."""
    recent = PersonAct.objects.filter(
        by=actor, what=Act.LOOKED, student_number=student.pk, at__gt=now - ONE_LOOK, at__lte=now
    )
    if recent.exists():
        return None
    with audited(actor=actor, reason="Opened a pupil's page"):
        return act_note(what=Act.LOOKED, actor=actor, now=now, student=student.pk)
