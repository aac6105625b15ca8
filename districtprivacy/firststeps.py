"""What to do first in an empty installation, each step with its place and whether it is done."""

from dataclasses import dataclass
from datetime import datetime

from contracts.selectors import agreements_visible_to
from district.models import User
from district.selectors import district_current_or_none, packs_adopted
from districtprivacy.addresses import adding_address
from vendors.selectors import operators_visible_to


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, why, where; `url` is empty where this person may not do it, `next` marks the one to do now."""

    title: str
    text: str
    url: str
    done: bool
    next: bool = False


STEPS: tuple[tuple[str, str, str], ...] = (
    (
        "district.district",
        "Enter the district",
        "Name, state and time zone: every deadline is counted there.",
    ),
    (
        "district.adoptedpack",
        "Adopt the rule packs",
        "The laws and policies that your board works under. Each one attaches its duties and clocks to what happens.",
    ),
    (
        "vendors.operator",
        "Add the first operator",
        "A company that holds your pupils' information, with its products.",
    ),
    ("contracts.agreement", "Add its agreement", "Upload the file. The checker reads it and says what is missing."),
)


def first_steps(user: User, now: datetime) -> list[Step]:
    """The steps in order; none for people who do not see operators, as nothing there is theirs to do."""
    if not user.has_perm("vendors.view_operator"):
        return []
    done = {
        "district.district": district_current_or_none() is not None,
        "district.adoptedpack": bool(packs_adopted(now.date())),
        "vendors.operator": operators_visible_to(user).exists(),
        "contracts.agreement": agreements_visible_to(user).exists(),
    }
    undone = next((label for label, _, _ in STEPS if not done[label]), "")
    return [Step(title, text, step_address(user, label), done[label], label == undone) for label, title, text in STEPS]


def step_address(user: User, label: str) -> str:
    app, model = label.split(".")
    return adding_address(label) if user.has_perm(f"{app}.add_{model}") else ""
