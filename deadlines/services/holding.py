"""Holds: a written request to wait. Not extra days: the clock keeps its date, only its alarms go quiet."""

from datetime import datetime, timedelta
from typing import Final

from deadlines.counting import Count, rulebook_current
from deadlines.documents import document_keep
from deadlines.errors import DeadlineRefused
from deadlines.models import AlarmKind, Deadline, DeadlineState, Hold, Reckoning
from deadlines.services.laying import AlarmRow, alarms_lay, alarms_moved, question_quiet, reckoning_row
from deadlines.services.recomputing import count_lifted
from district.audit import audited
from district.calendars import calendar_current
from district.models import User
from rulebook.errors import UnknownRule

ASK_AGAIN_AFTER: Final = timedelta(days=7)


def hold_place(
    *,
    deadline: Deadline,
    document: bytes,
    document_name: str,
    requested_by: str,
    actor: User,
    now: datetime,
    ask_again_at: datetime | None = None,
) -> Hold:
    """Quiet the clock on an agency's written request. `document` is that request; it is kept under its SHA-256.

    Refused without a document, without the agency's name, for a closed or held clock, and where the rule gives no
    ground to wait. Until it is lifted, the question whether it is still in force rings weekly.
    """
    _document_checked(document, document_name, requested_by)
    if ask_again_at is not None and ask_again_at <= now:
        raise DeadlineRefused("Ask again on a day that is still to come.")
    with audited(actor=actor, reason=f"hold: {requested_by}"):
        locked = Deadline.objects.select_for_update().get(pk=deadline.pk)
        _may_be_held(locked)
        hold = Hold.objects.create(
            deadline=locked,
            document_name=document_name.strip(),
            document_sha256=document_keep(document),
            requested_by=requested_by.strip(),
            placed_by=actor,
            placed_at=now,
            ask_again_at=ask_again_at or now + ASK_AGAIN_AFTER,
        )
        locked.held = True
        locked.save(update_fields=["held"])
        if not locked.drill:
            alarms_lay([AlarmRow(locked.pk, AlarmKind.HOLD_CHECK, 1, hold.ask_again_at)])
    return hold


def hold_lift(*, hold: Hold, actor: User, now: datetime) -> Deadline:
    """The reason to wait is gone: the duty is due at once or on its original date, whichever is later."""
    calendar = calendar_current()
    with audited(actor=actor, reason="hold lifted"):
        deadline = Deadline.objects.select_for_update().get(pk=hold.deadline_id)
        locked = Hold.objects.select_for_update().get(pk=hold.pk)
        if locked.lifted_at is not None:
            raise DeadlineRefused("This hold was lifted already.")
        locked.lifted_at, locked.lifted_by = now, actor
        locked.save(update_fields=["lifted_at", "lifted_by"])
        question_quiet(deadline)
        count = count_lifted(_latest_count(deadline), locked, calendar)
        deadline.held, deadline.due_at, deadline.last_day = False, count.due_at, count.last_day
        deadline.save(update_fields=["held", "due_at", "last_day"])
        Reckoning.objects.bulk_create([reckoning_row(deadline, count, because="The hold was lifted.", now=now)])
        alarms_moved([deadline], zone=calendar.timezone, now=now)
    return deadline


def rule_allows_hold(rule: str) -> bool:
    """Whether the text of the rule gives a ground to wait."""
    try:
        return rulebook_current().duty(rule).hold is not None
    except UnknownRule:
        return False


def _document_checked(document: bytes, document_name: str, requested_by: str) -> None:
    if not document or not document_name.strip():
        raise DeadlineRefused("A hold needs the written request as a document.")
    if not requested_by.strip():
        raise DeadlineRefused("Name the agency that asked in writing.")


def _may_be_held(deadline: Deadline) -> None:
    if deadline.state != DeadlineState.OPEN:
        raise DeadlineRefused(f"This clock is {deadline.get_state_display()} already.")
    if deadline.held:
        raise DeadlineRefused("This clock is held already.")
    if not rule_allows_hold(deadline.rule):
        raise DeadlineRefused("The rule behind this clock gives no ground to wait.")


def _latest_count(deadline: Deadline) -> Count:
    """The date as last reckoned, before the hold."""
    row = deadline.reckonings.order_by("-made_at", "-pk").first()
    if row is None:
        return Count(deadline.due_at, deadline.last_day, (), "", "", "")
    return Count(row.due_at, row.last_day, tuple(row.steps), row.citation, row.term, row.pack_version)
