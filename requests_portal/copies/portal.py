"""What the family's page shows of copies, appointments and moved work; one ZIP of everything that was given."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from district.clock import local_day
from district.selectors import district_current
from district.templatetags.words import day_in_words
from requests_portal.copies.delivering import link_is_live
from requests_portal.copies.standing import delivered_files, deliveries_of, order_on_file
from requests_portal.following.parts import Part
from requests_portal.models import Delivery, DeliveryWay, PrivacyRequest, RequestFile
from requests_portal.services.files import file_read

ZIP_MOST: Final = 150 * 2**20  # bytes of all files together; above that they are saved one by one


@dataclass(frozen=True, slots=True)
class Given:
    """One delivery as the family sees it. `open_until` is empty once its time is over."""

    delivery: Delivery
    files: Sequence[RequestFile]
    until: str
    live: bool
    zip: bool
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Appointment:
    delivery: Delivery
    day: str
    hour: str
    place: str
    confirmed: bool
    past: bool


def copies_part(*, request: PrivacyRequest, now: datetime) -> list[Part]:
    """Cards on the family's page: a copy that waits, an appointment, work that is moved."""
    parts: list[Part] = []
    standing = _standing(request)
    if not standing:
        return parts
    zone = district_current().time_zone
    for delivery in standing:
        if delivery.way == DeliveryWay.LINK and link_is_live(delivery, now):
            parts.append(_link_part(delivery, zone))
        elif delivery.way == DeliveryWay.INSPECTION and not delivery.inspected_on:
            parts.append(_appointment_part(delivery, zone))
        elif delivery.way == DeliveryWay.TRANSFER and delivery.confirmed_at is None:
            parts.append(_transfer_part(delivery))
    return parts


def given_to(request: PrivacyRequest, now: datetime) -> list[Given]:
    """What is or was there to download, in time order."""
    zone = district_current().time_zone
    return [
        Given(
            delivery=delivery,
            files=(files := delivered_files(delivery)),
            until=day_in_words(local_day(delivery.expires_at, zone)) if delivery.expires_at else "",
            live=link_is_live(delivery, now),
            zip=len(files) > 1 and sum(file.size for file in files) <= ZIP_MOST,
        )
        for delivery in _standing(request)
        if delivery.way == DeliveryWay.LINK
    ]


def appointments_of(request: PrivacyRequest, now: datetime) -> list[Appointment]:
    zone = district_current().time_zone
    return [
        _appointment(delivery, now, zone)
        for delivery in _standing(request)
        if delivery.way == DeliveryWay.INSPECTION and not delivery.inspected_on
    ]


def transfers_of(request: PrivacyRequest) -> list[Delivery]:
    """Work that the operator moves, and whose arrival the family has not confirmed."""
    return [row for row in _standing(request) if row.way == DeliveryWay.TRANSFER and row.confirmed_at is None]


def zip_of(files: Sequence[RequestFile]) -> bytes:
    """All files in one, under their names, each once. Raises FileLost rather than leave one out."""
    out = BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(_free_name(file.name, taken)), file_read(file), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _free_name(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot else (name, "")
    free, number = name, 2
    while free.lower() in taken:
        free, number = f"{stem} ({number}){ending}", number + 1
    taken.add(free.lower())
    return free


def _standing(request: PrivacyRequest) -> list[Delivery]:
    """What was not taken back; nothing once a court order is on file or nobody is sure any more who asks."""
    found = [delivery for delivery in deliveries_of(request) if delivery.withdrawn_at is None]
    return [] if found and (not request.is_identified or order_on_file(request)) else found


def _link_part(delivery: Delivery, zone: str) -> Part:
    until = local_day(delivery.expires_at, zone) if delivery.expires_at else None
    return Part(
        title=_("Your copy is ready"),
        text=_("You can download it until %(day)s. We send you a code first.") % {"day": day_in_words(until)},
        url_name="portal:copies",
        label=_("Open the copy"),
        order=10,
    )


def _appointment(delivery: Delivery, now: datetime, zone: str) -> Appointment:
    when = (delivery.appointment_at or delivery.made_at).astimezone(ZoneInfo(zone))
    return Appointment(
        delivery=delivery,
        day=day_in_words(when.date()),
        hour=f"{when:%-I:%M} {'a.m.' if when.hour < 12 else 'p.m.'}",
        place=delivery.place,
        confirmed=delivery.confirmed_at is not None,
        past=when <= now,
    )


def _appointment_part(delivery: Delivery, zone: str) -> Part:
    seen = _appointment(delivery, delivery.made_at, zone)
    words = _("You can see the records on %(day)s at %(hour)s. Where: %(place)s")
    return Part(
        title=_("Your appointment to see the records"),
        text=words % {"day": seen.day, "hour": seen.hour, "place": seen.place},
        url_name="portal:copies",
        label=_("See the appointment") if seen.confirmed else _("Confirm the appointment"),
        order=60 if seen.confirmed else 10,
    )


def _transfer_part(delivery: Delivery) -> Part:
    words = _("%(holder)s moves your child’s work to the account that you named. Tell us when it has arrived.")
    return Part(
        title=_("Your child’s own work"),
        text=words % {"holder": delivery.place},
        url_name="portal:copies",
        label=_("It has arrived"),
        order=10,
    )
