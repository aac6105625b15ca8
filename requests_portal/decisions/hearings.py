"""A hearing on a refused correction: asked for, set for a day, moved, and what came of it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from district.audit import Actor, audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from requests_portal.decisions.kinds import HEARD
from requests_portal.decisions.selectors import determinations_current
from requests_portal.decisions.services import DECIDED_IN, determination_make
from requests_portal.decisions.writing import letter_begin
from requests_portal.models import (
    About,
    Determination,
    Hearing,
    HearingOutcome,
    PrivacyRequest,
    RequestKind,
    Result,
)
from requests_portal.services.steps import RequestRefused, request_locked, step_add

PORTAL: Final = "portal"
BECAUSE: Final = "A hearing decided it."


def hearing_possible(request: PrivacyRequest, current: Mapping[str, Determination], hearings: Iterable[Hearing]) -> str:
    """Why no hearing can be asked for now, as a sentence; empty where one can."""
    if request.kind != RequestKind.CORRECT or request.state not in DECIDED_IN:
        return "A hearing is held on a correction that was asked for and refused."
    found = current.get(About.INACCURACY)
    if found is None or found.result not in HEARD:
        return "Nothing was refused that a hearing could be held on."
    rows = list(hearings)
    if any(not row.outcome for row in rows):
        return "A hearing was asked for already, and goes on."
    if any(row.determination_id == found.pk and row.outcome != HearingOutcome.WITHDRAWN for row in rows):
        return "A hearing was held on this decision already."
    return ""


def hearing_ask(
    *, request: PrivacyRequest, words: str, through: str, actor: Actor, now: datetime, asked_at: datetime | None = None
) -> Hearing:
    """Take up that the family asks for a hearing. `words` are theirs and may be empty; `through` is how they asked.

    RequestRefused where nothing was refused, where one goes on or was held, and for a moment that is still to come.
    """
    moment = asked_at or now
    if moment > now:
        raise RequestRefused("This moment lies in the future.", "asked_at")
    with audited(actor=actor, reason=f"{request}: a hearing was asked for"):
        locked = request_locked(request)
        current = determinations_current(locked)
        refusal = hearing_possible(locked, current, Hearing.objects.filter(request=locked))
        if refusal:
            raise RequestRefused(refusal)
        row = Hearing.objects.create(
            request=locked,
            determination=current[About.INACCURACY],
            asked_at=moment,
            asked_through=through,
            note={"asked": words.strip()},
        )
        step_add(request=locked, code="hearing_asked", at=moment, actor=actor, now=now)
    return row


def hearing_set(
    *,
    hearing: Hearing,
    held_on: date,
    held_time: time,
    place: str,
    officer: str,
    actor: User,
    now: datetime,
    because: str = "",
) -> Hearing:
    """Set the day, or move it with a reason; a letter that tells of it is begun. RequestRefused."""
    if held_on < local_day(now, district_current().time_zone):
        raise RequestRefused("That day has passed.", "held_on")
    if not place.strip():
        raise RequestRefused("Say where it is held.", "place")
    if not officer.strip():
        raise RequestRefused("Say who holds it.", "officer")
    with audited(actor=actor, reason=f"{hearing.request}: the hearing was set"):
        locked = _open(hearing)
        moves = locked.held_on is not None
        if moves and not because.strip():
            raise RequestRefused("Say why it is moved: the family reads it.", "because")
        locked.note = _moved(locked, because) if moves else locked.note
        locked.held_on, locked.held_time = held_on, held_time
        locked.place, locked.officer = place.strip(), officer.strip()
        locked.save(update_fields=["note", "held_on", "held_time", "place", "officer"])
        code = "hearing_moved" if moves else "hearing_set"
        step_add(request=locked.request, code=code, at=now, actor=actor, now=now, shown=False, day=held_on.isoformat())
        letter_begin(request=locked.request, letter="hearing_set", hearing=locked, actor=actor, now=now)
    return locked


def hearing_decide(*, hearing: Hearing, outcome: str, facts: Mapping[str, Any], actor: User, now: datetime) -> Hearing:
    """What came of it. `facts`: `findings` (needed), `findings_es`; where it corrects also `right` and `holders`.

    Where the record is to be corrected, that takes the place of the refusal, and the request is worked on again.
    RequestRefused before the hearing was held, and without a reason.
    """
    if outcome not in (HearingOutcome.CORRECTS, HearingOutcome.STANDS):
        raise RequestRefused("Choose what came of it.", "outcome")
    findings = str(facts.get("findings", "")).strip()
    if not findings:
        raise RequestRefused("Give the reason: the family reads it.", "findings")
    with audited(actor=actor, reason=f"{hearing.request}: the hearing ended"):
        locked = _open(hearing)
        if locked.held_on is None or locked.held_on > local_day(now, district_current().time_zone):
            raise RequestRefused("The hearing has not been held yet.", "outcome")
        note = {"findings": findings, "findings_es": str(facts.get("findings_es", "")).strip()}
        _ended(locked, outcome, note, actor, now)
        made = _corrected(locked, facts, note, actor, now) if outcome == HearingOutcome.CORRECTS else None
        letter = "hearing_corrects" if made else "hearing_stands"
        letter_begin(request=locked.request, letter=letter, hearing=locked, determination=made, actor=actor, now=now)
    return locked


def _corrected(
    hearing: Hearing, facts: Mapping[str, Any], note: Mapping[str, str], actor: User, now: datetime
) -> Determination:
    """The hearing's word takes the place of the refusal."""
    return determination_make(
        request=hearing.request,
        about=About.INACCURACY,
        result=Result.EXISTS,
        facts={
            "reason": note["findings"],
            "reason_es": note["findings_es"],
            "right": facts.get("right"),
            "holders": facts.get("holders"),
            "hearing": hearing.pk,
        },
        because=BECAUSE,
        actor=actor,
        now=now,
    )


def hearing_withdraw(*, hearing: Hearing, because: str, actor: Actor, now: datetime) -> Hearing:
    """The family no longer wants it; the decision stands as it was told. RequestRefused without a reason."""
    if not because.strip():
        raise RequestRefused("Say how the family withdrew it.", "because")
    with audited(actor=actor, reason=f"{hearing.request}: the hearing was withdrawn"):
        locked = _open(hearing)
        _ended(locked, HearingOutcome.WITHDRAWN, {"findings": because.strip()}, actor, now)
    return locked


def _ended(hearing: Hearing, outcome: str, note: Mapping[str, str], actor: Actor, now: datetime) -> None:
    hearing.outcome, hearing.outcome_at = outcome, now
    hearing.note = {**hearing.words, **{name: text for name, text in note.items() if text}}
    hearing.save(update_fields=["outcome", "outcome_at", "note"])
    shown = outcome == HearingOutcome.WITHDRAWN
    step_add(request=hearing.request, code=f"hearing_{outcome}", at=now, actor=actor, now=now, shown=shown)


def _moved(hearing: Hearing, because: str) -> dict[str, Any]:
    before = {
        "held_on": hearing.held_on.isoformat() if hearing.held_on else "",
        "place": hearing.place,
        "because": because.strip(),
    }
    words = hearing.words
    return {**words, "moved": [*(words.get("moved") or []), before]}


def _open(hearing: Hearing) -> Hearing:
    """The hearing, locked after its request. RequestRefused where it is over."""
    request_locked(hearing.request)
    locked = Hearing.objects.select_for_update(of=("self",)).select_related("request").get(pk=hearing.pk)
    if locked.outcome:
        raise RequestRefused("This hearing is over.")
    return locked
