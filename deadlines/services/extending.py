"""More time for a reason that the rule names: once, while the term still runs, with the reason kept (see the ADR)."""

from datetime import datetime

from deadlines.counting import extension_of
from deadlines.errors import DeadlineRefused
from deadlines.models import Deadline, DeadlineState, Reckoning
from deadlines.services.laying import alarms_moved, reckoning_row
from deadlines.services.recomputing import count_anew
from district.audit import Actor, actor_label, audited
from district.calendars import calendar_current
from rulebook.errors import RulebookError
from rulebook.model import Extension


def deadline_extend(*, deadline: Deadline, reason: str, actor: Actor, now: datetime) -> Deadline:
    """Give an open clock the days that its rule allows for `reason`, which is one of the rule's own, word for word.

    A reckoning says why, the alarms move, and counting anew keeps the days. Where the extension's text was not seen,
    the clock is marked unverified from then on. DeadlineRefused for a rule without an extension, for another reason, a
    second time, and for a clock that is closed, held or over.
    """
    extension = extension_of(deadline.rule)
    if extension is None:
        raise DeadlineRefused("The rule of this clock allows no more time.")
    if reason not in extension.reasons:
        raise DeadlineRefused("Choose one of the reasons that the rule names: no other one gives more time.")
    with audited(actor=actor, reason=f"extended: {deadline.title}"):
        locked = Deadline.objects.select_for_update().get(pk=deadline.pk)
        _must_run(locked, now)
        locked.extension, locked.extended_because = str(extension.span), reason
        locked.extended_at, locked.extended_by = now, actor_label(actor)
        locked.verified = locked.verified and extension.verified
        _moved(locked, _because(extension, reason), now)
    return locked


def _must_run(locked: Deadline, now: datetime) -> None:
    if locked.state != DeadlineState.OPEN:
        raise DeadlineRefused(f"This clock is {locked.get_state_display()}: there is nothing to extend.")
    if locked.extension:
        raise DeadlineRefused("This clock was extended already. The rule gives more time once.")
    if locked.held:
        raise DeadlineRefused("This clock is held: lift the hold first.")
    if locked.due_at <= now:
        raise DeadlineRefused("The term is over: more time can be taken only while it runs.")


def _moved(locked: Deadline, because: str, now: datetime) -> None:
    calendar = calendar_current()
    try:
        count = count_anew(locked, list(locked.holds.filter(lifted_at__isnull=False).order_by("placed_at")), calendar)
    except RulebookError as problem:
        raise DeadlineRefused(f"The longer term cannot be counted: {problem}") from problem
    locked.due_at, locked.last_day = count.due_at, count.last_day
    locked.save(
        update_fields=[
            "due_at",
            "last_day",
            "verified",
            "extension",
            "extended_because",
            "extended_at",
            "extended_by",
        ]
    )
    Reckoning.objects.bulk_create([reckoning_row(locked, count, because=because, now=now)])
    alarms_moved([locked], zone=calendar.timezone, now=now)


def _because(extension: Extension, reason: str) -> str:
    """The unverified mark before the reason, so that no cutting ever takes it."""
    unseen = "" if extension.verified else " Not verified: the extension's own text was not seen."
    return f"Extended by {extension.span}.{unseen} The reason: {reason}."
