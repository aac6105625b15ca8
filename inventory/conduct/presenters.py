"""What a case's page says, in words: where it stands, the next thing to do, and what happened."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse

from district.models import User
from district.selectors import district_current_or_none
from district.templatetags.words import day_in_words
from inventory.conduct.restrictions import forbidden_by_id
from inventory.conduct.selectors import Whole
from inventory.models import ConductState

TONES: Final = {
    ConductState.SUSPECTED: "late",
    ConductState.ASKED: "waiting",
    ConductState.ANSWERED: "soon",
    ConductState.CLOSED: "off",
}
MAY: Final = "inventory.change_conductcase"


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do, in a sentence, with its button where there is one."""

    words: str
    action: str = ""
    url: str = ""


def case_context(whole: Whole, user: User, day: date) -> dict[str, Any]:
    """The page of a case."""
    case = whole.case
    district = district_current_or_none()
    found = forbidden_by_id(case.restriction) if case.restriction else None
    return {
        "title": str(case),
        "case": case,
        "whole": whole,
        "zone": district.time_zone if district else "UTC",
        "tone": TONES[ConductState(case.state)],
        "next": next_step(whole, day),
        "evidence": [file for file in whole.files if file.notice_id is None],
        "answers": [(one, [file for file in whole.files if file.notice_id == one.pk]) for one in whole.notices],
        "exceptions": found.rule.exceptions if found is not None else (),
        "open": case.closed_at is None,
        "may": user.has_perm(MAY),
    }


def next_step(whole: Whole, day: date) -> Step:
    """What to do next: gather, write, wait, judge, end, report, close."""
    case, waiting = whole.case, whole.waiting
    here = lambda name: reverse(f"conduct:{name}", args=[case.pk])  # noqa: E731
    if case.state == ConductState.CLOSED:
        return Step(f"Closed: {case.get_outcome_display()}.")
    if unsent := [report for report in whole.reports if report.sent_on is None]:
        url = reverse("conduct:report-sent", args=[case.pk, unsent[0].pk])
        return Step(
            f"The letter to {unsent[0].authority_name} is made. Send it, and say so here.", "Say it is sent", url
        )
    if not whole.files and not whole.notices:
        return Step("Keep what shows it: pictures of screens, mails, network logs.", "Add evidence", here("evidence"))
    if not whole.notices:
        return Step(f"Write to {case.operator}.", "Write to the operator", here("notice"))
    if waiting is not None and waiting.answer_by >= day:
        return Step(f"{case.operator} is to answer by {day_in_words(waiting.answer_by)}.")
    if waiting is not None:
        words = f"{case.operator} did not answer by {day_in_words(waiting.answer_by)}. End its services, or report it."
        return Step(words, "End its services", here("end"))
    if case.services_ended_on is None:
        return Step("Read the answer. Is it enough?", "Close the case", here("close"))
    return Step("Its services have ended. Report it, or close the case.", "Close the case", here("close"))
