"""What the family's pages say, in the active language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from district.clock import local_day
from district.selectors import district_current
from district.templatetags.words import moment_in_words, plain_day
from requests_portal.following.parts import parts_of
from requests_portal.following.selectors import page_facts
from requests_portal.following.standing import OPEN_STATES, first_of, lines_of
from requests_portal.languages import language_current
from requests_portal.models import Direction, PrivacyRequest, RequestFile, RequestState, ThreadMessage
from requests_portal.selectors import portal_settings
from requests_portal.states import NEXT_STATES


def status_frame(request: PrivacyRequest) -> dict[str, Any]:
    """What stands around the body of the status page; no query."""
    return {
        "title": _("Your request %(number)s") % {"number": request.number},
        "kind": request.get_kind_display(),
        "may_withdraw": RequestState.WITHDRAWN in NEXT_STATES[request.state],
    }


def status_page(request: PrivacyRequest, now: datetime) -> dict[str, Any]:
    """What the body of the status page says; for its frame, `status_frame`."""
    facts = page_facts(request, now)
    lines = lines_of(facts, now)
    zone = facts.district.time_zone
    return {
        "asked_on": plain_day(local_day(request.asked_at, zone)),
        "lines": lines,
        "first": first_of(lines),
        "parts": parts_of(request, now),
        "files": [(one, plain_day(local_day(one.at, zone))) for one in facts.files],
        "messages_count": facts.messages,
        "unread": facts.unread,
        "bounced": request.mail_bounced_at is not None and request.state in OPEN_STATES,
        "today": plain_day(local_day(now, zone)),
    }


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One message as the family reads it."""

    ours: bool
    who: str
    when: str
    subject: str
    paragraphs: str
    files: tuple[RequestFile, ...]
    is_new: bool


def thread_lines(rows: Iterable[ThreadMessage]) -> list[ThreadLine]:
    """The messages, the newest first: on a telephone it is what one came for."""
    district = district_current()
    found = [
        ThreadLine(
            ours=row.direction == Direction.OUT,
            who=_("%(district)s wrote") % {"district": district.name}
            if row.direction == Direction.OUT
            else _("You wrote"),
            when=moment_in_words(row.at, district.time_zone),
            subject=row.subject,
            paragraphs=row.text,
            files=tuple(file for file in row.files.all() if file.removed_at is None),
            is_new=row.direction == Direction.OUT and row.read_by_family_at is None,
        )
        for row in rows
    ]
    return found[::-1]


def complaint_words(request: PrivacyRequest) -> dict[str, Any]:
    """The district's own words on a hearing, in the family's language, English where there is none."""
    settings = portal_settings()
    spanish = language_current() == "es"
    hearing = (settings.hearing_es if spanish else "") or settings.hearing_en
    return {"hearing": hearing, "is_correction": request.kind == "correct", "is_record": request.school_record}
