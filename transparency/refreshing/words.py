"""Sentences about the reviews, for the public page and the office."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from transparency.presenters import plain_day
from transparency.refreshing.selectors import DueDay
from transparency.speaking import language_now
from transparency.speaking import said as spoken


@dataclass(frozen=True, slots=True)
class ReviewSaid:
    """A review in words; `tone` as components/status.html takes it."""

    tone: str
    status: str
    sentence: str
    why_late: str = ""
    late: bool = False


def review_said(due: DueDay) -> ReviewSaid:
    """What families and the office read of one day of the law."""
    review = due.review
    values: dict[str, object] = {"day": plain_day(due.day), "number": due.days_late}
    if review is None and due.late:
        said = ngettext(
            "The review of this page that was due by %(day)s has not been done. It is %(number)d day late.",
            "The review of this page that was due by %(day)s has not been done. It is %(number)d days late.",
            due.days_late,
        )
        return ReviewSaid("late", _("Late"), said % values, late=True)
    if review is None:
        said = _("The review of this page that is due by %(day)s has not been done yet.")
        return ReviewSaid("open", _("To be done"), said % values)
    values |= {"done": plain_day(review.attested_on), "name": review.name, "position": review.position}
    if language_now() != "en":  # what somebody is at the office is written in English
        values = {name: format_html("{}", value) for name, value in values.items()} | {
            "position": spoken(review.position),
            "number": due.days_late,
        }
    if due.late:
        said = ngettext(
            "Due by %(day)s, reviewed on %(done)s by %(name)s, %(position)s: %(number)d day late.",
            "Due by %(day)s, reviewed on %(done)s by %(name)s, %(position)s: %(number)d days late.",
            due.days_late,
        )
        return ReviewSaid("soon", _("Done late"), _filled(said, values), review.why_late)
    said = _("Due by %(day)s, reviewed on %(done)s by %(name)s, %(position)s.")
    return ReviewSaid("done", _("Done in time"), _filled(said, values))


def _filled(sentence: str, values: dict[str, object]) -> str:
    """Ready HTML where the values are, which they are beside English; else text."""
    filled = sentence % values
    return SafeString(filled) if isinstance(values["name"], SafeString) else filled


def left_out_said(due: DueDay) -> str:
    """For the office: which earlier reviews attesting this one makes up for; empty where there are none."""
    if not due.left_out:
        return ""
    days = " and ".join(plain_day(day) for day in due.left_out)
    return f"No review was attested for {days}: this one makes up for it, and the public page says how late."


def reviews_late(days: Iterable[DueDay]) -> list[ReviewSaid]:
    """Those that every page has to own up to: due, and not done."""
    return [review_said(due) for due in days if due.open and due.late]


def attestation_proposed(due: DueDay, lacking: int, sha256: str) -> str:
    """The words that a person may attest, to be changed by them before they do."""
    said = (
        f"I reviewed the district's public page for the review due by {plain_day(due.day)}. I looked at each thing "
        f"that has to be posted. The page says what the district's records say, as publication {sha256[:16]} shows it."
    )
    if not lacking:
        return f"{said} Nothing that our records can tell is missing from it."
    things = "1 thing is" if lacking == 1 else f"{lacking} things are"
    return f"{said} {things} still missing from it, as the office's page of the review lists."
