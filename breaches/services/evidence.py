"""Evidence files: a person asks, a worker makes one, and what was made stays as it is."""

import logging
from datetime import datetime, timedelta
from io import BytesIO
from typing import Final

import pikepdf

from breaches.evidence.parts import Case, Part
from breaches.evidence.telling import evidence_pdf, parts_of, tellers_of
from breaches.models import UNDER_WAY, Breach, EvidenceFile, EvidenceState
from breaches.services.facts import day_words
from breaches.services.states import BreachRefused, breach_locked
from breaches.services.tasks import KEEP_EVIDENCE, task_ticked
from district.audit import Actor, audited
from district.clock import local_day
from district.models import User
from district.printing import PrintingUnavailable
from district.selectors import district_current
from district.storage import kept

log = logging.getLogger(__name__)
LOST_AFTER: Final = timedelta(minutes=30)  # longer than the largest file takes
LOST: Final = "The worker ended before the file was made. Make it again."
FAILED: Final = "The file could not be made. Whoever keeps this installation finds the cause in its log."


def evidence_ask(*, breach: Breach, actor: User, now: datetime) -> EvidenceFile:
    """Ask for the evidence file as things stand. The caller hands the row to a worker once this is committed.

    BreachRefused while one is being made; one whose worker was lost is given up.
    """
    with audited(actor=actor, reason="Asked for the evidence file"):
        locked = breach_locked(breach)
        for row in locked.evidence_files.select_for_update().filter(state__in=UNDER_WAY):
            if now - (row.begun_at or row.asked_at) < LOST_AFTER:
                raise BreachRefused("The evidence file is being made already. It appears here in a moment.")
            _failed(row, LOST)
        return EvidenceFile.objects.create(breach=locked, asked_by=actor, asked_at=now)


def evidence_claim(*, file_id: int, actor: Actor, now: datetime) -> EvidenceFile | None:
    """Take a file that waits, for this worker alone; None where it was taken, made or given up meanwhile."""
    with audited(actor=actor, reason="Evidence file begun"):
        row = EvidenceFile.objects.select_for_update(of=("self",)).filter(pk=file_id).first()
        if row is None or row.state != EvidenceState.WAITING:
            return None
        row.state, row.begun_at = EvidenceState.MAKING, now
        row.save(update_fields=["state", "begun_at"])
        return row


def evidence_make(*, file: EvidenceFile, actor: Actor, now: datetime) -> EvidenceFile:
    """Tell every part, lay it out, keep it under its hash. A machine that cannot lay out pages is said on the row.

    Anything else that goes wrong is said there too, and raised.
    """
    case = Case(file.breach, now, district_current().time_zone)
    try:
        parts, content = _written(file, case)
    except PrintingUnavailable as problem:
        return _given_up(file, str(problem), actor)
    except Exception:
        log.exception("evidence file %s of breach %s", file.pk, file.breach_id)
        _given_up(file, FAILED, actor)
        raise
    return _kept(file, case, parts, content, actor)


def _written(file: EvidenceFile, case: Case) -> tuple[list[Part], bytes]:
    """The parts, counted as they are told, and the PDF."""
    total = len(tellers_of(case)) + 1  # laying out the pages is the last step

    def told(number: int) -> None:
        EvidenceFile.objects.filter(pk=file.pk).update(parts_done=number, parts_total=total)

    told(0)
    parts = parts_of(case, told=told)
    return parts, evidence_pdf(case, parts)


def _kept(file: EvidenceFile, case: Case, parts: list[Part], content: bytes, actor: Actor) -> EvidenceFile:
    with pikepdf.open(BytesIO(content)) as pdf:
        pages = len(pdf.pages)
    with audited(actor=actor, reason="Evidence file made"):
        row = EvidenceFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if row.state != EvidenceState.MAKING:
            return row  # given up meanwhile, and asked for again
        row.sha256, row.size, row.pages = kept(content), len(content), pages
        row.state, row.made_at, row.day = EvidenceState.MADE, case.now, local_day(case.now, case.zone)
        row.parts_done = row.parts_total
        row.contents = [[part.title, part.count] for part in parts]
        row.save(update_fields=["sha256", "size", "pages", "state", "made_at", "day", "parts_done", "contents"])
        words = f"Made on {day_words(row.day)}, {pages:,} pages, SHA-256 {row.sha256}."
        task_ticked(breach=row.breach, key=KEEP_EVIDENCE, evidence=words, actor=actor, now=case.now)
    return row


def _given_up(file: EvidenceFile, problem: str, actor: Actor) -> EvidenceFile:
    with audited(actor=actor, reason="Evidence file not made"):
        row = EvidenceFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if row.state == EvidenceState.MAKING:
            _failed(row, problem)
    return row


def _failed(row: EvidenceFile, problem: str) -> None:
    row.state, row.problem = EvidenceState.FAILED, problem
    row.save(update_fields=["state", "problem"])
