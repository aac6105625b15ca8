"""Reads of cure notices. Each list begins at what the person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet

from contracts.findings import FindingState, finding_states
from contracts.models import (
    OPEN_STATES,
    Agreement,
    Check,
    CureAnswer,
    CureItem,
    CureNotice,
    CureOutcome,
    CureState,
    CureStateRow,
)
from contracts.selectors import agreements_visible_to, check_newest
from deadlines.models import Deadline, DeadlineState
from deadlines.selectors import deadlines_for_subject
from district.models import PrivateLink, User
from vendors.models import Contact

CURE_RULE = "cure.term"
# Whom it concerns that an agreement is void: who decides on its products, and who keeps it.
TOLD_OF_VOID = ("committee_member", "privacy_officer", "director", "business_manager")


def notices_visible_to(user: User) -> QuerySet[CureNotice]:
    """Notices of the agreements that the person may see."""
    return CureNotice.objects.filter(agreement__in=agreements_visible_to(user)).select_related("agreement__operator")


def notices_listed(notices: QuerySet[CureNotice]) -> QuerySet[CureNotice]:
    """Notices with what their list shows: `listed_count` provisions, `cured_count` of them cured."""
    asked = Q(items__listed=True)
    return notices.select_related("agreement__operator").annotate(
        listed_count=Count("items", filter=asked),
        cured_count=Count("items", filter=asked & Q(items__outcome=CureOutcome.CURED)),
    )


def notices_of(agreement: Agreement) -> list[CureNotice]:
    return list(agreement.cure_notices.order_by("-written_at", "-pk"))


def notice_underway(agreement: Agreement) -> CureNotice | None:
    """The one notice that is a draft, sent or answered."""
    return agreement.cure_notices.filter(state__in=[CureState.DRAFT, *OPEN_STATES]).first()


def notices_of_clocks(deadline_ids: Sequence[int]) -> list[CureNotice]:
    """The notices whose term these clocks count."""
    about = Deadline.objects.filter(
        pk__in=deadline_ids, rule=CURE_RULE, subject_type=ContentType.objects.get_for_model(CureNotice)
    )
    return list(CureNotice.objects.filter(pk__in=about.values("subject_id")).order_by("pk"))


def items_of(notice: CureNotice) -> list[CureItem]:
    return list(notice.items.select_related("finding", "outcome_by", "outcome_finding").order_by("position"))


def answers_of(notice: CureNotice) -> list[CureAnswer]:
    answers = notice.answers.select_related("document", "entered_by", "link")
    return list(answers.defer("document__text", "document__pages").order_by("-given_at", "-pk"))


def steps_of(notice: CureNotice) -> list[CureStateRow]:
    """The notice's life, newest step first."""
    return list(notice.states.order_by("-at", "-pk"))


def clocks_running(notice: CureNotice) -> QuerySet[Deadline]:
    """Open clocks of the notice, whoever asks: for the services that open and close them."""
    return deadlines_for_subject(Deadline.objects.all(), notice).filter(state=DeadlineState.OPEN)


def contacts_of(agreement: Agreement) -> QuerySet[Contact]:
    """People of the operator to whom a notice may go."""
    return Contact.objects.filter(operator=agreement.operator_id).exclude(email="").order_by("name", "pk")


def contacts_by_pk(pks: Sequence[int]) -> dict[int, Contact]:
    return Contact.objects.in_bulk(pks)


@dataclass(frozen=True, slots=True)
class AnsweredBy:
    """The finding of an answer's file on one provision."""

    answer: CureAnswer
    check: Check
    state: FindingState


def findings_answering(answers: Sequence[CureAnswer]) -> dict[str, AnsweredBy]:
    """By provision: the finding of the newest checked file among the answers that holds the provision.

    A provision that a newer file does not give is looked for in the earlier ones: two addenda may share the work.
    """
    found: dict[str, AnsweredBy] = {}
    for answer in answers:
        check = check_newest(answer.document) if answer.document is not None else None
        for state in finding_states(check) if check is not None else []:
            known = found.get(state.finding.provision)
            if known is None or (known.state.verdict != "found" and state.verdict == "found"):
                found[state.finding.provision] = AnsweredBy(answer, check, state)  # type: ignore[arg-type]
    return found


def link_notice(link: PrivateLink) -> CureNotice | None:
    """The notice that an operator's link leads to."""
    return CureNotice.objects.select_related("agreement__operator").filter(pk=link.object_id).first()


def terms_passed(today: date) -> QuerySet[CureNotice]:
    """Notices still open whose term is over."""
    return CureNotice.objects.filter(state__in=OPEN_STATES, term_ends_on__lt=today)


def people_told_of_void() -> list[User]:
    """Active people of the roles that a void agreement concerns, each once."""
    return list(User.objects.filter(groups__name__in=TOLD_OF_VOID, is_active=True).order_by("pk").distinct())
