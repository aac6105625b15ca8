"""Letters that go with a copy or an appointment: what is in the envelope, what it costs, where and when. In PDF."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext

from contracts.incoming.sandbox import Kind
from district.audit import audited
from district.clock import local_day
from district.models import User
from district.printing import PrintingUnavailable, pdf_rendered
from district.selectors import district_current
from district.templatetags.words import day_in_words
from requests_portal.copies.paper import dollars
from requests_portal.models import Delivery, DeliveryWay, FilePurpose
from requests_portal.services.files import file_keep, file_remove
from requests_portal.services.steps import RequestRefused

TEMPLATE: Final = "letters/request_delivery.html"
Row = tuple[str, str]


def delivery_letter(*, delivery: Delivery, actor: User, now: datetime) -> Delivery:
    """The letter of a delivery as it stands now, kept among the request's files; it takes an older one's place.

    RequestRefused where letters cannot be made on this machine.
    """
    request = delivery.request
    try:
        content = letter_pdf(delivery, day=local_day(now, district_current().time_zone))
    except PrintingUnavailable as problem:
        raise RequestRefused(str(problem)) from problem
    with audited(actor=actor, reason=f"{request.number}: letter of a delivery"):
        locked = (
            Delivery.objects.select_for_update(of=("self",)).select_related("letter", "request").get(pk=delivery.pk)
        )
        old = locked.letter
        locked.letter = file_keep(
            request=request,
            content=content,
            name=f"{request.number}-letter-{delivery.pk}.pdf",
            purpose=FilePurpose.LETTER,
            actor=actor,
            now=now,
            made_here=Kind("application/pdf", None),
        )
        locked.save(update_fields=["letter"])
        if old is not None:
            file_remove(file=old, actor=actor, now=now)
    return locked


def letter_pdf(delivery: Delivery, *, day: date) -> bytes:
    """In the language of the request."""
    request = delivery.request
    with translation.override(request.language):
        title = _title(delivery)
        context = {
            "day": day_in_words(day),
            "addressee": "\n".join(_addressee(request.asker or {})),
            "number": gettext("Request %(number)s") % {"number": request.number},
            "paragraphs": paragraphs_of(delivery),
            "rows": invoice_of(delivery),
            "invoice_title": gettext("The cost"),
            "last": _last(delivery),
        }
    return pdf_rendered(TEMPLATE, context, title=title, language=request.language)


def _title(delivery: Delivery) -> str:
    if delivery.way == DeliveryWay.INSPECTION:
        return gettext("Your appointment to see the records")
    return gettext("The copy that you asked for")


def _addressee(asker: dict[str, object]) -> list[str]:
    lines = asker.get("lines")
    street = [str(line) for line in lines] if isinstance(lines, list) else []
    town = f"{asker.get('city', '')}, {asker.get('state', '')} {asker.get('postal_code', '')}".strip(", ")
    return [line for line in (str(asker.get("name", "")), *street, town) if line.strip()]


def paragraphs_of(delivery: Delivery) -> list[str]:
    """What the letter says, sentence by sentence, in the language that is on. It names no pupil."""
    asked = day_in_words(local_day(delivery.request.asked_at, district_current().time_zone))
    said = [gettext("You asked us on %(day)s.") % {"day": asked}]
    if delivery.way == DeliveryWay.INSPECTION and delivery.appointment_at:
        local = delivery.appointment_at.astimezone(ZoneInfo(district_current().time_zone))
        where = {"day": day_in_words(local.date()), "hour": f"{local:%-I:%M} {'a.m.' if local.hour < 12 else 'p.m.'}"}
        said.append(gettext("You can see the records on %(day)s at %(hour)s.") % where)
        said.append(gettext("Where: %(place)s") % {"place": delivery.place})
        said.append(gettext("Tell us if you cannot come then. We will find another time."))
        return said
    said.append(gettext("The copy is with this letter. It has %(pages)s pages.") % {"pages": delivery.pages or 0})
    said.append(gettext("What concerned other students was left out, because it is theirs."))
    if delivery.not_electronic_because:
        said.append(
            gettext("You asked for an electronic copy. We cannot give one: %(because)s")
            % {"because": delivery.not_electronic_because}
        )
    return said


def invoice_of(delivery: Delivery) -> list[Row]:
    """Label and value of each line of the cost; nothing where no fee is asked at all."""
    if delivery.way != DeliveryWay.PAPER or not delivery.cents_per_page:
        return []
    rows = [
        (gettext("Pages"), f"{delivery.pages:,}"),
        (gettext("Fee for a page"), dollars(delivery.cents_per_page)),
    ]
    if delivery.waived:
        return [*rows, (gettext("You pay nothing"), dollars(0))]
    return [*rows, (gettext("To pay"), dollars(delivery.fee_cents))]


def _last(delivery: Delivery) -> list[str]:
    if delivery.way != DeliveryWay.PAPER:
        return []
    if not delivery.fee_cents:
        return [gettext("You pay nothing for this copy.")]
    return [gettext("You get the copy whether or not you can pay. If you cannot pay, tell us: you need not prove it.")]
