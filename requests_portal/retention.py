"""What retention removes of a request: who asked, about whom, and every word and file of it.

Numbers, kinds, dates, steps and clocks stay: they show that the law was kept, and name nobody. So do certificates of
deletion with their files, which the law wants kept (docs/adr/0060-identity.md).
"""

from datetime import date, datetime
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from district.audit import Actor, audited
from district.storage import discard
from notices.services import family_messages_empty
from requests_portal.following.links import follow_links_revoke
from requests_portal.models import (
    OPEN_STATES,
    PAST_STATES,
    DecisionLetter,
    Determination,
    Hearing,
    IdentityAttempt,
    InboundMail,
    InboundState,
    OneTimeCode,
    OperatorCase,
    PrivacyRequest,
    RequestDraft,
    RequestStep,
    RequestTask,
    ThreadMessage,
)
from requests_portal.services.files import files_forget
from requests_portal.services.steps import request_locked
from roster.models import Student

WHY: Final = "What a family asked was removed: its time is over"
KEYS: Final = ("asker_name_key", "email_key", "phone_key", "said_key", "said_name_key", "said_number_key")


def requests_forget(*, before: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Empty every request that ended before a day. How many of what; never names."""
    counts = {"requests": 0, "messages": 0, "files": 0, "mails": _mails_of_nobody(before, actor)}
    for pk in requests_over(before).values_list("pk", flat=True):
        for name, number in _forgotten(pk, actor, now).items():
            counts[name] += number
    return counts


def requests_over(before: date) -> QuerySet[PrivacyRequest]:
    """Requests that ended before a day and still hold names. What is still argued about stays.

    Joined ones wait for the request that they were joined to; a hearing, and a case against an operator, for its end.
    """
    ended = PrivacyRequest.objects.filter(state__in=PAST_STATES, forgotten_at=None)
    over = ended.annotate(ended=Coalesce(F("answered_at"), F("closed_at"))).filter(ended__date__lt=before)
    hearings = Hearing.objects.filter(request=OuterRef("pk"), outcome="")
    cases = OperatorCase.objects.filter(task__request=OuterRef("pk"), outcome="")
    argued = over.filter(~Exists(hearings), ~Exists(cases))
    return argued.exclude(joined_to__state__in=OPEN_STATES).order_by("pk")


def students_of_open_requests() -> QuerySet[Any, Any]:
    """Pupils whom the roster must keep: somebody asks about them, and waits for the answer."""
    asked = PrivacyRequest.objects.filter(student=OuterRef("pk"), state__in=OPEN_STATES)
    return Student.objects.filter(Exists(asked)).values("pk")


def _forgotten(pk: int, actor: Actor, now: datetime) -> dict[str, int]:
    """One request in one transaction."""
    with audited(actor=actor, reason=WHY):
        request = request_locked(PrivacyRequest(pk=pk))
        if request.state not in PAST_STATES or request.forgotten_at is not None:
            return {}
        follow_links_revoke(request=request, reason=WHY, actor=actor, now=now)
        messages = family_messages_empty(key_prefix=f"request.{pk}.", actor=actor)
        messages += _words_removed(request)
        files = files_forget(request_ids=[pk])
        mails = _mails_removed(InboundMail.objects.filter(request=request))
        _row_emptied(request, now)
    return {"requests": 1, "messages": messages, "files": files, "mails": mails}


def _words_removed(request: PrivacyRequest) -> int:
    """Everything that was said and written; how many messages of the correspondence there were."""
    RequestDraft.objects.filter(request=request).delete()
    OneTimeCode.objects.filter(request=request).delete()
    IdentityAttempt.objects.filter(request=request).update(asker_hash=b"", said_key=b"")
    RequestTask.objects.filter(request=request).update(what=None, answer=None, settled=None)
    DecisionLetter.objects.filter(request=request).delete()
    Determination.objects.filter(request=request).update(reason={})
    Hearing.objects.filter(request=request).update(note={})
    # Reasons of the house: they should name nobody, and some do.
    RequestStep.objects.filter(request=request, shown=False, facts__has_key="because").delete()
    return ThreadMessage.objects.filter(request=request).update(sealed={})


def _row_emptied(request: PrivacyRequest, now: datetime) -> None:
    request.asker, request.said, request.details = {}, {}, {}
    for name in KEYS:
        setattr(request, name, b"")
    request.student = request.guardian = None
    request.school_record_because = "removed by retention" if request.school_record_because else ""
    request.forgotten_at = now
    request.save(
        update_fields=[
            *("asker", "said", "details", "student", "guardian", "school_record_because", "forgotten_at"),
            *KEYS,
        ]
    )


def _mails_of_nobody(before: date, actor: Actor) -> int:
    """Mail that belongs to no request and waits for nobody."""
    rows = InboundMail.objects.filter(request=None, at__date__lt=before).exclude(state=InboundState.WAITING)
    if not rows.exists():
        return 0
    with audited(actor=actor, reason="Mail that belonged to no request was removed: its time is over"):
        return _mails_removed(rows)


def _mails_removed(rows: QuerySet[InboundMail]) -> int:
    for stored in rows.exclude(stored="").values_list("stored", flat=True):
        transaction.on_commit(partial(discard, stored), robust=True)
    _, removed = rows.delete()
    return removed.get("requests_portal.InboundMail", 0)


def mails_named() -> set[str]:
    """Files in the store that hold mail which waits for a person."""
    return set(InboundMail.objects.exclude(stored="").values_list("stored", flat=True))
