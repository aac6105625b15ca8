"""A committee of fictional people, and requests at any point of their way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from district.models import User
from inventory.committee.services import (
    app_request_ask,
    app_request_triage,
    evaluation_save,
    meeting_hold,
    vote_cast,
    vote_open,
)
from inventory.models import AppRequest, CommitteeSettings, Meeting, VotingWay
from tests.factories.inventory import FictionalProductFactory
from vendors.models import Product

ASKED = {
    "product_name": "Maple Reader",
    "operator_name": "Maple Reader Fictional, Inc.",
    "purpose": "Reading at each pupil's own level.",
    "content_area": "Reading",
    "lowest_grade": "3",
    "highest_grade": "5",
}


@dataclass(frozen=True, slots=True)
class Committee:
    """Three members, the keeper of the book, and a teacher who asks."""

    members: tuple[User, ...]
    keeper: User
    teacher: User
    settings: CommitteeSettings


def committee_make(person: Callable[..., User], **settings: object) -> Committee:
    members = tuple(person(name, "committee_member") for name in ("Ann Fable", "Ben Fable", "Cat Fable"))
    row = CommitteeSettings.objects.create(**{"evaluations_needed": 1, **settings})
    return Committee(members, person("Keeper Fictional", "director"), person("Tea Fictional", "staff_member"), row)


def asked(committee: Committee, now: datetime, *, by: User | None = None, **values: object) -> AppRequest:
    return app_request_ask(values={**ASKED, **values}, actor=by or committee.teacher, now=now)


def evaluating(
    committee: Committee, now: datetime, *, product: Product | None = None, by: User | None = None, **values: object
) -> AppRequest:
    request = asked(committee, now, by=by, **values)
    product = product or FictionalProductFactory(name=str(request.product_name))
    return app_request_triage(request=request, product=product, owner=None, actor=committee.keeper, now=now)


def evaluated(request: AppRequest, member: User, now: datetime, *, advice: str = "approve", score: int = 3) -> None:
    assert request.rubric_version is not None
    scores = {one.pk: (score, "") for one in request.rubric_version.criteria.all()}
    evaluation_save(
        request=request, scores=scores, comment="Looks good.", advice=advice, hand_in=True, actor=member, now=now
    )


def voting(committee: Committee, now: datetime, *, way: str = VotingWay.APART, **values: object) -> AppRequest:
    request = evaluating(committee, now, **values)  # type: ignore[arg-type]
    first = next(one for one in committee.members if one.pk != request.requester_id)
    for _ in range(committee.settings.evaluations_needed):
        evaluated(request, first, now)
    return vote_open(request=request, way=way, actor=committee.keeper, now=now)


def voted(request: AppRequest, committee: Committee, now: datetime, *choices: str) -> AppRequest:
    """The members vote in their order, so many as there are choices."""
    for member, choice in zip(committee.members, choices, strict=False):
        vote_cast(request=request, choice=choice, reason="It asks for too much.", actor=member, now=now)
    return request


def held(meeting: Meeting, committee: Committee, now: datetime, *presence: str) -> Meeting:
    """The meeting took place: who came of the members, in their order, and one guest."""
    return meeting_hold(
        meeting=meeting,
        presence=dict(zip(committee.members, presence, strict=True)),
        guests=["Gus Guest"],
        minutes="We met.",
        items={},
        actor=committee.keeper,
        now=now,
    )
