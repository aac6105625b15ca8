"""What the principals are sent: a request to pass the notice on, and the notice itself."""

from collections.abc import Sequence
from typing import Final

from contracts.models import Agreement
from deadlines.models import Deadline
from district.models import District
from district.templatetags.words import day_in_words
from rulebook.loading import load_packs
from rulebook.model import Duty
from transparency.models import AgreementNotice
from transparency.noticing.audience import SchoolTold

RULE: Final = "-" * 60


def subject_of(agreement: Agreement) -> str:
    return f"Please pass on to families: notice of a contract with {agreement.operator.name}"


def letter_of(notice: AgreementNotice, school: SchoolTold, clocks: Sequence[Deadline], district: District) -> str:
    """The message to one principal, as plain text."""
    parts = [
        f"To the principal of {school.name}",
        f"Please send the notice below to the students of your school and to their parents or guardians "
        f"({grades_inside(school.grades)}), by the electronic means that your school uses with families.",
    ]
    parts += [_why(clock, load_packs().duty(clock.rule)) for clock in clocks[:1]]
    parts += [f"{district.name}", RULE, notice.text.strip()]
    if notice.text_es.strip():
        parts += [RULE, notice.text_es.strip()]
    return "\n\n".join(parts) + "\n"


def grades_inside(grades: str) -> str:
    """As it stands within a sentence: grades 3 to 5; kindergarten to grade 2."""
    return f"{grades[0].lower()}{grades[1:]}"


def _why(clock: Deadline, duty: Duty) -> str:
    return f"It has to reach them by {day_in_words(clock.last_day)} at the latest ({duty.cite.at})."
