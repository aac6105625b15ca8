"""The yearly notice as it is proposed: only what the procedure says about it, in sentences that a person may change.

The form E2 itself is the district's own paper. What its sources name is here: who operators are, what is posted where,
and which rights parents have (7:345-AP1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language

from district.models import District
from rulebook.loading import load_packs
from rulebook.model import Duty, Posting
from rulebook.spans import AnnualDates

PACK: Final = "il-soppa"
RULE: Final = "il-soppa.notice.school-year"
REFRESH: Final = "il-soppa.posting.refresh"
BREACHES: Final = "il-soppa.posting.breaches"
OPERATORS, COVERED = "Operators", "Covered information"
TITLES: Final = {
    "en": "Notice to Parents About Educational Technology Vendors",
    "es": "Aviso a los padres sobre los proveedores de tecnología educativa",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part of the proposed notice comes from."""

    title: str
    cite: str


def year_of(starts_on: date) -> str:
    """2026-2027, of a school year that starts in 2026."""
    return f"{starts_on.year}-{starts_on.year + 1}"


def text_proposed(district: District, school_year: str, language: str) -> str:
    """The notice as plain text, paragraphs parted by empty lines."""
    definitions = {row.term: row.text for row in load_packs().packs[PACK].definitions}
    place = settings.SITE_ADDRESS.rstrip("/")
    context = {
        "district": district,
        "school_year": school_year,
        "operators": definitions[OPERATORS],
        "covered": definitions[COVERED],
        "page": f"{place}/es/" if language == "es" else f"{place}/",
        "portal": f"{place}/portal/",
        "percent": _threshold(load_packs().packs[PACK].postings),
    }
    with translation.override(language):
        context["posted_by"] = days_in_words(load_packs().duty(REFRESH), starts_on_of(school_year))
        return render_to_string(f"letters/year_notice_{language}.txt", context).strip() + "\n"


def starts_on_of(school_year: str) -> date:
    """A day of the autumn of a school year such as 2026-2027: the law of that day is what the notice tells."""
    return date(int(school_year[:4]), 8, 1)


def _threshold(postings: Sequence[Posting]) -> int:
    """The share of enrolled students from which a breach is posted, in percent."""
    breach = next(row.breach for row in postings if row.id == BREACHES)
    if breach is None or breach.threshold is None:
        raise LookupError(f"{BREACHES} names no share of students")
    return breach.threshold.percent


def days_in_words(duty: Duty, on: date) -> str:
    """The yearly days of a duty, as the law stands on a day: Jan. 31 and July 31; el 31 de enero y el 31 de julio."""
    spans = [term.span for term in duty.terms_on(on) if isinstance(term.span, AnnualDates)]
    days = [date(on.year, month, day) for span in spans for month, day in span.dates]
    if get_language() == "es":
        return " y ".join("el " + date_format(day, r"j \d\e F") for day in days)
    return " and ".join(date_format(day, "N j") for day in days)


def sources() -> Sequence[Source]:
    """What the proposed text rests on, with the law's places."""
    pack = load_packs().packs[PACK]
    duty = load_packs().duty(RULE)
    defined = [
        Source(f"Definition: {row.term}", row.cite.at) for row in pack.definitions if row.term in (OPERATORS, COVERED)
    ]
    posted = [Source(row.title, row.cite.at) for row in pack.postings if not row.id.endswith(".binder")]
    return (Source(duty.title, duty.terms[-1].cite.at), *defined, *posted)
