"""Settling who asks. Every attempt is a row and stands in the trail; what the family reads does not depend on it.

Nothing of this happens while somebody waits for a page: the request is confirmed, and the comparison follows in a
worker, so that neither the words nor the time of an answer say whether a pupil exists.
"""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from district.audit import Actor, SystemActor, audited
from district.models import User
from requests_portal.identity.codes import CodesUsedUp, code_send, code_used
from requests_portal.identity.limits import compared_too_often, reached_too_often
from requests_portal.identity.matching import Match, PupilFacts, identity_match, pupil_facts
from requests_portal.identity.recipients import Recipient
from requests_portal.models import (
    OPEN_STATES,
    AttemptHow,
    AttemptOutcome,
    Channel,
    CodePurpose,
    IdentityAttempt,
    IdentityState,
    OneTimeCode,
    PrivacyRequest,
    RequestStep,
    SentTo,
)
from requests_portal.services import (
    RequestRefused,
    family_actor,
    request_identified,
    request_locked,
    request_locked_open,
    request_not_identified,
    step_add,
)
from requests_portal.services.steps import caught_up, reason_given
from roster.models import Guardian, Guardianship, Student

SETTLER: Final = SystemActor("timer:requests.identity")
BEGINS: Final = ("confirmed", "entered")
COMPARED: Final = (AttemptHow.RECORDS, AttemptHow.LIMIT)
THE_PUPIL: Final = "pupil"
CONSENT: Final = "consent"
# How a person at school was sure. Papers are looked at and given back: none is copied, none is kept.
WAYS: Final[dict[str, str]] = {
    "known": "Known at school, and was here in person",
    "document": "Was here in person and showed a document, of which nothing was copied or kept",
    "called": "Called back under the telephone number on record",
    THE_PUPIL: "The pupil, who is eighteen or older, was here in person",
    CONSENT: "The pupil, who is eighteen or older, consents in writing",
}


def identity_follows(*, step: RequestStep, actor: Actor, now: datetime) -> None:
    """Listener of steps: once a request is received, it is compared with the records, after the commit."""
    if step.code in BEGINS:
        settle_soon(step.request_id)


def settle_soon(request_id: int) -> None:
    """An unreachable queue is no failure: the timer finds what was not compared."""
    from requests_portal.identity.tasks import identity_compare

    transaction.on_commit(lambda: identity_compare.delay(request_id), robust=True)


def again_soon(request_id: int) -> None:
    """The family asks for a code once more; whether one goes is settled where nobody waits for it."""
    from requests_portal.identity.tasks import identity_code_again

    transaction.on_commit(lambda: identity_code_again.delay(request_id), robust=True)


def requests_uncompared() -> QuerySet[PrivacyRequest]:
    """Open requests that were never compared with the records, the oldest first."""
    compared = IdentityAttempt.objects.filter(request=OuterRef("pk"), how__in=COMPARED)
    waiting = PrivacyRequest.objects.filter(state__in=OPEN_STATES, identity=IdentityState.PENDING)
    return waiting.filter(~Exists(compared)).order_by("asked_at", "pk")


def identity_settle(*, request_id: int, now: datetime) -> PrivacyRequest | None:
    """Compare once; known, a code to the address on record, or a person's work. None where there is nothing to do."""
    with audited(actor=SETTLER, reason="Who asks was compared with the records"):
        request = request_locked(PrivacyRequest(pk=request_id))
        if not _pending(request) or IdentityAttempt.objects.filter(request=request, how__in=COMPARED).exists():
            return None
        if compared_too_often(request, now):
            attempt_note(request, AttemptHow.LIMIT, AttemptOutcome.WAITS, now)
            return request
        match = identity_match(request, now)
        outcome = AttemptOutcome.MATCHED if match.known else AttemptOutcome.NOT_MATCHED
        attempt_note(request, AttemptHow.RECORDS, outcome, now, facts=match.facts)
        if match.known:
            _known(request, match, now)
        elif request.channel == Channel.PORTAL:
            _code_to_record(request, match, now)
    return request


