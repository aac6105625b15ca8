"""What people are told of requests, votes, decisions and conditions: rows of the outbox, each once."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from district.audit import Actor
from district.models import User
from district.selectors import district_current
from inventory.models import AppRequest, AppRequestNote, CommitteeDecision, Condition
from notices.services import message_queue
from rulebook.reckoning import words_for_day


def address(name: str, *args: int) -> str:
    return settings.SITE_ADDRESS + reverse(name, args=args)


def tell(*, people: Iterable[User], key: str, subject: str, lines: Iterable[str], actor: Actor, now: datetime) -> None:
    """One message to each under `key` and the person: telling again tells nobody twice."""
    body = "\n\n".join(line for line in lines if line)
    for person in {person.pk: person for person in people if person.is_active}.values():
        message_queue(
            key=f"committee.{key}.{person.pk}",
            recipient=person,
            subject=" ".join(subject.split()),
            body=body,
            at=now,
            now=now,
            actor=actor,
        )


def requester_of(request: AppRequest) -> list[User]:
    return [request.requester] if request.requester is not None else []


def asked_told(*, request: AppRequest, keepers: Iterable[User], actor: Actor, now: datetime) -> None:
    """To whoever asked: it is there. To those who keep the committee's book: it wants a look."""
    need = f"Needed by {words_for_day(request.need_by)}." if request.need_by else ""
    tell(
        people=requester_of(request),
        key=f"asked.{request.pk}",
        subject=f"{request.number}: we have your request for {request.product_name}",
        lines=[
            f"You asked for {request.product_name}. Its number is {request.number}.",
            "Please do not use it with students before it is approved. We write to you when the committee decides.",
            f"Where it stands: {address('apps:request', request.pk)}",
        ],
        actor=actor,
        now=now,
    )
    tell(
        people=keepers,
        key=f"asked.{request.pk}.keeper",
        subject=f"{request.number}: {request.product_name} is asked for",
        lines=[f"{request.requester} asks for {request.product_name}.", request.purpose, need, item_address(request)],
        actor=actor,
        now=now,
    )


def evaluating_told(*, request: AppRequest, members: Iterable[User], actor: Actor, now: datetime) -> None:
    """To the members who may judge it."""
    tell(
        people=members,
        key=f"evaluate.{request.pk}",
        subject=f"{request.number}: please evaluate {request.product_name}",
        lines=[f"{request.product_name} is ready to be evaluated.", request.purpose, item_address(request)],
        actor=actor,
        now=now,
    )


def vote_told(*, request: AppRequest, voters: Iterable[User], until: str, actor: Actor, now: datetime) -> None:
    tell(
        people=voters,
        key=f"vote.{request.pk}.{request.voting_round}",
        subject=f"{request.number}: your vote on {request.product_name}",
        lines=[f"The vote on {request.product_name} is open until {until}.", item_address(request)],
        actor=actor,
        now=now,
    )


def note_told(*, note: AppRequestNote, people: Iterable[User], to_staff: bool, actor: Actor, now: datetime) -> None:
    """A word that the requester reads, or the requester's answer."""
    request = note.request
    where = address("apps:request", request.pk) if to_staff else item_address(request)
    tell(
        people=people,
        key=f"note.{note.pk}",
        subject=f"{request.number}: a word on {request.product_name}",
        lines=[note.text, where],
        actor=actor,
        now=now,
    )


def decision_told(*, decision: CommitteeDecision, conditions: Iterable[Condition], actor: Actor, now: datetime) -> None:
    """To whoever asked: the outcome with its reason. To the owners of conditions: what is theirs."""
    request, rows = decision.request, list(conditions)
    if request is not None:
        tell(
            people=requester_of(request),
            key=f"decided.{decision.pk}",
            subject=f"{request.number}: {request.product_name} is {outcome_words(decision)}",
            lines=decision_lines(decision, rows),
            actor=actor,
            now=now,
        )
    for row in rows:
        tell(
            people=[row.owner],
            key=f"condition.{row.pk}",
            subject=f"A condition for {decision.product}: due {words_for_day(row.due_on)}",
            lines=[row.text, f"Due on {words_for_day(row.due_on)}.", address("committee:condition", row.pk)],
            actor=actor,
            now=now,
        )


def outcome_words(decision: CommitteeDecision) -> str:
    """As it follows "is": approved, approved with conditions, not approved, not approved any more."""
    return {"refused": "not approved", "withdrawn": "not approved any more"}.get(
        decision.outcome, decision.get_outcome_display()
    )


def decision_lines(decision: CommitteeDecision, conditions: list[Condition]) -> list[str]:
    """The decision as the requester reads it, in the message and on their page."""
    lines = [f"{name_of(decision)} is {outcome_words(decision)}.", decision.reason]
    lines += [f"Condition: {row.text} (by {words_for_day(row.due_on)})" for row in conditions]
    if decision.approves and decision.grades:
        lines.append(f"For: {decision.grades}.")
    if decision.approves and decision.expires_on:
        lines.append(f"It may be used until {words_for_day(decision.expires_on)}; the committee looks at it before.")
    if decision.request is not None and decision.request.requester_id:
        lines.append(f"Your request: {address('apps:request', decision.request.pk)}")
    return [*lines, district_current().name]


def name_of(decision: CommitteeDecision) -> str:
    if decision.product is not None:
        return decision.product.name
    return decision.request.product_name if decision.request is not None else "The app"


def item_address(request: AppRequest) -> str:
    return address("committee:item", request.pk)
