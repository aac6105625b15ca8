"""What the public is told of a breach, decided by the adopted packs (D7). No database: facts in, decision out.

No number of a law stands here. The packs say from which share a breach is listed, what keeps the number of pupils
back, and for how long it stays; a law that asks for the notice itself is met by the notice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from district.templatetags.words import plain_day
from rulebook.breachpostings import Kept
from rulebook.model import Posting, Rulebook

SCHEMA: Final = 1
CLASS_WORDS: Final[Mapping[str, str]] = {
    "personal": "personal information under the breach law",
    "directory": "directory information",
    "content": "student-generated content",
    "sensitive": "sensitive information",
    "ordinary": "other information",
}


class Outcome(StrEnum):
    """What one rule asks for this breach."""

    LISTED = "listed"
    NOTICE = "notice"
    NOT_LISTED = "not_listed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What the rules look at. Days are of the district's calendar; `determined` says that it was found to be a breach.

    `enrolled` pupils on `enrolled_on`, by `enrolled_from` in words; None where nobody knows the number. `classes` are
    those of the kinds of information touched. An empty `operator` means the district's own systems.
    """

    determined: bool
    pupils: int
    enrolled: int | None
    enrolled_on: date
    enrolled_from: str
    happened_from: date | None
    happened_until: date | None
    classes: frozenset[str]
    district: str
    operator: str = ""
    operator_slug: str = ""
    products: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one rule asks, and why, in a sentence. `kept_words` says how long a listed breach stays."""

    rule: str
    law: str
    title: str
    at: str
    quote: str
    verified: bool
    doubt: str
    outcome: Outcome
    reason: str
    kept_words: str = ""
    kept_verified: bool = True
    kept_doubt: str = ""

    @property
    def asks(self) -> bool:
        return self.outcome in (Outcome.LISTED, Outcome.NOTICE)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules ask together. `missing`: what must be known before anything may be approved, in sentences."""

    rulings: tuple[Ruling, ...]
    missing: tuple[str, ...]
    number_shown: bool
    number_reason: str
    share_words: str

    @property
    def listed(self) -> bool:
        return any(ruling.outcome == Outcome.LISTED for ruling in self.rulings)

    @property
    def notice(self) -> bool:
        return any(ruling.outcome == Outcome.NOTICE for ruling in self.rulings)

    @property
    def asked(self) -> bool:
        """Whether any rule asks for anything public."""
        return self.listed or self.notice

    def as_json(self) -> dict[str, Any]:
        """What is kept with the entry: {rulings: [...], number_shown, number_reason, share_words}."""
        return {
            "rulings": [asdict(ruling) | {"outcome": str(ruling.outcome)} for ruling in self.rulings],
            "number_shown": self.number_shown,
            "number_reason": self.number_reason,
            "share_words": self.share_words,
        }


def decide(facts: PublicFacts, packs: Sequence[str], day: date, book: Rulebook) -> Decision:
    """What the adopted packs ask to be public of a breach, on a day."""
    postings = book.breach_postings(packs, day)
    rulings = tuple(_ruling(posting, book.pack_of(posting.id).short_title, facts) for posting in postings)
    shown, reason = _number(postings, rulings, facts)
    share = share_in_words(facts)
    return Decision(rulings, tuple(_missing(postings, facts)), shown, reason, share)


def _missing(postings: Sequence[Posting], facts: PublicFacts) -> list[str]:
    lacks = []
    if not facts.determined:
        lacks.append("It has not been determined that this is a breach: nothing is posted before that.")
    if facts.happened_from is None:
        lacks.append("The day of the breach, or the first and last day, is not entered.")
    if not facts.classes:
        lacks.append("No kind of information is entered: whether the number of pupils may be shown depends on it.")
    if any(posting.breach and posting.breach.threshold for posting in postings):
        if not facts.pupils:
            lacks.append("No affected pupil is entered: the share cannot be reckoned.")
        if not facts.enrolled:
            lacks.append("The number of enrolled students on that day is not known: enter it.")
    return lacks


def _ruling(posting: Posting, law: str, facts: PublicFacts) -> Ruling:
    outcome, reason = _outcome(posting, facts)
    breach = posting.breach
    kept = breach.kept if breach is not None else None
    return Ruling(
        rule=posting.id,
        law=law,
        title=posting.title,
        at=posting.cite.at,
        quote=posting.cite.quote,
        verified=posting.verified,
        doubt=posting.doubt,
        outcome=outcome,
        reason=reason,
        kept_words=kept_in_words(kept) if outcome == Outcome.LISTED and kept else "",
        kept_verified=kept.verified if kept else True,
        kept_doubt=kept.doubt if kept else "",
    )


def _outcome(posting: Posting, facts: PublicFacts) -> tuple[Outcome, str]:
    breach = posting.breach
    assert breach is not None, "Rulebook.breach_postings gives only these"  # noqa: S101
    if breach.shows == "notice":
        share = "" if breach.threshold else ", whatever the share of students"
        return Outcome.NOTICE, f"The notice of each breach is posted{share}."
    last = facts.happened_until or facts.happened_from
    if breach.kept and breach.kept.not_before and last is not None and last < breach.kept.not_before:
        return Outcome.NOT_LISTED, f"It happened before {plain_day(breach.kept.not_before)}: nothing older is listed."
    if breach.threshold is None:
        return Outcome.LISTED, "Each breach is listed, whatever the share of students."
    if not facts.enrolled or not facts.pupils:
        return Outcome.UNKNOWN, "The share of enrolled students is not known yet."
    percent, share = breach.threshold.percent, share_in_words(facts)
    if breach.threshold.reached(facts.pupils, facts.enrolled):
        return Outcome.LISTED, f"{share} This is {percent}\u00a0% or more, so the breach is listed."
    return Outcome.NOT_LISTED, f"{share} This is less than {percent}\u00a0%, so no entry is asked for."