def identity_code_repeat(*, request_id: int, now: datetime) -> None:
    """Send another code to the address on record, where one would have gone at first; else nothing."""
    with audited(actor=SETTLER, reason="Another code was asked for"):
        request = request_locked(PrivacyRequest(pk=request_id))
        if _pending(request):
            _code_to_record(request, identity_match(request, now), now)


def _pending(request: PrivacyRequest) -> bool:
    return request.state in OPEN_STATES and request.identity == IdentityState.PENDING


def _known(request: PrivacyRequest, match: Match, now: datetime) -> None:
    student = match.pupil.student if match.pupil else None
    guardian = match.tie.guardian if match.tie else None
    request_identified(
        request=request, student=student, guardian=guardian, how=IdentityState.RECORDS, actor=SETTLER, now=now
    )


def _code_to_record(request: PrivacyRequest, match: Match, now: datetime) -> None:
    """Nothing of it shows on the family's page: a code that comes is typed there, and nobody else is told of it."""
    to = match.on_record
    if to is None:
        return
    if reached_too_often(to, now):
        attempt_note(request, AttemptHow.LIMIT, AttemptOutcome.WAITS, now)
        return
    try:
        record_code_send(request=request, to=to, actor=SETTLER, now=now)
    except CodesUsedUp:
        attempt_note(request, AttemptHow.LIMIT, AttemptOutcome.WAITS, now)


def record_code_send(*, request: PrivacyRequest, to: Recipient, actor: Actor, now: datetime) -> OneTimeCode:
    """A code to an address on record; the step is the desk's alone. RequestRefused where none may or can go."""
    with audited(actor=actor, reason=f"{request}: a code to the address on record"):
        locked = request_locked_open(request)
        if to.guardian_id is not None:
            _may_ask(locked, to.student_id, to.guardian_id, now)
        code = code_send(
            request=locked, purpose=CodePurpose.IDENTITY, to=SentTo.RECORD, on_record=to, actor=actor, now=now
        )
        attempt_note(locked, AttemptHow.CODE_SENT, AttemptOutcome.DONE, now, by=actor)
        step_add(request=locked, code="identity_code_sent", at=now, actor=actor, now=now, shown=False)
    return code


def identity_code_typed(*, request: PrivacyRequest, typed: str, asker: bytes, now: datetime) -> bool:
    """A code from an address on record is typed on the family's page; right, it says who asks.

    An order that was entered since the code went out counts: then the code opens nothing. Each typing is an attempt.
    """
    actor = family_actor(request)
    with audited(actor=actor, reason=f"{request}: a code from the address on record was typed"):
        locked = request_locked(request)
        code = code_used(request=locked, purpose=CodePurpose.IDENTITY, typed=typed, now=now)
        student, guardian = (code.student, code.guardian) if code is not None else (None, None)
        right = code is not None and _pending(locked) and _still_may(locked, student, guardian, now)
        outcome = AttemptOutcome.MATCHED if right else AttemptOutcome.NOT_MATCHED
        attempt_note(locked, AttemptHow.CODE, outcome, now, asker=asker)
        if right:
            request_identified(
                request=locked, student=student, guardian=guardian, how=IdentityState.CODE, actor=actor, now=now
            )
    caught_up(request, locked)
    return right


def identity_in_person(
    *,
    request: PrivacyRequest,
    student: Student,
    guardian: Guardian | None,
    way: str,
    note: str,
    actor: User,
    now: datetime,
) -> PrivacyRequest:
    """A person at school saw who asks. `way` is a key of WAYS; `note` says how, in words that name nobody.

    `guardian` None: somebody whom the roster does not name, or the pupil of 18. RequestRefused where an order is on
    file, and for a guardian of a pupil of 18 without that pupil's word.
    """
    words = reason_given(note)
    with audited(actor=actor, reason=f"{request}: who asks was confirmed at school"):
        locked = request_locked_open(request)
        pupil = pupil_facts(locked, student, now)
        _refuse_of_age(pupil, way)
        _refuse_order(pupil, guardian)
        facts = {"way": way, "on_record": guardian is not None}
        attempt_note(locked, AttemptHow.IN_PERSON, AttemptOutcome.DONE, now, by=actor, facts=facts)
        request_identified(
            request=locked, student=student, guardian=guardian, how=IdentityState.IN_PERSON, actor=actor, now=now
        )
        step_add(
            request=locked,
            code="identity_seen",
            at=now,
            actor=actor,
            now=now,
            shown=False,
            way=WAYS[way],
            because=words,
        )
    return caught_up(request, locked)


