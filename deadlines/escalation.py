"""Who is told: the role that answers, and while late, each day, the next role up as well. One table."""

from typing import Final

CHAIN: Final[dict[str, tuple[str, ...]]] = {
    "privacy_officer": ("privacy_officer", "superintendent"),
    "director": ("director", "privacy_officer", "superintendent"),
    "records_custodian": ("records_custodian", "privacy_officer", "superintendent"),
    "business_manager": ("business_manager", "privacy_officer", "superintendent"),
    "counsel": ("counsel", "privacy_officer", "superintendent"),
    "committee_member": ("committee_member", "director", "privacy_officer", "superintendent"),
    "staff_member": ("staff_member", "director", "privacy_officer", "superintendent"),
    "superintendent": ("superintendent", "privacy_officer"),
}
LAST_RESORT: Final = ("privacy_officer", "superintendent")


def roles_told(role: str, days_late: int) -> tuple[str, ...]:
    """Roles to tell on a day of being late, lowest first: everyone below stays told."""
    return CHAIN.get(role, LAST_RESORT)[: 1 + days_late]


def roles_above(role: str) -> tuple[str, ...]:
    """Where to turn, in order, when nobody holds the role."""
    return tuple(dict.fromkeys((*CHAIN.get(role, ()), *LAST_RESORT)))
