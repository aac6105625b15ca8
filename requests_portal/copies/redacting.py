"""Looking through the files of a request: checked as they are, or with other pupils hidden in a copy of them.

From its first mark on a file itself is never given. The copy is made by a worker in a process of its own, compared
with the original, and must then be looked through like any other file.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from contracts.clauses.document import Unreadable
from contracts.incoming.sandbox import FileUnusable, Kind, laid_out
from contracts.pages.locate import Box
from contracts.redacting import copy_made
from district.audit import Actor, audited
from requests_portal.copies.names import FileWord, Proposal, pdf_texts_of, pdf_words_of, proposals, text_words_of
from requests_portal.copies.sandbox import pdf_texts, pdf_words
from requests_portal.copies.texts import TEXTS, hidden_in, lines_holding, lines_of
from requests_portal.models import (
    GIVEN,
    FileMark,
    FilePurpose,
    FileRedaction,
    PrivacyRequest,
    RedactionState,
    RequestFile,
)
from requests_portal.services.files import FileLost, file_keep, file_read, file_remove
from requests_portal.services.steps import RequestRefused, request_locked, step_by

PDF: Final = "application/pdf"
LOST_AFTER: Final = timedelta(minutes=20)
LOST: Final = "The worker ended before the copy was made. Make it again."
MOST_MARKS: Final = 2_000
PAGES_AT_ONCE: Final = 20  # on which places are looked up while a person waits
PRINT_FIRST: Final = (
    "In a file of this kind nothing can be hidden here. Print it to a PDF, add that PDF in its place, and mark there."
)


def file_locked(file: RequestFile) -> RequestFile:
    """The row, locked after its request, as giving does. RequestRefused where it was removed."""
    request_locked(file.request)
    locked = RequestFile.objects.select_for_update(of=("self",)).select_related("request").get(pk=file.pk)
    if locked.removed_at is not None:
        raise RequestRefused("This file was removed.")
    return locked


def can_be_marked(file: RequestFile) -> bool:
    return file.media_type == PDF or file.media_type in TEXTS


def redaction_of(file: RequestFile) -> FileRedaction | None:
    return FileRedaction.objects.filter(file=file).select_related("result").first()


def file_check(*, file: RequestFile, actor: Actor, now: datetime) -> RequestFile:
    """A person saw that the file tells nothing of any other pupil. RequestRefused where parts of it are marked."""
    with audited(actor=actor, reason=f"file {file.pk} looked through"):
        locked = file_locked(file)
        if locked.purpose not in GIVEN:
            raise RequestRefused("This file is part of the correspondence: it is not given as a copy.")
        marked = FileMark.objects.filter(redaction__file=locked).exists()
        if marked:
            raise RequestRefused(
                "Parts of this file are marked to be hidden: the copy without them is given, not this."
            )
        locked.checked_at, locked.checked_by = now, step_by(actor)
        locked.save(update_fields=["checked_at", "checked_by"])
    return locked


def file_uncheck(*, file: RequestFile, actor: Actor) -> RequestFile:
    """It is to be looked through again. RequestRefused while a delivery gives it."""
    with audited(actor=actor, reason=f"file {file.pk} to be looked through again"):
        locked = file_locked(file)
        _not_given(locked)
        locked.checked_at, locked.checked_by = None, ""
        locked.save(update_fields=["checked_at", "checked_by"])
    return locked


def printed_add(*, file: RequestFile, content: Any, name: str, actor: Actor, now: datetime) -> RequestFile:
    """The PDF that a person printed from a file in which nothing can be hidden: it takes that file's place."""
    with audited(actor=actor, reason=f"file {file.pk} printed to PDF"):
        locked = file_locked(file)
        _not_given(locked)
        made = file_keep(
            request=locked.request,
            content=content,
            name=name,
            purpose=FilePurpose.GATHERED,
            actor=actor,
            now=now,
            task=locked.task,
            made_from=locked,
        )
        if made.media_type != PDF:
            raise RequestRefused("This is no PDF. Print the file to a PDF and choose that.", "file")
        locked.checked_at, locked.checked_by = None, ""
        locked.save(update_fields=["checked_at", "checked_by"])
    return made