def _number(postings: Sequence[Posting], rulings: Sequence[Ruling], facts: PublicFacts) -> tuple[bool, str]:
    """Whether the entry shows the number of pupils, and why; the strictest rule that lists it decides."""
    for posting in postings:
        withheld = posting.breach.number_withheld_for if posting.breach else ""
        if withheld and withheld in facts.classes:
            kind = CLASS_WORDS[withheld]
            return False, f"The number of students is withheld: the breach involves {kind} ({posting.cite.at})."
    if any(ruling.outcome == Outcome.LISTED for ruling in rulings):
        return True, "The number of students is shown: no kind of information that would keep it back is involved."
    return False, "No law asks for a number of students here."


def share_in_words(facts: PublicFacts) -> str:
    """412 of 2,400 students who were enrolled on 3 November 2026 (17.2 %), by the roster."""
    if not facts.enrolled:
        return ""
    share = facts.pupils * 1000 // facts.enrolled  # rounded down: what does not reach a share must not look so
    return (
        f"{facts.pupils:,} of {facts.enrolled:,} students enrolled on {plain_day(facts.enrolled_on)}, "
        f"{share // 10}.{share % 10} %, {facts.enrolled_from}."
    )


def kept_in_words(kept: Kept) -> str:
    """It stays listed for 5 years after posting (105 ILCS 85/27)."""
    return _("It stays listed for %(years)s years after it is posted (%(place)s).") % {
        "years": kept.years,
        "place": kept.cite.at,
    }


def shown_of(
    decision: Decision, facts: PublicFacts, *, notice_en: str = "", notice_es: str = "", listed_anyway: bool = False
) -> dict[str, Any]:
    """What the public reads, as plain data; the day of posting is added by the publication.

    {schema, operator: {slug, name}, products: [{slug, name}], happened_from, happened_until (ISO days; the last is null
    for one day), listed, students: {number or null, withheld}, laws: [{law, at}], notice: {en, es} or null}. `withheld`
    says that a law keeps the number back.
    """
    listed = decision.listed or listed_anyway
    one_day = facts.happened_until in (None, facts.happened_from)
    return {
        "schema": SCHEMA,
        "operator": {"slug": facts.operator_slug, "name": facts.operator or facts.district},
        "products": [{"slug": slug, "name": name} for slug, name in facts.products],
        "happened_from": facts.happened_from.isoformat() if facts.happened_from else None,
        "happened_until": None if one_day or facts.happened_until is None else facts.happened_until.isoformat(),
        "listed": listed,
        "students": {
            "number": facts.pupils if listed and decision.number_shown else None,
            "withheld": decision.listed and not decision.number_shown,
        },
        "laws": [{"law": ruling.law, "at": ruling.at} for ruling in decision.rulings if ruling.asks],
        "notice": {"en": notice_en, "es": notice_es} if notice_en else None,
    }


def rules_asking(decided: Mapping[str, Any]) -> list[str]:
    """The ids of the rules that ask for an entry, by what was kept of its decision."""
    return [row["rule"] for row in decided["rulings"] if row["outcome"] in (Outcome.LISTED, Outcome.NOTICE)]


def listed_until(decided: Mapping[str, Any], posted: date, book: Rulebook) -> date | None:
    """The last day on which an entry posted on that day is listed; None where a rule that asks for it sets no end."""
    days = []
    for rule in map(book.index.get, rules_asking(decided)):
        kept = rule.breach.kept if isinstance(rule, Posting) and rule.breach else None
        if kept is None:
            return None
        days.append(kept.last_day(posted))
    return max(days, default=None)


def notice_proposed(facts: PublicFacts, kinds: Sequence[str], measures: str, told_on: date | None) -> str:
    """A first text of the notice, in plain words, for a person to better. Names only what is entered."""
    who = facts.operator or facts.district
    told = (
        f"On {plain_day(told_on)} {who} told us of a breach of security."
        if told_on and facts.operator
        else (f"There was a breach of security at {who}.")
    )
    when = f"It happened {days_in_words(facts.happened_from, facts.happened_until)}." if facts.happened_from else ""
    what = f"It touched information about students: {', '.join(kinds)}." if kinds else ""
    letters = "We write to each family whose student's information was involved."
    return "\n\n".join(part for part in (f"{told} {when}".strip(), what, letters, measures.strip()) if part)


def days_in_words(first: date | None, last: date | None) -> str:
    """on 2 November 2026; from 2 November 2026 to 4 November 2026."""
    if first is None:
        return _("on a day that is not known")
    if last is None or last == first:
        return _("on %(day)s") % {"day": plain_day(first)}
    return _("from %(first)s to %(last)s") % {"first": plain_day(first), "last": plain_day(last)}
