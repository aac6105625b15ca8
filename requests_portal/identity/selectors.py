"""Reads of who asks: attempts and pupils and guardians whom a person chose."""

from django.shortcuts import get_object_or_404

from district.models import User
from requests_portal.models import IdentityAttempt, PrivacyRequest
from roster.models import Guardian, Student
from roster.selectors import students_visible_to


def attempts_of(request: PrivacyRequest) -> list[IdentityAttempt]:
    """Every attempt to settle who asks, the oldest first; one query."""
    return list(IdentityAttempt.objects.filter(request=request).select_related("by").order_by("at", "pk"))


def student_chosen(user: User, pk: int) -> Student:
    """A pupil whom a person chose; 404 where there is none, or the person may not see pupils."""
    return get_object_or_404(students_visible_to(user).select_related("school"), pk=pk)


def guardian_chosen(student: Student, pk: int) -> Guardian | None:
    """A guardian tied to the pupil; None for 0, which stands for somebody whom the roster does not name."""
    if not pk:
        return None
    return get_object_or_404(Guardian.objects.filter(guardianships__student=student), pk=pk)
