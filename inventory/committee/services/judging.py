"""Members evaluate by the rubric, and declare their interests."""

from collections.abc import Mapping
from datetime import datetime

from district.audit import audited
from district.models import User
from inventory.committee.errors import CommitteeRefused
from inventory.committee.people import ASKED_FOR_IT, electorate_of, is_member
from inventory.committee.services.common import (
    keeper_needed,
    request_locked,
    request_locked_in,
    said,
    unconcerned_needed,
)
from inventory.models import (
    NOT_CAST,
    AppRequest,
    AppRequestState,
    ConflictDeclared,
    Evaluation,
    EvaluationScore,
    Vote,
)

SET_ASIDE = "a conflict of interest was declared"


def evaluation_save(
    *,
    request: AppRequest,
    scores: Mapping[int, tuple[int | None, str]],
    comment: str,
    advice: str,
    hand_in: bool,
    actor: User,
    now: datetime,
) -> Evaluation:
    """A member's judgement: {criterion id: (score or None, remark)}. It may be changed until the vote is closed."""
    with audited(actor=actor, reason=f"{request.number}: evaluation"):
        locked = request_locked_in(request, AppRequestState.EVALUATING, AppRequestState.VOTING)
        voter_needed(locked, actor)
        if hand_in and not advice:
            raise CommitteeRefused("Say what you advise before you hand it in.", "advice")
        row, _ = Evaluation.objects.get_or_create(request=locked, member=actor, defaults={"written_at": now})
        row.advice, row.comment, row.written_at = advice, comment.strip(), now
        row.handed_in_at = (row.handed_in_at or now) if hand_in else row.handed_in_at
        row.save()
        _scores_write(locked, row, scores)
    return row


def _scores_write(request: AppRequest, row: Evaluation, scores: Mapping[int, tuple[int | None, str]]) -> None:
    version = request.rubric_version
    if version is None:
        raise CommitteeRefused(f"{request.number} has no rubric yet.")
    best = len(version.scale)
    for criterion in version.criteria.all():
        score, remark = scores.get(criterion.pk, (None, ""))
        if score is not None and not 1 <= score <= best:
            raise CommitteeRefused(f"A score is a number from 1 to {best}.")
        EvaluationScore.objects.update_or_create(
            evaluation=row, criterion=criterion, defaults={"score": score, "remark": remark.strip()[:300]}
        )


def conflict_declare(
    *, request: AppRequest, member: User, interest: str, actor: User, now: datetime
) -> ConflictDeclared:
    """A member has an interest, as they say themselves or as the keeper of the book records it in a meeting.

    They neither evaluate nor vote from then on; what they voted already is set aside.
    """
    if actor.pk != member.pk:
        keeper_needed(actor)
        unconcerned_needed(request, actor)
    if not is_member(member):
        raise CommitteeRefused("Only members of the committee declare an interest.", "member")
    words = said(interest, "interest", "Say what the interest is.")
    with audited(actor=actor, reason=f"{request.number}: conflict of interest declared"):
        locked = request_locked(request)
        if not locked.is_open:
            raise CommitteeRefused(f"{locked.number} is {locked.get_state_display()} already.")
        row, made = ConflictDeclared.objects.get_or_create(
            request=locked,
            member=member,
            lifted_at=None,
            defaults={"interest": words, "declared_by": actor, "declared_at": now},
        )
        if made:
            cast = Vote.objects.filter(request=locked, member=member).exclude(set_aside_because__startswith=NOT_CAST)
            cast.update(set_aside_because=SET_ASIDE)
    return row


def conflict_lift(*, conflict: ConflictDeclared, because: str, actor: User, now: datetime) -> ConflictDeclared:
    """It does not stand any more, or was none: by somebody who is not concerned. Votes set aside stay so."""
    keeper_needed(actor)
    if conflict.member_id == actor.pk:
        raise CommitteeRefused("Somebody else lifts it.")
    unconcerned_needed(conflict.request, actor)
    words = said(because, "because", "Say why: the reason is kept.")
    with audited(actor=actor, reason=f"{conflict.request.number}: conflict of interest lifted"):
        request_locked(conflict.request)
        row = ConflictDeclared.objects.select_for_update().get(pk=conflict.pk)
        if row.lifted_at is None:
            row.lifted_at, row.lifted_because = now, words
            row.save(update_fields=["lifted_at", "lifted_because"])
    return row


def voter_needed(request: AppRequest, user: User) -> None:
    """Refuse people who do not evaluate or vote on this request, with the reason."""
    electorate = electorate_of(request)
    if electorate.may_vote(user):
        return
    why = electorate.barred.get(user.pk)
    if why == ASKED_FOR_IT:
        raise CommitteeRefused("You asked for it: others evaluate and vote.")
    if why is not None:
        raise CommitteeRefused("You declared a conflict of interest: others evaluate and vote.")
    raise CommitteeRefused("Members of the committee evaluate and vote.")
