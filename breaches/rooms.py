"""Reads of the room and of the list of breaches: fixed numbers of queries, whatever the number of pupils."""

from django.db.models import QuerySet

from breaches.models import Breach
from district.models import User

SEE = "breaches.view_breach"


def breaches_visible_to(user: User) -> QuerySet[Breach]:
    """All, for those whose role may read breaches; nothing for everyone else."""
    if not (user.is_authenticated and user.is_active and user.has_perm(SEE)):
        return Breach.objects.none()
    return Breach.objects.all()
