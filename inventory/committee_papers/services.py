"""Writes of the committee's papers."""

from datetime import datetime

from django.core.exceptions import ValidationError

from district.audit import audited
from district.models import User
from district.selectors import district_current
from district.storage import kept
from inventory.committee_papers.minutes import minutes_sheet
from inventory.committee_papers.printed import pdf_file
from inventory.committee_papers.report import report_sheet
from inventory.committee_papers.selectors import figures_of, recommendations_of
from inventory.committee_papers.sheet import Sheet
from inventory.committee_papers.word import word_file
from inventory.models import BoardRecommendation, BoardReport, Meeting, MeetingState, MinutesPaper
from inventory.training.selectors import rounds_current, standings


def report_save(*, report: BoardReport, actor: User, now: datetime) -> BoardReport:
    """Keep a report that is not finished. Raises ValidationError where it is."""
    if report.pk is None:
        report.made_by, report.made_at = actor, now
    with audited(actor=actor, reason=f"Report to the board: {report.title}"):
        if report.pk is not None:
            _open_locked(report.pk)
        report.save()
    return report


def recommendation_save(*, recommendation: BoardRecommendation, actor: User) -> BoardRecommendation:
    """Keep what a report advises on one agreement."""
    with audited(actor=actor, reason=f"Report to the board: advice on {recommendation.agreement}"):
        _open_locked(recommendation.report_id)
        recommendation.save()
    return recommendation


def recommendation_drop(*, recommendation: BoardRecommendation, actor: User) -> None:
    """The report says nothing on this agreement after all."""
    with audited(actor=actor, reason=f"Report to the board: no advice on {recommendation.agreement}"):
        _open_locked(recommendation.report_id)
        recommendation.delete()


def report_finish(*, report: BoardReport, actor: User, now: datetime) -> BoardReport:
    """Both files are made and kept; nothing of the report changes afterwards.

    Raises ValidationError where it is finished already, and PrintingUnavailable where no PDF can be made here.
    """
    with audited(actor=actor, reason=f"Report to the board finished: {report.title}"):
        locked = _open_locked(report.pk)
        locked.finished_at, locked.finished_by = now, actor
        locked.pdf_sha256, locked.docx_sha256 = _kept(report_as_sheet(locked))
        locked.save(update_fields=["finished_at", "finished_by", "pdf_sha256", "docx_sha256"])
    return locked


def report_as_sheet(report: BoardReport) -> Sheet:
    """The report with today's figures of its period."""
    district = district_current()
    figures = figures_of(report.first_day, report.last_day, district.time_zone)
    trainings = standings(rounds_current(report.last_day), report.last_day)
    return report_sheet(report, figures, list(recommendations_of(report)), trainings, district)


def _open_locked(pk: int) -> BoardReport:
    """The report, held until the transaction ends. Raises ValidationError where it is finished."""
    locked = BoardReport.objects.select_for_update().get(pk=pk)
    if locked.finished_at is not None:
        raise ValidationError("This report is finished: it was given to the board as it is.")
    return locked


def minutes_give_out(*, meeting: Meeting, why: str, actor: User, now: datetime) -> MinutesPaper:
    """Make and keep both files of a held meeting's minutes. A later paper says what it corrects.

    Raises ValidationError for a meeting that was not held, and for a correction that does not say what it corrects.
    """
    if meeting.state != MeetingState.HELD:
        raise ValidationError("Only a meeting that was held has minutes to give out.")
    with audited(actor=actor, reason=f"Minutes given out: {meeting}"):
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        newest = MinutesPaper.objects.filter(meeting=meeting).order_by("-number").first()
        number = newest.number + 1 if newest is not None else 1
        if number > 1 and not why.strip():
            raise ValidationError({"why": "Say what is corrected: the earlier minutes were given out already."})
        reason = why.strip() if number > 1 else ""
        pdf, docx = _kept(minutes_sheet(meeting, district_current(), number=number, why=reason))
        return MinutesPaper.objects.create(
            meeting=meeting,
            number=number,
            why=reason,
            made_by=actor,
            made_at=now,
            pdf_sha256=pdf,
            docx_sha256=docx,
        )


def _kept(sheet: Sheet) -> tuple[str, str]:
    return kept(pdf_file(sheet)), kept(word_file(sheet))
