"""An operator's own list of subcontractors: is it there? Asked only when a person presses, and kept with its day."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from district.audit import SystemActor, audited
from district.fetching import Fetched, FetchRefused, fetch
from district.models import User
from district.refusals import Refused
from vendors.models import LinkCheck, LinkState, Operator

STALE: Final = timedelta(minutes=10)  # a job that was lost must not bar the next look
MOST_BYTES: Final = 5_000_000
SECONDS: Final = 20.0
LOST: Final = "Nobody looked: the job was lost. Ask again."
GONE: Final = frozenset({404, 410})
CHECKER: Final = SystemActor("job:subcontractor-link")


def link_check_ask(*, operator: Operator, actor: User, now: datetime) -> LinkCheck:
    """Ask for a look at the operator's list; the job takes it from there. Refused without a link, or while one runs."""
    from vendors.tasks import check_link

    with audited(actor=actor, reason="Asked whether the list of subcontractors is there"):
        locked = Operator.objects.select_for_update(of=("self",)).get(pk=operator.pk)
        if not locked.subcontractors_url:
            raise Refused("Enter the link to the operator's list first.")
        waiting = LinkCheck.objects.filter(operator=locked, state=LinkState.WAITING)
        waiting.filter(asked_at__lt=now - STALE).update(state=LinkState.FAILED, detail=LOST, finished_at=now)
        if waiting.exists():
            raise Refused("It is being checked already.")
        check = LinkCheck.objects.create(operator=locked, url=locked.subcontractors_url, asked_at=now, asked_by=actor)
        transaction.on_commit(lambda: check_link.delay(check.pk), robust=True)
    return check


def link_check_run(*, check_id: int, now: datetime) -> LinkCheck | None:
    """Look, and keep what was found. None where the check is not waiting any more. Reads nothing inside a private net.

    The look takes up to SECONDS and holds no transaction open meanwhile.
    """
    waiting = LinkCheck.objects.filter(pk=check_id, state=LinkState.WAITING).first()
    if waiting is None:
        return None
    try:
        found: Fetched | FetchRefused = fetch(waiting.url, most_bytes=MOST_BYTES, seconds=SECONDS)
    except FetchRefused as refusal:
        found = refusal
    with audited(actor=CHECKER, reason="Looked whether the list of subcontractors is there"):
        check = LinkCheck.objects.select_for_update(of=("self",)).get(pk=check_id)
        if check.state != LinkState.WAITING:
            return None
        _result_kept(check, found)
        check.finished_at = now
        check.save(update_fields=["state", "status", "led_to", "detail", "sha256", "finished_at"])
    return check


def _result_kept(check: LinkCheck, found: Fetched | FetchRefused) -> None:
    if isinstance(found, FetchRefused):
        check.state, check.detail = LinkState.FAILED, str(found)[:500]
        return
    check.status, check.led_to = found.status, found.address[:500] if found.address != check.url else ""
    if 200 <= found.status < 300:
        check.state, check.sha256 = LinkState.REACHED, hashlib.sha256(found.body).hexdigest()
        check.detail = _changed_since(check)
    else:
        check.state = LinkState.MISSING if found.status in GONE else LinkState.FAILED
        check.detail = f"The address answered with {found.status}."


def _changed_since(check: LinkCheck) -> str:
    """Whether the list is another one than at the last look that reached it."""
    rows = LinkCheck.objects.filter(operator=check.operator_id, url=check.url, state=LinkState.REACHED)
    before = rows.exclude(pk=check.pk).order_by("-asked_at", "-pk").first()
    if before is None:
        return ""
    return (
        "The page is the same as before." if before.sha256 == check.sha256 else "The page changed since the last look."
    )
