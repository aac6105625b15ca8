"""Reads of cases against operators."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from deadlines.models import Deadline, DeadlineState
from deadlines.selectors import deadlines_for_subject
from district.links import links_of
from district.models import PrivateLink, User
from inventory.models import (
    Authority,
    AuthorityReport,
    ConductCase,
    ConductFile,
    ConductNotice,
    ConductState,
    ConductStep,
)
from vendors.models import Operator

PURPOSE = "conduct_answer"
RULE = "conduct.answer"
LOOK_AFTER = ("privacy_officer", "director")


@dataclass(frozen=True, slots=True)
class Whole:
    """One case with everything that belongs to it, in five queries."""

    case: ConductCase
    steps: tuple[ConductStep, ...]
    notices: tuple[ConductNotice, ...]
    files: tuple[ConductFile, ...]
    reports: tuple[AuthorityReport, ...]

    @property
    def waiting(self) -> ConductNotice | None:
        """The newest notice, where the operator has not answered it yet."""
        newest = self.notices[-1] if self.notices else None
        return newest if newest is not None and newest.answered_at is None else None


def cases_visible_to(user: User) -> QuerySet[ConductCase]:
    """Every case for those whose role reads them; none for anybody else."""
    rows = ConductCase.objects.select_related("operator", "product", "agreement", "owner")
    return rows if user.has_perm("inventory.view_conductcase") else rows.none()


def cases_listed(user: User, *, show: str = "") -> QuerySet[ConductCase]:
    """Cases for the list: open ones first, the newest first. `show`: "" open ones, "closed", "all"."""
    rows = cases_visible_to(user)
    narrowed = {"": ~Q(state=ConductState.CLOSED), "closed": Q(state=ConductState.CLOSED)}.get(show, Q())
    closed_last = Case(When(state=ConductState.CLOSED, then=Value(1)), default=Value(0), output_field=IntegerField())
    return rows.filter(narrowed).order_by(closed_last, "-opened_at", "-pk")


def case_from(origin_path: str) -> ConductCase | None:
    """The case that was opened from a page of another record; the newest, where there are several."""
    return ConductCase.objects.filter(origin_path=origin_path).order_by("-opened_at", "-pk").first()


def case_whole(case: ConductCase) -> Whole:
    return Whole(
        case,
        tuple(case.steps.all()),
        tuple(case.notices.all()),
        tuple(case.files.all()),
        tuple(case.reports.select_related("authority")),
    )


def cases_of_operator(operator: Operator) -> QuerySet[ConductCase]:
    return ConductCase.objects.filter(operator=operator)


def clocks_of_case(case: ConductCase) -> QuerySet[Deadline]:
    """The case's clocks that still run."""
    rows = deadlines_for_subject(Deadline.objects.filter(rule=RULE), case)
    return rows.filter(state=DeadlineState.OPEN)


def notice_of_link(link: PrivateLink) -> ConductNotice | None:
    """The notice behind an operator's link."""
    if link.content_type.model_class() is not ConductNotice:
        return None
    return ConductNotice.objects.select_related("case__operator").filter(pk=link.object_id).first()


def links_of_notice(notice: ConductNotice) -> QuerySet[PrivateLink]:
    return links_of(notice, PURPOSE)


def notices_of_clocks(deadline_ids: list[int]) -> list[ConductNotice]:
    """The unanswered notices whose clocks these are."""
    cases = Deadline.objects.filter(pk__in=deadline_ids, rule=RULE).values_list("subject_id", flat=True)
    rows = ConductNotice.objects.filter(case__in=list(cases), answered_at=None, silent_at=None)
    return list(rows.select_related("case__operator"))


def authorities_all() -> QuerySet[Authority]:
    return Authority.objects.order_by("name")


def reports_visible_to(user: User) -> QuerySet[AuthorityReport]:
    return AuthorityReport.objects.filter(case__in=cases_visible_to(user)).select_related("case__operator", "authority")


def files_stored() -> set[str]:
    """Every file in the private store that cases name."""
    names = set(ConductFile.objects.values_list("stored", flat=True))
    names |= set(ConductNotice.objects.values_list("letter_sha256", flat=True))
    return names | set(AuthorityReport.objects.values_list("letter_sha256", flat=True))


def people_who_look_after() -> QuerySet[User]:
    """Whom a case may be given to."""
    return User.objects.filter(groups__name__in=LOOK_AFTER, is_active=True).order_by("name", "pk").distinct()
