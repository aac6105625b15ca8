"""Reads of tasks, their clocks, answers and cases. Lists begin at the requests that the person may see."""

from collections.abc import Sequence
from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from contracts.cure.selectors import notices_visible_to
from contracts.models import OPEN_STATES, Agreement, CureNotice, CureState
from contracts.services.cure import NOTICE_STATES
from deadlines.models import Deadline, DeadlineState
from deadlines.selectors import clocks_of, deadlines_open
from district.links import links_of
from district.models import PrivateLink, User
from requests_portal.models import (
    About,
    Determination,
    FilePurpose,
    Holder,
    OperatorCase,
    PrivacyRequest,
    RequestFile,
    RequestTask,
    Result,
    TaskState,
)
from requests_portal.selectors import requests_visible_to

PURPOSE: Final = "request.operator"  # of the private links
CORRECTION_ASKED: Final = "information_correction_requested"
NOTICE_SENT: Final = "correction_notice_sent_to_operator"
CONFIRMED: Final = "operator_correction_confirmed"
FOUND_WRONG: Final = (Result.EXISTS, Result.EXISTS_PARTLY)
UNDER_WAY: Final = (CureState.DRAFT, *OPEN_STATES)
ANSWER_FILES: Final = (FilePurpose.ANSWER, FilePurpose.CERTIFICATE)


def tasks_visible_to(user: User) -> QuerySet[RequestTask]:
    """Tasks of the requests that the person may see."""
    return RequestTask.objects.filter(request__in=requests_visible_to(user))


def tasks_listed(request: PrivacyRequest) -> list[RequestTask]:
    """Every task of a request with its holder, contact and products: the district first, then in order of making."""
    rows = request.tasks.select_related("operator", "contact", "owner").prefetch_related("products")
    found = list(rows.order_by("made_at", "pk"))
    for task in found:
        task.request = request  # its pupil and products are read once
    return sorted(found, key=lambda task: (task.holder != Holder.DISTRICT, task.holder == Holder.STATE_BOARD))


def clocks_of_tasks(task_ids: Sequence[int]) -> dict[int, list[Deadline]]:
    """Every clock of each task, the first due first, in one query."""
    kind = ContentType.objects.get_for_model(RequestTask)
    found: dict[int, list[Deadline]] = {}
    for clock in Deadline.objects.filter(subject_type=kind, subject_id__in=task_ids).order_by("due_at", "pk"):
        found.setdefault(clock.subject_id, []).append(clock)
    return found


def task_clocks_open(task: RequestTask) -> list[Deadline]:
    return list(deadlines_open(clocks_of(task)).order_by("due_at", "pk"))


def tasks_of_clocks(deadline_ids: Sequence[int]) -> dict[int, RequestTask]:
    """The task of each clock that hangs on one, by the clock's id."""
    kind = ContentType.objects.get_for_model(RequestTask)
    pairs = dict(Deadline.objects.filter(pk__in=deadline_ids, subject_type=kind).values_list("pk", "subject_id"))
    tasks = RequestTask.objects.select_related("request", "operator", "contact").in_bulk(set(pairs.values()))
    return {clock: tasks[pk] for clock, pk in pairs.items() if pk in tasks}


def own_correction_clocks(request: PrivacyRequest) -> list[Deadline]:
    """The district's own clock of a correction, whatever became of it; none where no adopted pack has one."""
    return list(clocks_of(request).filter(event=CORRECTION_ASKED).order_by("pk"))


def confirm_clocks(task: RequestTask) -> list[Deadline]:
    """The open clocks to tell the family what this task's holder confirmed: they began with its answer."""
    if task.answered_at is None:
        return []
    open_ones = clocks_of(task.request).filter(event=CONFIRMED, state=DeadlineState.OPEN)
    return list(open_ones.filter(started_at=task.answered_at).order_by("pk"))


def request_task_clocks(request: PrivacyRequest) -> list[Deadline]:
    """The clocks of the request's holders, the first due first. One query besides the tasks' ids."""
    rows = clocks_of_tasks(list(request.tasks.values_list("pk", flat=True)))
    return sorted((clock for clocks in rows.values() for clock in clocks), key=lambda clock: (clock.due_at, clock.pk))


def finding_of(request: PrivacyRequest) -> Determination | None:
    """The decision in force on whether something is wrong."""
    return request.determinations.filter(replaced_by=None, about=About.INACCURACY).first()


def files_of_tasks(task_ids: Sequence[int]) -> dict[int, list[RequestFile]]:
    """What each holder sent, in order, in one query; what was removed is not among it."""
    rows = RequestFile.objects.filter(task_id__in=task_ids, purpose__in=ANSWER_FILES, removed_at=None)
    found: dict[int, list[RequestFile]] = {}
    for row in rows.order_by("at", "pk"):
        found.setdefault(row.task_id or 0, []).append(row)
    return found


def files_of_task(task: RequestTask) -> list[RequestFile]:
    return files_of_tasks([task.pk]).get(task.pk, [])


def files_sent(request: PrivacyRequest) -> QuerySet[RequestFile]:
    """Every file that a holder of the request sent and that is still there."""
    return RequestFile.objects.filter(request=request, task__isnull=False, purpose__in=ANSWER_FILES, removed_at=None)


def link_task(link: PrivateLink) -> RequestTask | None:
    """The task that an operator's link leads to."""
    return RequestTask.objects.select_related("request", "operator").filter(pk=link.object_id).first()


def links_of_task(task: RequestTask) -> list[PrivateLink]:
    return list(links_of(task, PURPOSE))


def cases_of_tasks(task_ids: Sequence[int]) -> dict[int, list[OperatorCase]]:
    """Cases against operators by task, the newest first, in one query."""
    rows = OperatorCase.objects.filter(task_id__in=task_ids).select_related("cure_notice", "agreement")
    found: dict[int, list[OperatorCase]] = {}
    for row in rows.order_by("-opened_at", "-pk"):
        found.setdefault(row.task_id, []).append(row)
    return found


def case_open(task: RequestTask) -> OperatorCase | None:
    return OperatorCase.objects.filter(task=task, outcome="").first()


def cures_beside(case: OperatorCase, user: User) -> list[CureNotice]:
    """Cure notices to the case's operator that the person may see and that may belong to it, the newest first."""
    rows = notices_visible_to(user).filter(agreement__operator=case.operator_id, state__in=UNDER_WAY)
    known = case.cure_notice_id
    return [row for row in rows.order_by("-written_at", "-pk") if row.pk != known]


def cases_of_notice(notice: CureNotice, user: User) -> QuerySet[OperatorCase]:
    """The cases to which a cure notice belongs, of the requests that the person may see, the newest first."""
    rows = OperatorCase.objects.filter(cure_notice=notice, task__in=tasks_visible_to(user))
    return rows.select_related("task__request", "operator").order_by("-opened_at", "-pk")


def agreements_in_question(task: RequestTask) -> list[Agreement]:
    """The operator's agreements about which a notice may be written, those of the products asked about first."""
    if task.operator is None:
        return []
    products = {product.pk for product in task.products.all()}
    rows = Agreement.objects.filter(operator=task.operator, state__in=NOTICE_STATES).prefetch_related("products")
    return sorted(
        rows.order_by("-pk"),
        key=lambda one: not products & {product.pk for product in one.products.all()},
    )


def tasks_waiting(request: PrivacyRequest) -> QuerySet[RequestTask]:
    return request.tasks.filter(state__in=[TaskState.ASKED, TaskState.SILENT])
