"""Where requests stand, read for a whole page of them at once: tasks, unread messages, decisions, the clock due first.

Seven queries, whatever the number of requests.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q

from deadlines.models import Deadline, Reckoning
from deadlines.selectors import deadlines_open, reckonings_latest
from requests_portal.models import DecisionLetter, Determination, Hearing, PrivacyRequest, RequestTask
from requests_portal.models.thread import Direction, ThreadMessage


@dataclass(frozen=True, slots=True)
class Standing:
    """What the next step of a request depends on. `clock` may be one of its tasks'.

    `determined`: results in force by what was determined. `hearing`: "" where none is open, else "asked" or "set".
    """

    tasks: tuple[RequestTask, ...] = ()
    unread: int = 0
    determined: Mapping[str, str] = field(default_factory=dict)
    hearing: str = ""
    letter_waits: bool = False
    clock: Deadline | None = None
    reckoning: Reckoning | None = None


def standings_of(requests: Collection[PrivacyRequest]) -> dict[int, Standing]:
    """By id of the request."""
    ids = [request.pk for request in requests]
    tasks = tasks_by_request(ids)
    clocks = clocks_first(ids, tasks)
    reckonings = reckonings_latest([clock.pk for clock in clocks.values()])
    unread, hearings = _unread(ids), _hearings(ids)
    determined, waiting = _determined(ids)
    return {
        pk: Standing(
            tasks=tuple(tasks.get(pk, ())),
            unread=unread.get(pk, 0),
            determined=determined.get(pk, {}),
            hearing=hearings.get(pk, ""),
            letter_waits=pk in waiting,
            clock=clocks.get(pk),
            reckoning=reckonings.get(clocks[pk].pk) if pk in clocks else None,
        )
        for pk in ids
    }


def tasks_by_request(ids: Collection[int]) -> dict[int, list[RequestTask]]:
    """The tasks of each request, the oldest first. One query."""
    found: dict[int, list[RequestTask]] = {}
    rows = RequestTask.objects.filter(request__in=ids).select_related("operator").defer("what", "answer", "settled")
    for task in rows.order_by("made_at", "pk"):
        found.setdefault(task.request_id, []).append(task)
    return found


def clocks_first(ids: Collection[int], tasks: dict[int, list[RequestTask]]) -> dict[int, Deadline]:
    """The open clock of each request, or of one of its tasks, that is due first. One query."""
    request_of = {task.pk: pk for pk, rows in tasks.items() for task in rows}
    asked, task_type = _types()
    about = Q(subject_type=asked, subject_id__in=list(ids)) | Q(subject_type=task_type, subject_id__in=list(request_of))
    found: dict[int, Deadline] = {}
    for clock in _by_due(deadlines_open(Deadline.objects.filter(about, drill=False)).order_by()):
        pk = clock.subject_id if clock.subject_type_id == asked.pk else request_of[clock.subject_id]
        found.setdefault(pk, clock)
    return found


def _types() -> tuple[ContentType, ContentType]:
    return ContentType.objects.get_for_model(PrivacyRequest), ContentType.objects.get_for_model(RequestTask)


def _by_due(clocks: Iterable[Deadline]) -> list[Deadline]:
    """In Python: an order in the statement would tempt the planner to walk every open clock of the house."""
    return sorted(clocks, key=lambda clock: (clock.due_at, clock.pk))


def _unread(ids: Collection[int]) -> dict[int, int]:
    rows = ThreadMessage.objects.filter(request__in=ids, direction=Direction.IN, read_by_staff_at=None)
    return dict(rows.order_by().values_list("request").annotate(number=Count("pk")))


def _determined(ids: Collection[int]) -> tuple[dict[int, dict[str, str]], set[int]]:
    """What was determined about each request; and those whose decision is written to the family, but not sent."""
    draft = DecisionLetter.objects.filter(request=OuterRef("request"), sent_at=None)
    rows = Determination.objects.filter(request__in=ids, replaced_by=None).order_by().annotate(waits=Exists(draft))
    found: dict[int, dict[str, str]] = {}
    waiting: set[int] = set()
    for pk, about, result, waits in rows.values_list("request", "about", "result", "waits"):
        found.setdefault(pk, {})[about] = result
        if waits:
            waiting.add(pk)
    return found, waiting


def _hearings(ids: Collection[int]) -> dict[int, str]:
    rows = Hearing.objects.filter(request__in=ids, outcome="").order_by().values_list("request", "held_on")
    return {pk: "set" if day else "asked" for pk, day in rows}


def decisions_of(request: PrivacyRequest) -> list[Determination]:
    """The determinations that hold, the oldest first: what another one took the place of is left out. One query."""
    rows = Determination.objects.filter(request=request, replaced_by=None).select_related("by").defer("reason")
    return list(rows.order_by("at", "pk"))
