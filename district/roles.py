"""The nine roles of the procedure (7:345-AP1) and what each may do. The one place where permissions are granted.

A bundle is a list of patterns: `app.action_model`, where action and model may be `*`. Bundles become Django groups with
the role's id as name, made anew after every migration. Rights to single objects come on top, through guardian.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch

from django.contrib.auth.models import Group, Permission

READ_ALL = ("*.view_*",)
OFFICE_APPS = ("vendors", "contracts", "inventory", "deadlines", "transparency", "notices")


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its id (group name), its name on screens, and patterns of permissions."""

    id: str
    name: str
    grants: tuple[str, ...]


ROLES: tuple[Role, ...] = (
    Role("privacy_officer", "Privacy officer", (*READ_ALL, *(f"{app}.*" for app in OFFICE_APPS), "district.*")),
    Role("superintendent", "Superintendent", (*READ_ALL, "district.change_district")),
    Role(
        "director",
        "Director of information services",
        ("*.view_*", "vendors.*", "contracts.*", "inventory.*", "deadlines.change_deadline"),
    ),
    Role("records_custodian", "Records custodian", ("*.view_*", "deadlines.change_deadline", "requests_portal.*")),
    Role(
        "business_manager",
        "Business manager",
        (
            "vendors.*",
            "contracts.view_*",
            "contracts.add_*",
            "contracts.change_agreement",
            "inventory.view_*",
            "deadlines.view_*",
            "transparency.*",
            "district.view_*",
        ),
    ),
    Role("committee_member", "Ed-tech committee member", ("vendors.view_*", "contracts.view_*", "inventory.view_*")),
    Role(
        "counsel", "Counsel", ("vendors.view_*", "contracts.view_*", "contracts.add_counselopinion", "deadlines.view_*")
    ),
    Role("staff_member", "Staff member", ("vendors.view_product", "inventory.view_productuse")),
    Role("auditor", "Auditor", READ_ALL),
)
ROLE_NAMES = {role.id: role.name for role in ROLES}


def permissions_granted(role: Role, permissions: Iterable[tuple[int, str, str]]) -> list[int]:
    """Ids of the permissions (id, app label, codename) that match one of the role's patterns."""
    return [pk for pk, app, name in permissions if any(fnmatch(f"{app}.{name}", grant) for grant in role.grants)]


def roles_sync() -> None:
    """Make the groups match the bundles above, exactly: what is not listed is taken away."""
    every = list(Permission.objects.values_list("pk", "content_type__app_label", "codename"))
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role.id)
        group.permissions.set(permissions_granted(role, every))