def file_take_off(*, file: RequestFile, actor: Actor, now: datetime) -> None:
    """Remove a gathered file with the copies made of it. RequestRefused while a delivery gives one of them."""
    with audited(actor=actor, reason=f"file {file.pk} taken off"):
        locked = file_locked(file)
        if locked.from_family or locked.purpose == FilePurpose.LETTER:
            raise RequestRefused("What the family sent, and what was written to it, stays with the request.")
        made = list(RequestFile.objects.filter(made_from=locked, removed_at=None))
        for one in (locked, *made):
            _not_given(one)
        for one in (*made, locked):
            file_remove(file=one, actor=actor, now=now)


# Marks


def mark_places(*, file: RequestFile, places: Sequence[Proposal], actor: Actor, now: datetime) -> int:
    """Mark words of a PDF by their places. How many were not marked before."""
    with audited(actor=actor, reason=f"places marked in file {file.pk}"):
        redaction = _marking(file, actor)
        there = {_box_key(box) for mark in redaction.marks.all() for box in mark.boxes}
        new = [place for place in places if place.boxes and not {_box_key(box) for box in place.boxes} <= there]
        _room_for(redaction, len(new))
        FileMark.objects.bulk_create(
            FileMark(
                redaction=redaction,
                page=place.place,
                boxes=[list(box) for box in place.boxes],
                sealed={"words": place.words},
                by=step_by(actor),
                at=now,
            )
            for place in new
        )
    return len(new)


def mark_box(
    *, file: RequestFile, page: int, box: tuple[float, float, float, float], actor: Actor, now: datetime
) -> FileMark:
    """Mark a box that a person drew; shares of the page from its top left."""
    if file.media_type != PDF:
        raise RequestRefused(PRINT_FIRST)
    x0, y0, x1, y1 = box
    if not (0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1) or not 1 <= page <= (file.pages or 0):
        raise RequestRefused("This place does not lie on a page of the file.")
    with audited(actor=actor, reason=f"a box marked in file {file.pk}"):
        redaction = _marking(file, actor)
        _room_for(redaction, 1)
        return FileMark.objects.create(
            redaction=redaction,
            page=page,
            boxes=[[page, x0, y0, x1, y1]],
            sealed={"words": ""},
            by=step_by(actor),
            at=now,
        )


def mark_words(*, file: RequestFile, words: str, actor: Actor, now: datetime) -> FileMark:
    """Hide words of a text wherever they stand. RequestRefused where they stand nowhere."""
    wanted = " ".join(words.split())[:300]
    if file.media_type not in TEXTS:
        raise RequestRefused(PRINT_FIRST)
    if not wanted or not lines_holding(_lines(file), wanted):
        raise RequestRefused("These words stand nowhere in the file.", "words")
    with audited(actor=actor, reason=f"words marked in file {file.pk}"):
        redaction = _marking(file, actor)
        _room_for(redaction, 1)
        return FileMark.objects.create(redaction=redaction, sealed={"words": wanted}, by=step_by(actor), at=now)


def mark_lines(*, file: RequestFile, lines: Sequence[int], actor: Actor, now: datetime) -> FileMark:
    """Hide whole lines of a text, counted from 1."""
    if file.media_type not in TEXTS:
        raise RequestRefused(PRINT_FIRST)
    count = len(_lines(file))
    wanted = sorted({line for line in lines if 1 <= line <= count})
    if not wanted:
        raise RequestRefused("Tick the lines to hide.", "lines")
    with audited(actor=actor, reason=f"lines marked in file {file.pk}"):
        redaction = _marking(file, actor)
        _room_for(redaction, 1)
        return FileMark.objects.create(
            redaction=redaction, lines=wanted, sealed={"words": ""}, by=step_by(actor), at=now
        )


