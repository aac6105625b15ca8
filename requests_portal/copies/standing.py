"""Where each file of a request stands on its way to the family: one place that says what may be given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from requests_portal.models import (
    GIVEN,
    Delivery,
    DeliveryWay,
    FileMark,
    FileRedaction,
    PrivacyRequest,
    RedactionState,
    RequestFile,
)
from requests_portal.models.files import FilePurpose
from roster.models import Guardianship


@dataclass(frozen=True, slots=True)
class Standing:
    """A file with what became of it. `code` is one of:

    unchecked, checked, marked, making, failed, made (a copy is given instead), printed (another PDF is), kept (part of
    the correspondence, never given).
    """

    file: RequestFile
    code: str
    redaction: FileRedaction | None
    marks: int
    given: bool

    @property
    def may_be_given(self) -> bool:
        return self.code == "checked"


def files_standing(request: PrivacyRequest) -> list[Standing]:
    """Every file of the request that was not removed, in time order. Five queries, whatever their number."""
    rows = (
        RequestFile.objects.filter(request=request, removed_at=None)
        .select_related("task__operator")
        .order_by("at", "pk")
    )
    files = list(rows.prefetch_related("redaction__marks", "deliveries"))
    replaced = {file.made_from_id for file in files if file.made_from_id and file.purpose != FilePurpose.REDACTED}
    return [_standing(file, printed=file.pk in replaced) for file in files]


def files_that_may_be_given(request: PrivacyRequest) -> list[RequestFile]:
    return [standing.file for standing in files_standing(request) if standing.may_be_given]


def pages_counted(files: Iterable[RequestFile]) -> tuple[int, int]:
    """Pages of the files on paper, and how many files do not say theirs."""
    counts = [file.pages for file in files]
    return sum(count or 0 for count in counts), sum(1 for count in counts if count is None)


def deliveries_of(request: PrivacyRequest) -> list[Delivery]:
    """All, in time order, with their files and acts: three queries."""
    rows = Delivery.objects.filter(request=request).select_related("letter").order_by("made_at", "pk")
    return list(rows.prefetch_related("files", "acts"))


def link_deliveries_live(request: PrivacyRequest) -> list[Delivery]:
    """What the family may download, or might have until its time was over; nothing that was taken back."""
    rows = Delivery.objects.filter(request=request, way=DeliveryWay.LINK, withdrawn_at=None)
    return list(rows.order_by("made_at", "pk").prefetch_related("files"))


def delivered_files(delivery: Delivery) -> Sequence[RequestFile]:
    """Its files that can still be read, in time order."""
    return [file for file in delivery.files.all() if file.removed_at is None]


def _standing(file: RequestFile, *, printed: bool) -> Standing:
    redaction = getattr(file, "redaction", None)
    marks = len(redaction.marks.all()) if redaction is not None else 0
    given = any(delivery.withdrawn_at is None for delivery in file.deliveries.all())
    return Standing(file, _code(file, redaction, marks, printed=printed), redaction, marks, given)


def _code(file: RequestFile, redaction: FileRedaction | None, marks: int, *, printed: bool) -> str:
    if file.purpose not in GIVEN:
        return "kept"
    if printed:
        return "printed"
    if redaction is not None and marks:
        return {
            RedactionState.DRAFT: "marked",
            RedactionState.MAKING: "making",
            RedactionState.FAILED: "failed",
            RedactionState.MADE: "made",
        }[RedactionState(redaction.state)]
    return "checked" if file.checked_at is not None else "unchecked"


def order_on_file(request: PrivacyRequest) -> bool:
    """Whether the roster holds a court order between who asks and the pupil, such as one that came in meanwhile."""
    if not (request.student_id and request.guardian_id):
        return False
    ties = Guardianship.objects.filter(student_id=request.student_id, guardian_id=request.guardian_id)
    return ties.filter(court_order=True).exists()


def file_standing(request: PrivacyRequest, file_id: int) -> Standing | None:
    """One file of the request; None where it has no such file, or it was removed."""
    return next((standing for standing in files_standing(request) if standing.file.pk == file_id), None)


def delivery_of(request: PrivacyRequest, delivery_id: int) -> Delivery | None:
    """One delivery of the request, whatever became of it."""
    return Delivery.objects.filter(request=request, pk=delivery_id).select_related("request", "letter").first()


def marks_of(redaction: FileRedaction | None) -> list[FileMark]:
    """What is marked, in the order of the pages."""
    return list(redaction.marks.order_by("page", "pk")) if redaction is not None else []
