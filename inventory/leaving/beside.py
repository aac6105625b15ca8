"""Ends and certificates as the page of their agreement shows them."""

from django.urls import reverse

from contracts.hooks import Beside
from contracts.models import Agreement
from district import clock
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from district.templatetags.words import day_in_words
from inventory.leaving.selectors import certificates_of, leavings_of
from inventory.leaving.words import leaving_standing
from inventory.models import DestructionCertificate, Leaving


def leavings_beside(*, agreement: Agreement, user: User) -> list[Beside]:
    """Each end with how it stands, and each certificate that was kept."""
    return [line for leaving in leavings_of(agreement, user) for line in _lines(leaving)]


def _lines(leaving: Leaving) -> list[Beside]:
    zone, page = district_current().time_zone, reverse("leaving:page", args=[leaving.pk])
    standing = leaving_standing(leaving, list(leaving.asks.all()), local_day(clock.now(), zone))
    end = Beside(standing.tone, standing.words, f"Data after the end of {day_in_words(leaving.ended_on)}", page)
    return [end, *(_certificate(one, zone, page) for one in certificates_of(leaving))]


def _certificate(one: DestructionCertificate, zone: str, page: str) -> Beside:
    words = f"Certificate of destruction of {day_in_words(one.certified_at, zone)}, by {one.given_by}"
    return Beside("done", "Kept", words, f"{page}#certificate-{one.pk}")
