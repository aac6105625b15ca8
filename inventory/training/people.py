"""Whom a training concerns, and who may see and keep the book."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from district.models import User
from district.roles import ROLE_NAMES
from inventory.models import TrainingCourse

SEE = "inventory.see_trainings"
KEEP = "inventory.change_trainingcourse"


def people_of(course: TrainingCourse) -> QuerySet[User]:
    """Everybody who must take a course: who may sign in and has one of its roles, or any role where it names none."""
    roles = course.roles or list(ROLE_NAMES)
    return User.objects.filter(is_active=True, groups__name__in=roles).distinct().order_by("name", "pk")


def see_needed(user: User) -> None:
    """Refuse people who may not see who has done what (403)."""
    if not user.has_perm(SEE):
        raise PermissionDenied


def keep_needed(user: User) -> None:
    """Refuse people who may not keep the book (403)."""
    if not (user.has_perm(SEE) and user.has_perm(KEEP)):
        raise PermissionDenied


def roles_in_words(course: TrainingCourse) -> str:
    """Whom it is for: "Everybody", or the names of the roles."""
    return ", ".join(ROLE_NAMES.get(role, role) for role in course.roles) or "Everybody"
