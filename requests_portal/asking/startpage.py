"""What the start page says: kinds, who may ask, how long each takes by the adopted packs, and what it depends on."""

from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from district.clock import local_day
from district.models import District
from district.selectors import district_current_or_none, packs_adopted
from requests_portal.asking.detailforms import dollars, page_cents
from requests_portal.asking.terms import Wait, waits_of
from requests_portal.languages import language_current
from requests_portal.models import PortalSettings, RequestKind
from requests_portal.selectors import portal_settings
from roster.families import OF_AGE


@dataclass(frozen=True, slots=True)
class StartMark:
    """Everything that the page depends on besides its language: two pages of one mark are the same."""

    day: date
    packs: tuple[str, ...]
    district: tuple[tuple[str, Any], ...]
    settings: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class KindShown:
    """One kind as the page shows it."""

    kind: str
    title: str
    text: str
    url: str
    waits: tuple[Wait, ...]


class Trust:
    """The mark as last read, believed for PUBLIC_MARK_TRUSTED seconds in this process, as the public page does."""

    def __init__(self) -> None:
        self.kept: tuple[float, StartMark] | None = None

    def mark(self, now: datetime) -> StartMark:
        kept, moment = self.kept, monotonic()
        if kept is not None and moment - kept[0] < settings.PUBLIC_MARK_TRUSTED:
            return kept[1]
        mark = mark_read(now)
        self.kept = (moment, mark)
        return mark


TRUST: Final = Trust()


def mark_read(now: datetime) -> StartMark:
    """In three queries."""
    district = district_current_or_none()
    day = local_day(now, district.time_zone if district is not None else "UTC")
    return StartMark(day, tuple(packs_adopted(day)), _values(district), _values(portal_settings()))


def _values(row: Model | None) -> tuple[tuple[str, Any], ...]:
    if row is None:
        return ()
    return tuple((field.attname, getattr(row, field.attname)) for field in row._meta.concrete_fields)


def start_context(mark: StartMark) -> dict[str, Any]:
    """The page's words in the active language. Reads nothing more."""
    own = PortalSettings(**dict(mark.settings))
    district = District(**dict(mark.district)) if mark.district else None
    cents = page_cents(own)
    return {
        "title": _("Ask about your child’s data"),
        "district": district,
        "kinds": [_shown(kind, mark, own) for kind in KINDS],
        "of_age": OF_AGE,
        "page_cost": dollars(cents) if cents else "",
        "fee_source": own.fee_source if cents else "",
        "face_to_face": own.text("face_to_face", language_current()),
        "confirm_days": own.confirm_days,
        "deletion_limits": "il-soppa" in mark.packs,
    }


def _shown(kind: str, mark: StartMark, own: PortalSettings) -> KindShown:
    url = f"{reverse('portal:question', args=['what'])}?{urlencode({'kind': kind})}"
    words = str(RequestKind(kind).label)
    return KindShown(kind, words, _text(kind), url, waits_of(kind, mark.packs, mark.day, own.own_days(kind)))


KINDS: Final = (
    RequestKind.COPY,
    RequestKind.INSPECT,
    RequestKind.CORRECT,
    RequestKind.DELETE,
    RequestKind.CONTENT,
    RequestKind.DIRECTORY,
)


def _text(kind: str) -> str:
    """What a kind means, in a sentence or two."""
    return {
        RequestKind.COPY: _("You get what the school and its apps hold about your child, electronically or on paper."),
        RequestKind.INSPECT: _("You look at what is held about your child, and we explain what you do not understand."),
        RequestKind.CORRECT: _("You tell us what is wrong and what is right. We find out, and have it put right."),
        RequestKind.DELETE: _("You ask us to have an app delete what it holds. We must keep some records, and say so."),
        RequestKind.CONTENT: _("You get what your child wrote or made in an app, or have it moved to your account."),
        RequestKind.DIRECTORY: _("Anybody may ask for directory information. It is given for school purposes only."),
    }[RequestKind(kind)]


def start_mark(now: datetime) -> StartMark:
    """The mark of the present moment."""
    return TRUST.mark(now)