def mark_remove(*, file: RequestFile, mark_id: int, actor: Actor) -> None:
    """Take a mark back; the last one takes the redaction with it, and the file is to be looked through again."""
    with audited(actor=actor, reason=f"a mark taken back in file {file.pk}"):
        redaction = _marking(file, actor)
        redaction.marks.filter(pk=mark_id).delete()
        if not redaction.marks.exists():
            redaction.delete()


def _marking(file: RequestFile, actor: Actor) -> FileRedaction:
    """The file's redaction, being marked; a copy that was made before is out of date and goes."""
    locked = file_locked(file)
    if locked.purpose not in GIVEN:
        raise RequestRefused("This file is part of the correspondence: it is not given as a copy.")
    if locked.purpose == FilePurpose.REDACTED:
        raise RequestRefused("This is a copy already. Mark what is to be hidden in the file that it was made of.")
    if not can_be_marked(locked):
        raise RequestRefused(PRINT_FIRST)
    _not_given(locked)
    redaction, _ = FileRedaction.objects.select_for_update(of=("self",)).get_or_create(file=locked)
    if redaction.state == RedactionState.MAKING:
        raise RequestRefused("The copy is being made at this moment. Wait until it is there.")
    old = redaction.result
    if old is not None:
        _not_given(old)
        file_remove(file=old, actor=actor, now=old.at)
    redaction.state, redaction.problem, redaction.result, redaction.report = RedactionState.DRAFT, "", None, {}
    redaction.save(update_fields=["state", "problem", "result", "report"])
    if locked.checked_at is not None:
        locked.checked_at, locked.checked_by = None, ""
        locked.save(update_fields=["checked_at", "checked_by"])
    return redaction


def _not_given(file: RequestFile) -> None:
    if file.deliveries.filter(withdrawn_at=None).exists():
        raise RequestRefused("A delivery gives this file to the family: take that back first.")


def _room_for(redaction: FileRedaction, more: int) -> None:
    if redaction.marks.count() + more > MOST_MARKS:
        raise RequestRefused(f"More than {MOST_MARKS:,} places are marked. Split the file.")


def _box_key(box: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(float(share), 3) for share in box)


# The copy


def redaction_begin(*, file: RequestFile, actor: Actor, now: datetime) -> FileRedaction:
    """Ask for the copy without what is marked. Hand it to a worker once this is committed (`tasks.redact_soon`)."""
    with audited(actor=actor, reason=f"copy of file {file.pk} asked for"):
        redaction = _marking(file, actor)
        if not redaction.marks.exists():
            raise RequestRefused("Nothing is marked yet.")
        redaction.state, redaction.begun_at = RedactionState.MAKING, None
        redaction.pages_done = redaction.pages_total = 0
        redaction.save(update_fields=["state", "begun_at", "pages_done", "pages_total"])
    return redaction


def redaction_claim(*, redaction_id: int, now: datetime) -> FileRedaction | None:
    """Take up a copy that is to be made; None where it is made, or another worker has it."""
    with transaction.atomic():
        rows = FileRedaction.objects.select_for_update(skip_locked=True, of=("self",))
        redaction = rows.filter(pk=redaction_id, state=RedactionState.MAKING).first()
        if redaction is None or (redaction.begun_at and now - redaction.begun_at < LOST_AFTER):
            return None
        if redaction.begun_at is not None:
            redaction.state, redaction.problem = RedactionState.FAILED, LOST
            redaction.save(update_fields=["state", "problem"])
            return None
        redaction.begun_at = now
        redaction.save(update_fields=["begun_at"])
    return redaction


