"""The text of a message that the clocks queued, made from its lines when it leaves."""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from deadlines.models import Deadline
from deadlines.presenters import UNVERIFIED, reason_in_words
from deadlines.selectors import reckonings_latest
from district.models import District
from district.selectors import district_current
from notices.models import Message, MessageLine


def body_of(message: Message, *, now: datetime) -> str:
    """Plain text: what is due, why, and where it is dealt with. Two queries however many lines."""
    lines = list(message.lines.select_related("deadline"))
    district = district_current()
    reasons = reckonings_latest([line.deadline_id for line in lines if line.deadline_id])
    context = {
        "district": district,
        "lines": [_line(line, reasons.get(line.deadline_id or 0), district) for line in lines],
        "office": urljoin(settings.SITE_ADDRESS, "/office/"),
    }
    return render_to_string("emails/digest.txt" if message.digest else "emails/alarm.txt", context)


def _line(line: MessageLine, reckoning: Any, district: District) -> dict[str, Any]:
    deadline: Deadline | None = line.deadline
    return {
        "text": line.text,
        "reason": reason_in_words(deadline, reckoning, district.time_zone) if deadline else "",
        "steps": reckoning.steps if reckoning else [],
        "doubt": UNVERIFIED if deadline and not deadline.verified else "",
        "link": urljoin(settings.SITE_ADDRESS, path_of(line)) if path_of(line) else "",
    }


def path_of(line: MessageLine) -> str:
    """Where the line is dealt with: the page it names, else its clock's."""
    if line.path or not line.deadline_id:
        return line.path
    return reverse("admin:deadlines_deadline_change", args=[line.deadline_id])
