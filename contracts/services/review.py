"""People's decisions on findings. The newest counts; none is changed; nobody decides over another's head unseen."""

from datetime import datetime

from contracts.decidedbefore import decided_before
from contracts.models import AgreementState, Check, Decision, DecisionKind, Finding, Verdict
from contracts.services.states import agreement_enter, agreement_locked
from district.audit import audited
from district.models import User
from district.refusals import Refused
from district.selectors import district_current
from district.templatetags.words import day_in_words


class DecisionConflict(Exception):
    """Somebody decided after the page was opened. `newest` is that decision."""

    def __init__(self, newest: Decision) -> None:
        super().__init__(f"{newest.decided_by} decided while you read.")
        self.newest = newest


class DecisionRefused(Refused):
    """The decision cannot be taken; the message says why, `field` which field of the form it belongs to."""


def decision_record(
    *, finding: Finding, kind: str, verdict: str, reason: str, last_seen: int, actor: User, now: datetime
) -> Decision:
    """Record a person's word on a finding, under a lock.

    `last_seen` is the id of the newest decision that the person saw (0: none); DecisionConflict where there is a newer
    one. Overruling and looking again need a reason; a finding that needs a person cannot be merely confirmed.
    """
    reason = reason.strip()
    with audited(actor=actor, reason=f"{DecisionKind(kind).label}: {finding.provision}"):
        locked = Finding.objects.select_for_update().get(pk=finding.pk)
        newest = locked.decisions.select_related("decided_by").order_by("-decided_at", "-pk").first()
        if newest is not None and newest.pk != last_seen:
            raise DecisionConflict(newest)
        _refuse_if_checked_again(locked)
        chosen = _verdict(locked, newest, kind, verdict, reason)
        decision = Decision.objects.create(
            finding=locked, kind=kind, verdict=chosen, reason=reason, decided_by=actor, decided_at=now
        )
        _reopen(locked, decision, actor=actor, now=now)
    return decision


def decision_repeat(*, finding: Finding, earlier: int, actor: User, now: datetime) -> Decision:
    """Decide a finding as it was decided before on the same words: a new decision of this person, saying whose it was.

    `earlier` is the id of the decision that the person saw. DecisionRefused where that is no longer what stands.
    """
    before = decided_before(finding, finding.review_check)
    if before is None or before.decision.pk != earlier:
        raise DecisionRefused("What was decided before has changed since you opened this page. Look at it again.")
    decision = before.decision
    day = day_in_words(decision.decided_at, district_current().time_zone)
    source = f"As {decision.decided_by} decided on {day}, version {before.version}."
    return decision_record(
        finding=finding,
        kind=decision.kind,
        verdict=decision.verdict,
        reason=f"{decision.reason} {source}".strip(),
        last_seen=0,
        actor=actor,
        now=now,
    )


def _verdict(finding: Finding, newest: Decision | None, kind: str, verdict: str, reason: str) -> str:
    if kind == DecisionKind.CONFIRM:
        if finding.verdict == Verdict.NEEDS_PERSON:
            raise DecisionRefused("The checker could not judge this: overrule it with your own verdict.")
        return finding.verdict
    if not reason:
        raise DecisionRefused("Give a reason: it stands with the decision.", "reason")
    if kind == DecisionKind.LOOK_AGAIN:
        return newest.verdict if newest is not None else finding.verdict
    if verdict not in Verdict.values or verdict == Verdict.NEEDS_PERSON:
        raise DecisionRefused("Choose the verdict that you give instead.", "verdict")
    if verdict == finding.verdict:
        raise DecisionRefused("This is the checker's own verdict: confirm it instead.", "verdict")
    return verdict


def _refuse_if_checked_again(finding: Finding) -> None:
    check = finding.review_check
    if Check.objects.filter(document=check.document_id, pk__gt=check.pk).exists():
        raise DecisionRefused("The text was checked again since you opened this page. Open the review anew.")


def _reopen(finding: Finding, decision: Decision, *, actor: User, now: datetime) -> None:
    """An agreement that was ready goes back to review when one of its findings is opened again."""
    if decision.kind != DecisionKind.LOOK_AGAIN:
        return
    agreement = agreement_locked(finding.review_check.document.agreement)
    if agreement.state == AgreementState.READY:
        reason = f"{finding.provision} is looked at again: {decision.reason}"
        agreement_enter(agreement, AgreementState.REVIEWING, actor=actor, now=now, reason=reason)
