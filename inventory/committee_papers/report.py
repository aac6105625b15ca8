"""The report of progress to the board as a paper: what was asked and decided, and what the committee advises."""

from collections import Counter
from collections.abc import Iterable, Sequence

from district.models import District
from inventory.committee_papers.selectors import Figures
from inventory.committee_papers.sheet import Grid, Section, Sheet, paragraphs_of, row_of
from inventory.models import BoardRecommendation, BoardReport, CommitteeDecision, DecisionOutcome, Presence
from inventory.training.selectors import Standing
from rulebook.reckoning import words_for_day


def report_sheet(
    report: BoardReport,
    figures: Figures,
    recommendations: Sequence[BoardRecommendation],
    trainings: Sequence[Standing],
    district: District,
) -> Sheet:
    """The report. No queries: everything is given."""
    facts = [
        ("To", district.board_name),
        ("From", "The educational technology committee"),
        ("Period", f"{words_for_day(report.first_day)} to {words_for_day(report.last_day)}"),
        ("For the meeting on", words_for_day(report.board_meets_on) if report.board_meets_on else ""),
    ]
    return Sheet(
        title=report.title,
        district=district.name,
        standing="Report to the board" if report.finished_at else "Draft of a report to the board",
        facts=tuple((name, words) for name, words in facts if words),
        sections=tuple(_sections(report, figures, recommendations, trainings)),
    )


def _sections(
    report: BoardReport,
    figures: Figures,
    recommendations: Sequence[BoardRecommendation],
    trainings: Sequence[Standing],
) -> Iterable[Section]:
    if report.opening.strip():
        yield Section("In short", paragraphs=paragraphs_of(report.opening))
    yield _advice(recommendations)
    yield Section("Progress", items=tuple(progress_words(figures)))
    yield _decided(figures)
    yield _conditions(figures)
    yield _passed_over(figures)
    yield _met(figures)
    if trainings:
        yield Section("Trainings of staff", items=tuple(_training(one) for one in trainings))
    if report.outlook.strip():
        yield Section("What comes next", paragraphs=paragraphs_of(report.outlook))


def _advice(recommendations: Sequence[BoardRecommendation]) -> Section:
    rows = tuple(
        row_of(one.agreement.title, one.agreement.operator.name, one.get_advice_display(), one.reason)
        for one in recommendations
    )
    grid = Grid("Agreements on which the board is advised", ("Agreement", "Operator", "Advice", "Reason"), rows)
    return Section("Recommendations on agreements", grids=(grid,), empty="The committee recommends nothing this time.")


def progress_words(figures: Figures) -> Iterable[str]:
    """The figures as sentences."""
    outcomes = Counter(one.outcome for one in figures.decisions)
    yield f"{_counted(figures.asked, 'app was', 'apps were')} asked for by staff."
    yield (
        f"{_counted(len(figures.decisions), 'decision was', 'decisions were')} made: "
        f"{outcomes[DecisionOutcome.APPROVED]} approved, {outcomes[DecisionOutcome.CONDITIONS]} approved with "
        f"conditions, {outcomes[DecisionOutcome.REFUSED]} refused, {outcomes[DecisionOutcome.WITHDRAWN]} approvals "
        "withdrawn."
    )
    if figures.withdrawn:
        yield f"{_counted(figures.withdrawn, 'request was', 'requests were')} withdrawn by those who asked."
    yield f"{_counted(figures.open_at_end, 'request was', 'requests were')} open at the end of the period."
    yield f"{_counted(figures.approved_now, 'app is', 'apps are')} on the approved list on the last day."
    if figures.days_to_decision is not None:
        days = _counted(figures.days_to_decision, "calendar day", "calendar days")
        yield f"Half of the decisions came within {days} of the asking."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _decided(figures: Figures) -> Section:
    rows = tuple(
        row_of(_app(one), one.get_outcome_display(), words_for_day(one.decided_on), one.reason)
        for one in figures.decisions
    )
    grid = Grid("Decisions of the period", ("App", "Decision", "Day", "Reason"), rows)
    return Section("Decisions", grids=(grid,), empty="Nothing was decided in these days.")


def _app(decision: CommitteeDecision) -> str:
    if decision.product is not None:
        return f"{decision.product.name} ({decision.product.operator.name})"
    return decision.request.product_name if decision.request is not None else ""


def _conditions(figures: Figures) -> Section:
    rows = tuple(
        row_of(one.decision.product, one.text, one.owner.name, words_for_day(one.due_on))
        for one in figures.conditions_open
    )
    grid = Grid("Conditions that were not met on the last day", ("App", "Condition", "Who sees to it", "By"), rows)
    return Section("Conditions still open", grids=(grid,), empty="None is open.")


def _passed_over(figures: Figures) -> Section:
    rows = tuple(row_of(one.request, one.gate_title, one.person_name, one.reason) for one in figures.exceptions)
    grid = Grid("Exceptions in writing", ("Request", "What was passed over", "By whom", "Reason"), rows)
    return Section("Reviews that were passed over", grids=(grid,), empty="None was passed over.")


def _met(figures: Figures) -> Section:
    rows = tuple(
        row_of(
            words_for_day(one.held_on),
            sum(row.presence == Presence.PRESENT for row in one.attendance.all()),
            one.place,
        )
        for one in figures.meetings
    )
    grid = Grid("Meetings that were held", ("Day", "Present", "Place"), rows)
    return Section("Meetings", grids=(grid,), empty="No meeting was held in these days.")


def _training(one: Standing) -> str:
    late = " The due day is past." if one.late and one.missing else ""
    return (
        f"{one.round.course.title}, due {words_for_day(one.round.due_on)}: {one.done} of {one.people} have done it, "
        f"{one.missing} are missing.{late}"
    )
