"""Fields in texts: {number}, {name} and so on, filled from the request when a message is written, never afterwards."""

import re
from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext

from deadlines.models import Deadline
from district.clock import local_day
from district.models import District
from district.templatetags.words import plain_day
from requests_portal.models import PrivacyRequest

# Name of the field → what stands there, for whoever edits a text.
FIELDS: Final[dict[str, str]] = {
    "number": "the request’s number, such as R-203",
    "kind": "what was asked, in the family’s language",
    "name": "whoever asked",
    "student": "the pupil, as the family named them",
    "school": "the pupil’s school",
    "asked_on": "the day on which it was asked",
    "last_day": "the day by which the district must answer",
    "today": "today’s date",
    "district": "the district’s name",
    "telephone": "the district’s telephone number",
    "writer": "whoever writes the message",
}
FIELD: Final = re.compile(r"\{([^{}\n]*)\}")


def unknown_fields(text: str) -> list[str]:
    """Names in braces that are no field, in order."""
    return [name for name in FIELD.findall(text) if name not in FIELDS]


def field_values(
    request: PrivacyRequest,
    *,
    district: District,
    clock: Deadline | None,
    writer: str,
    language: str,
    now: datetime,
) -> dict[str, str]:
    """What each field says for this request, in the language of the message."""
    with translation.override(language):
        zone = district.time_zone
        return {
            "number": request.number,
            "kind": request.get_kind_display(),
            "name": request.asker_name,
            "student": request.student_name,
            "school": str(request.school) if request.school is not None else gettext("your child’s school"),
            "asked_on": plain_day(local_day(request.asked_at, zone)),
            "last_day": plain_day(clock.last_day) if clock is not None else gettext("a day that the law does not name"),
            "today": plain_day(local_day(now, zone)),
            "district": district.name,
            "telephone": district.telephone,
            "writer": writer,
        }


def filled(text: str, values: dict[str, str]) -> str:
    """The text with its fields filled; what is no field stays as it was typed."""
    return FIELD.sub(lambda found: values.get(found[1], found[0]), text)
