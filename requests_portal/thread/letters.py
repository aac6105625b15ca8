"""A message as a letter, for a family without e-mail: the same words, under the district's head."""

from district.clock import local_day
from district.printing import pdf_rendered
from district.selectors import district_current
from requests_portal.models import PrivacyRequest, ThreadMessage


def message_letter(message: ThreadMessage, request: PrivacyRequest) -> bytes:
    """The message as PDF, dated by the day on which it was written. Raises PrintingUnavailable."""
    asker = request.asker or {}
    region = " ".join(str(asker.get(name, "")) for name in ("state", "postal_code") if asker.get(name))
    place = ", ".join(part for part in (str(asker.get("city", "")), region) if part)
    context = {
        "message": message,
        "case": request,
        "day": local_day(message.at, district_current().time_zone),
        "addressee": [line for line in (request.asker_name, *asker.get("lines", []), place) if line],
    }
    return pdf_rendered(
        "letters/request_message.html",
        context,
        title=message.subject or request.number,
        language=message.language,
    )
