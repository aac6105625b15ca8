"""Drafts: begun with the first answer, kept sealed, gone once sent or after a while without a word."""

from datetime import datetime, timedelta
from typing import Any

from district.audit import Actor, SystemActor, audited
from requests_portal.asking.files import draft_files_remove
from requests_portal.asking.questions import FIRST
from requests_portal.models import RequestDraft
from requests_portal.selectors import portal_settings

EXPIRE_AT_ONCE = 500


def draft_actor(draft: RequestDraft) -> SystemActor:
    """The family as the one who acts, before there is a request."""
    return SystemActor(f"family:draft {draft.pk}")


def draft_live(pk: int | None, now: datetime) -> RequestDraft | None:
    """The draft of this number, unless it is over. The caller knows whose it is: the session or a link says so."""
    return RequestDraft.objects.filter(pk=pk, expires_at__gt=now).first() if pk else None


def draft_start(*, kind: str, language: str, now: datetime) -> RequestDraft:
    """A new draft with its first answer."""
    with audited(actor=SystemActor("family:draft"), reason="began to ask"):
        return RequestDraft.objects.create(
            kind=kind,
            language=language,
            answers={FIRST: {"kind": kind}},
            step=FIRST,
            made_at=now,
            touched_at=now,
            expires_at=_until(now),
        )


def draft_answer(*, draft: RequestDraft, question: str, given: dict[str, Any], language: str, now: datetime) -> None:
    """Keep the answer to one question; the draft is good for another while."""
    with audited(actor=draft_actor(draft), reason="answered a question"):
        locked = RequestDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        locked.answers = {**(locked.answers or {}), question: given}
        if question == FIRST:
            locked.kind = given["kind"]
        locked.step, locked.language, locked.touched_at, locked.expires_at = question, language, now, _until(now)
        locked.save(update_fields=["answers", "kind", "step", "language", "touched_at", "expires_at"])
    draft.answers, draft.kind, draft.step, draft.language = locked.answers, locked.kind, locked.step, locked.language


def draft_remove(*, draft: RequestDraft, actor: Actor) -> None:
    """The writer throws it away, with its files."""
    with audited(actor=actor, reason="threw a draft away"):
        draft_files_remove(draft=draft, actor=actor)
        draft.delete()


def drafts_expire(*, actor: Actor, now: datetime) -> int:
    """Remove drafts whose time is over, and the remains of those whose request was sent. How many there were."""
    over = RequestDraft.objects.filter(expires_at__lte=now).order_by("pk")[:EXPIRE_AT_ONCE]
    removed = 0
    for draft in over:
        draft_remove(draft=draft, actor=actor)
        removed += 1
    return removed


def _until(now: datetime) -> datetime:
    return now + timedelta(days=portal_settings().link_days)
