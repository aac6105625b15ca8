"""Who reads the approved list: everybody who works for the district, whatever the role."""

from django.core.exceptions import PermissionDenied

from district.models import User
from district.roles import ROLE_NAMES

PLACES = "inventory.change_approvedlistplace"


def works_here(user: User) -> bool:
    """Whether the person has any role; an account without one sees nothing."""
    return user.is_superuser or user.has_role(*ROLE_NAMES)


def staff_needed(user: User) -> None:
    """Refuse accounts without a role (403)."""
    if not works_here(user):
        raise PermissionDenied
