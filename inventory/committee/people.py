"""Who is the committee, who may vote on one request, and who keeps its book."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from district.models import User
from inventory.models import AppRequest, CommitteeSettings, ConflictDeclared, Vote

SEE: Final = "inventory.view_apprequest"
RUN: Final = "inventory.run_committee"
EXCEPT: Final = "inventory.add_gateexception"
MEMBER: Final = "committee_member"
# Told of what comes in where the committee has no chair.
KEEPERS: Final = ("director", "privacy_officer")
ASKED_FOR_IT: Final = "asked for it"


@dataclass(frozen=True, slots=True)
class Electorate:
    """The members on one request: those who may vote, and those who may not, with the reason in words."""

    members: tuple[User, ...]
    barred: dict[int, str]
    settings: CommitteeSettings

    @property
    def voters(self) -> tuple[User, ...]:
        return tuple(member for member in self.members if member.pk not in self.barred)

    @property
    def size(self) -> int:
        """How many members quorum and majority are reckoned from."""
        return len(self.members) if self.settings.recused_count else len(self.voters)

    def may_vote(self, user: User) -> bool:
        return any(voter.pk == user.pk for voter in self.voters)


def settings_current() -> CommitteeSettings:
    """What the district set; the proposals of the product where it set nothing yet (then not saved)."""
    return CommitteeSettings.objects.select_related("chair").first() or CommitteeSettings()


def members_all() -> QuerySet[User]:
    """Members of the committee who may sign in, by name."""
    return User.objects.filter(groups__name=MEMBER, is_active=True).order_by("name", "pk")


def is_member(user: User) -> bool:
    return user.is_active and user.has_role(MEMBER)


def may_run(user: User, settings: CommitteeSettings) -> bool:
    """Whether a person triages, opens votes and writes decisions: by their role, or as the chair."""
    return user.has_perm(RUN) or (settings.chair_id == user.pk and is_member(user))


def electorate_of(request: AppRequest, settings: CommitteeSettings | None = None) -> Electorate:
    """Who votes on a request today: whoever asked, or declared an interest, does not. Four queries at most."""
    members = tuple(members_all())
    conflicts = ConflictDeclared.objects.filter(request=request, lifted_at=None)
    barred = {one.member_id: "declared a conflict of interest" for one in conflicts}
    barred |= dict.fromkeys(askers_of(request), ASKED_FOR_IT)
    mine = {member.pk for member in members}
    return Electorate(members, {pk: why for pk, why in barred.items() if pk in mine}, settings or settings_current())


def askers_of(request: AppRequest) -> set[int]:
    """Who asked for it: also those whose own requests were joined to this one. One query."""
    joined = AppRequest.objects.filter(joined_to=request).values_list("requester", flat=True)
    return {pk for pk in (request.requester_id, *joined) if pk is not None}


def concerned(request: AppRequest, user: User) -> str:
    """Why a person may decide nothing about a request, in words; empty where nothing stands against it."""
    if user.pk in askers_of(request):
        return "You asked for it: somebody else decides."
    if ConflictDeclared.objects.filter(request=request, member=user, lifted_at=None).exists():
        return "You declared a conflict of interest: somebody else decides."
    return ""


def unconcerned(user: User) -> Q:
    """Requests about which a person may judge and decide: `concerned`, and who is barred, as a condition."""
    declared = ConflictDeclared.objects.filter(request=OuterRef("pk"), member=user, lifted_at=None)
    joined = AppRequest.objects.filter(joined_to=OuterRef("pk"), requester=user)
    return ~Q(requester=user) & ~Exists(joined) & ~Exists(declared)


def voters_outstanding() -> QuerySet[User]:
    """For `Exists` on requests: members who may vote on one and have not, as VoteState.outstanding finds them."""
    request, of_round = OuterRef(OuterRef("pk")), OuterRef(OuterRef("voting_round"))
    cast = Vote.objects.filter(request=request, round=of_round, member=OuterRef("pk"), set_aside_because="")
    asked = AppRequest.objects.filter(Q(pk=request) | Q(joined_to=request), requester=OuterRef("pk"))
    declared = ConflictDeclared.objects.filter(request=request, member=OuterRef("pk"), lifted_at=None)
    return members_all().order_by().filter(~Exists(cast), ~Exists(asked), ~Exists(declared))


def keepers(settings: CommitteeSettings) -> list[User]:
    """Who is told of what comes in: the chair, or where there is none the director and the privacy officer."""
    if settings.chair is not None and settings.chair.is_active:
        return [settings.chair]
    return list(User.objects.filter(groups__name__in=KEEPERS, is_active=True).order_by("pk").distinct())