def redaction_make(*, redaction: FileRedaction, actor: Actor, now: datetime) -> FileRedaction:
    """Make the copy of a claimed redaction and keep it as a file of the request; say on the row where that fails."""
    file = RequestFile.objects.select_related("request", "task").get(pk=redaction.file_id)
    try:
        content, pages, report = _made(redaction, file)
        report["names_left"] = names_left(file, content)
    except (Unreadable, FileLost, FileUnusable, ValueError) as problem:
        return _failed(redaction, str(problem), actor)
    with audited(actor=actor, reason=f"copy of file {file.pk} made"):
        request_locked(file.request)  # before its rows, as whoever marks or gives meanwhile
        locked = FileRedaction.objects.select_for_update(of=("self",)).get(pk=redaction.pk)
        if locked.state != RedactionState.MAKING:
            return locked
        locked.result = file_keep(
            request=file.request,
            content=content,
            name=copy_name(file),
            purpose=FilePurpose.REDACTED,
            actor=actor,
            now=now,
            task=file.task,
            made_from=file,
            made_here=Kind(file.media_type, pages),
        )
        locked.state, locked.report = RedactionState.MADE, report
        locked.save(update_fields=["state", "report", "result"])
    return locked


def redactions_waiting(*, now: datetime) -> list[int]:
    """Copies whose message or worker was lost."""
    rows = FileRedaction.objects.filter(state=RedactionState.MAKING).order_by("pk")
    return [row.pk for row in rows[:20] if row.begun_at is None or now - row.begun_at >= LOST_AFTER]


def copy_name(file: RequestFile) -> str:
    """ "R-12-copy-34.pdf": never the original's name, which may hold anybody's."""
    ending = {PDF: "pdf", "text/csv": "csv", "application/json": "json"}.get(file.media_type, "txt")
    return f"{file.request.number}-copy-{file.pk}.{ending}"


def names_left(file: RequestFile, content: bytes) -> int:
    """How many names of other pupils the roster still finds in the finished copy."""
    words = words_of_content(content, file.media_type)
    return sum(1 for place in proposals(words, file.request) if place.sure)


def words_of(file: RequestFile) -> list[FileWord]:
    """The words of a kept file in order. Raises FileLost, and FileUnusable where the PDF cannot be read."""
    return words_of_content(file_read(file), file.media_type)


def words_on(file: RequestFile, pages: Sequence[int]) -> list[FileWord]:
    """As `words_of`; of a PDF these pages alone, each word with its place, so that it can be marked."""
    if file.media_type != PDF:
        return words_of(file)
    return pdf_words_of(pdf_words(file_read(file), pages[:PAGES_AT_ONCE]))


def pages_with(places: Sequence[Proposal]) -> list[int]:
    """The first pages on which something was found, as many as are marked at once."""
    return sorted({place.place for place in places})[:PAGES_AT_ONCE]


def words_of_content(content: bytes, media_type: str) -> list[FileWord]:
    return pdf_texts_of(pdf_texts(content)) if media_type == PDF else text_words_of(lines_of(content))


def _lines(file: RequestFile) -> list[str]:
    return lines_of(file_read(file))


def _made(redaction: FileRedaction, file: RequestFile) -> tuple[bytes, int | None, dict[str, Any]]:
    marks = list(redaction.marks.all())
    content = file_read(file)
    if file.media_type != PDF:
        lines = [line for mark in marks for line in mark.lines]
        made, counts = hidden_in(content, lines, [mark.words for mark in marks if not mark.lines])
        return made, None, dict(counts)
    boxes = [Box(int(page), *shares) for mark in marks for page, *shares in mark.boxes]
    with laid_out(content) as path:
        copy = copy_made(path, boxes, (), _title(file.request), lambda done, total: _progress(redaction, done, total))
    report = {name: value for name, value in copy.report.items() if name != "texts"}
    return copy.pdf, file.pages, report


def _title(request: PrivacyRequest) -> str:
    return f"Copy for request {request.number}"


def _progress(redaction: FileRedaction, done: int, total: int) -> None:
    FileRedaction.objects.filter(pk=redaction.pk).update(pages_done=done, pages_total=total)


def _failed(redaction: FileRedaction, problem: str, actor: Actor) -> FileRedaction:
    with audited(actor=actor, reason=f"copy of file {redaction.file_id} not made"):
        locked = FileRedaction.objects.select_for_update(of=("self",)).get(pk=redaction.pk)
        if locked.state == RedactionState.MAKING:
            locked.state, locked.problem = RedactionState.FAILED, problem
            locked.save(update_fields=["state", "problem"])
    return locked
