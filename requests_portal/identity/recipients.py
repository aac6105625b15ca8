"""To whom a code goes: whoever asks, or somebody on record."""

from dataclasses import dataclass

from requests_portal.models import PrivacyRequest
from roster.familyrows import whole_name
from roster.models import Guardian, Student


@dataclass(frozen=True, slots=True)
class Recipient:
    """A name and an address; whose they are on record, where they are of the roster."""

    name: str
    email: str
    guardian_id: int | None = None
    student_id: int | None = None


def asker_recipient(request: PrivacyRequest) -> Recipient:
    return Recipient(request.asker_name, request.asker_email)


def guardian_recipient(guardian: Guardian, student: Student | None = None) -> Recipient:
    sealed = guardian.sealed
    return Recipient(whole_name(sealed), str(sealed.get("email", "")), guardian.pk, student.pk if student else None)


def student_recipient(student: Student) -> Recipient:
    """A pupil of 18, who asks for herself."""
    return Recipient(whole_name(student.sealed), str(student.sealed.get("email", "")), None, student.pk)