def identity_refuse(*, request: PrivacyRequest, because: str, actor: User, now: datetime) -> PrivacyRequest:
    """It cannot be settled who asks, or the asker has no right: the same words to the family, whatever the reason."""
    with audited(actor=actor, reason=f"{request}: who asks could not be settled"):
        attempt_note(request, AttemptHow.REFUSED, AttemptOutcome.DONE, now, by=actor)
        return request_not_identified(request=request, because=because, actor=actor, now=now)


def identity_undo(*, request: PrivacyRequest, because: str, actor: User, now: datetime) -> PrivacyRequest:
    """Take a confirmation back, while the request is open: it waits again for somebody to say who asks."""
    words = reason_given(because)
    with audited(actor=actor, reason=f"{request}: the confirmation of who asks was taken back"):
        locked = request_locked_open(request)
        if locked.identity not in (IdentityState.RECORDS, IdentityState.CODE, IdentityState.IN_PERSON):
            raise RequestRefused("Nothing was confirmed that could be taken back.")
        locked.identity, locked.identified_at = IdentityState.PENDING, None
        locked.student, locked.guardian = None, None
        locked.save(update_fields=["identity", "identified_at", "student", "guardian"])
        attempt_note(locked, AttemptHow.UNDONE, AttemptOutcome.DONE, now, by=actor)
        step_add(request=locked, code="identity_undone", at=now, actor=actor, now=now, shown=False, because=words)
    return caught_up(request, locked)


def attempt_note(
    request: PrivacyRequest,
    how: str,
    outcome: str,
    now: datetime,
    *,
    by: Actor | None = None,
    facts: dict[str, Any] | None = None,
    asker: bytes = b"",
) -> IdentityAttempt:
    """One row of what was tried. Without a network address the e-mail address of the request stands for the asker."""
    return IdentityAttempt.objects.create(
        request=request,
        how=how,
        outcome=outcome,
        at=now,
        by=by if isinstance(by, User) else None,
        facts=facts or {},
        asker_hash=asker or bytes(request.email_key),
        said_key=bytes(request.said_key),
    )


def _still_may(request: PrivacyRequest, student: Student | None, guardian: Guardian | None, now: datetime) -> bool:
    if student is None:
        return False
    pupil = pupil_facts(request, student, now)
    if guardian is None:
        return pupil.of_age
    return not pupil.of_age and any(tie.holds and tie.guardian.pk == guardian.pk for tie in pupil.ties)


def _may_ask(request: PrivacyRequest, student_id: int | None, guardian_id: int, now: datetime) -> None:
    ties = Guardianship.objects.filter(student_id=student_id or 0, guardian_id=guardian_id)
    tie = ties.select_related("guardian").first()
    if tie is None or not tie.active or tie.court_order or tie.guardian.do_not_contact:
        raise RequestRefused("Nothing is sent to this guardian about this pupil: look at the ties on record.")


def _refuse_order(pupil: PupilFacts, guardian: Guardian | None) -> None:
    """Neither the barred parent, nor, for an asker with that parent's name or address, somebody else in their place."""
    chosen = next((tie for tie in pupil.ties if guardian is not None and tie.guardian.pk == guardian.pk), None)
    barred = [tie for tie in pupil.ties if tie.tie.court_order]
    if chosen in barred or (any(tie.name or tie.email for tie in barred) and not (chosen and chosen.name)):
        raise RequestRefused(
            "A court order is on file for this guardian and this pupil. Where it is over, lift it in the roster first.",
            "guardian",
        )


def _refuse_of_age(pupil: PupilFacts, way: str) -> None:
    """From eighteen on the rights are the pupil's own (20 U.S.C. 1232g(d))."""
    if pupil.of_age and way not in (THE_PUPIL, CONSENT):
        raise RequestRefused("This pupil is eighteen: only the pupil may ask, or consent in writing.", "way")
    if not pupil.of_age and way in (THE_PUPIL, CONSENT):
        raise RequestRefused("This pupil is not eighteen yet: a parent or guardian asks.", "way")
