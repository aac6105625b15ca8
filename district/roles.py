"""The nine roles of the procedure (7:345-AP1) and what each may do. The one place where permissions are granted.

A bundle is a list of patterns: `app.action_model`, where action and model may be `*`. Bundles become Django groups with
the role's id as name, made anew after every migration. Rights to single objects come on top, through guardian.
What no pattern names is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.contrib.auth.models import Group, Permission

ROOMS = (
    "district",
    "deadlines",
    "roster",
    "notices",
    "vendors",
    "contracts",
    "inventory",
    "breaches",
    "requests_portal",
    "transparency",
)
READ_ALL = tuple(f"{room}.view_*" for room in ROOMS)


def _keeps(*rooms: str) -> tuple[str, ...]:
    """Every right in these rooms. What may be deleted at all, the office and the database decide row by row."""
    return tuple(f"{room}.*" for room in rooms)


def _reads(*rooms: str) -> tuple[str, ...]:
    return tuple(f"{room}.view_*" for room in rooms)


# A breach and its work, but not the pupils by name: who advises or pays needs numbers and kinds.
BREACH_WITHOUT_NAMES = tuple(
    f"breaches.view_{record}" for record in ("breach*", "told", "claim", "publicentry", "affectedchange")
)


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its id (group name), its name on screens, what it is for, and patterns of permissions."""

    id: str
    name: str
    duty: str
    grants: tuple[str, ...]


ROLES: tuple[Role, ...] = (
    Role(
        "privacy_officer",
        "Privacy officer",
        "Keeps the inventory, the clocks and the public page; gives people their roles.",
        (*READ_ALL, *_keeps(*ROOMS)),
    ),
    Role(
        "superintendent",
        "Superintendent",
        "Reads everything, sees breaches at once, reports to the board.",
        (
            *READ_ALL,
            "breaches.add_*",
            "breaches.change_*",
            "contracts.sign_agreement",
            "deadlines.change_deadline",
            "notices.approve_mailing",
            "inventory.add_gateexception",
            "inventory.see_trainings",
            "inventory.add_boardreport",
            "inventory.change_boardreport",
            "transparency.approve_publication",
            "transparency.add_boardreport",
        ),
    ),
    Role(
        "director",
        "Director of information services",
        "Keeps the inventory and reviews agreements before approval.",
        (
            *READ_ALL,
            *_keeps("vendors", "inventory"),
            "contracts.add_*",
            "contracts.change_*",
            "deadlines.change_deadline",
        ),
    ),
    Role(
        "records_custodian",
        "Records custodian",
        "Answers parents' requests in time.",
        (
            *_reads("district", "deadlines", "roster", "notices", "vendors", "contracts", "inventory", "transparency"),
            *_keeps("requests_portal"),
            "roster.change_guardian",
            "roster.change_guardianship",
            "deadlines.change_deadline",
        ),
    ),
    Role(
        "business_manager",
        "Business manager",
        "Keeps operators and agreements, and posts them.",
        (
            *_reads("district", "deadlines", "contracts", "inventory"),
            *_keeps("vendors", "transparency"),
            *BREACH_WITHOUT_NAMES,
            "breaches.add_breachcost",
            "breaches.add_claim",
            "breaches.change_breachtask",
            "contracts.add_*",
            "contracts.change_agreement",
            "contracts.sign_agreement",
            "deadlines.change_deadline",
        ),
    ),
    Role(
        "committee_member",
        "Ed-tech committee member",
        "Evaluates and votes on the apps that staff ask for.",
        (*_reads("vendors", "contracts", "inventory"), "transparency.view_followed*"),
    ),
    Role(
        "counsel",
        "Counsel",
        "Reviews agreements before they are signed.",
        (
            *_reads("vendors", "contracts", "deadlines"),
            *BREACH_WITHOUT_NAMES,
            "contracts.add_counselopinion",
        ),
    ),
    # The approved list and a person's own requests are pages of their own: no table is open as a whole.
    Role("staff_member", "Staff member", "Sees what is approved and asks for an app.", ()),
    Role(
        "auditor",
        "Auditor",
        "Reads everything, the audit trail included, and changes nothing.",
        (*READ_ALL, "district.read_trail", "inventory.see_trainings"),
    ),
)
ROLE_NAMES = {role.id: role.name for role in ROLES}


def permissions_granted(role: Role, permissions: Iterable[tuple[int, str, str]]) -> list[int]:
    """Ids of the permissions (id, app label, codename) that match one of the role's patterns."""
    return [pk for pk, app, name in permissions if any(fnmatchcase(f"{app}.{name}", grant) for grant in role.grants)]


def roles_sync() -> None:
    """Make the groups match the bundles above, exactly: what is not listed is taken away."""
    every = list(Permission.objects.values_list("pk", "content_type__app_label", "codename"))
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role.id)
        group.permissions.set(permissions_granted(role, every))
