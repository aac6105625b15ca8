"""What the family's page is made of, read in a number of queries that does not grow with what happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q

from deadlines.models import Deadline
from district.clock import local_day
from district.models import District
from district.selectors import district_current, packs_adopted
from requests_portal.models import (
    Direction,
    PortalSettings,
    PrivacyRequest,
    RequestFile,
    RequestState,
    RequestStep,
    RequestTask,
    TaskState,
)
from requests_portal.selectors import portal_settings, steps_of

MOST_FOUND: Final = 20
# Never confirmed, or gone: there is no page to lead to.
NO_PAGE: Final = (RequestState.UNCONFIRMED, RequestState.EXPIRED)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """All that the status page tells of. `clocks` are the request's own; `task_clocks` by the task's id."""

    request: PrivacyRequest
    district: District
    settings: PortalSettings
    steps: list[RequestStep]
    tasks: list[RequestTask]
    clocks: list[Deadline]
    task_clocks: dict[int, list[Deadline]]
    files: list[RequestFile]
    messages: int
    unread: int
    packs: tuple[str, ...]


def page_facts(request: PrivacyRequest, now: datetime) -> PageFacts:
    """Eight queries and those of content types, which are remembered."""
    tasks = _tasks(request)
    clocks, task_clocks = _clocks(request, tasks)
    messages, unread = _counts(request)
    district = district_current()
    return PageFacts(
        request=request,
        district=district,
        settings=portal_settings(),
        steps=steps_of(request, family=True),
        tasks=tasks,
        clocks=clocks,
        task_clocks=task_clocks,
        files=files_shown(request),
        messages=messages,
        unread=unread,
        packs=tuple(packs_adopted(local_day(now, district.time_zone))),
    )


def _tasks(request: PrivacyRequest) -> list[RequestTask]:
    """Everything that was asked of somebody, or will be; what nobody needs to be asked is left out."""
    rows = request.tasks.exclude(state=TaskState.NOT_NEEDED).select_related("operator")
    return list(rows.defer("what", "answer", "settled").order_by("made_at", "pk"))


def _clocks(request: PrivacyRequest, tasks: list[RequestTask]) -> tuple[list[Deadline], dict[int, list[Deadline]]]:
    kinds = ContentType.objects.get_for_models(PrivacyRequest, RequestTask)
    own = Q(subject_type=kinds[PrivacyRequest], subject_id=request.pk)
    of_tasks = Q(subject_type=kinds[RequestTask], subject_id__in=[task.pk for task in tasks])
    mine: list[Deadline] = []
    theirs: dict[int, list[Deadline]] = {}
    for clock in Deadline.objects.filter(own | of_tasks).order_by("due_at", "pk"):
        if clock.subject_type_id == kinds[PrivacyRequest].pk:
            mine.append(clock)
        else:
            theirs.setdefault(clock.subject_id, []).append(clock)
    return mine, theirs


def _counts(request: PrivacyRequest) -> tuple[int, int]:
    """Messages that the family may read, and those of the district that it has not seen."""
    out = Q(direction=Direction.OUT)
    found = request.thread.aggregate(
        all=Count("pk", filter=out | Q(direction=Direction.IN)), new=Count("pk", filter=out & Q(read_by_family_at=None))
    )
    return found["all"], found["new"]


def files_shown(request: PrivacyRequest) -> list[RequestFile]:
    """Letters, attachments and what the family itself sent; copies that need a code of their own are not among it."""
    return list(request.files.filter(shown=True, removed_at=None).order_by("at", "pk"))


def file_shown(request: PrivacyRequest, pk: int) -> RequestFile | None:
    """A file of this very request that its family may open."""
    return request.files.filter(shown=True, removed_at=None, pk=pk).first()


def requests_of_address(key: bytes) -> list[PrivacyRequest]:
    """Requests that an address asked and confirmed, the newest first, at most twenty. By the address's keyed hash."""
    if not key:
        return []
    rows = PrivacyRequest.objects.filter(email_key=key, confirmed_at__isnull=False, forgotten_at=None)
    return list(rows.exclude(state__in=NO_PAGE).order_by("-asked_at", "-pk")[:MOST_FOUND])
