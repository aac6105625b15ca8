"""The clocks of an agreement's own term: its end, and the last day for word about it (C11)."""

from datetime import date, datetime
from typing import Final

from contracts.models import Agreement
from contracts.selectors import clocks_open
from deadlines.services import deadline_meet_for, deadline_open_until, deadline_withdraw
from district.audit import Actor
from district.clock import local_day
from district.selectors import district_current
from rulebook.reckoning import last_day_before, words_for_day

ENDS_EVENT: Final = "agreement_ends"
EXPIRY_RULE: Final = "agreement.expiry"
NOTICE_RULE: Final = "agreement.notice"
TERM_RULES: Final = (NOTICE_RULE, EXPIRY_RULE)


def term_clocks_open(*, agreement: Agreement, started_at: datetime, actor: Actor, now: datetime) -> None:
    """One clock for the end of the term, and one for the notice that the agreement asks for before it.

    A day that has passed opens none: nothing can be done about it any more, and the page says that it has passed.
    """
    if agreement.ends_on is None:
        return
    renews = agreement.renews
    ends = f"The agreement's term ends on {words_for_day(agreement.ends_on)}."
    title = "Record the renewal, or the end" if renews else "Renew or end the agreement"
    _open(agreement, EXPIRY_RULE, title, agreement.ends_on, ends, started_at, actor, now)
    if agreement.notice_days is not None:
        last_day, why = last_day_before(agreement.ends_on, agreement.notice_days)
        title = "Last day to keep the agreement from renewing" if renews else "Last day for word about renewing"
        _open(agreement, NOTICE_RULE, title, last_day, why, started_at, actor, now)


def term_clocks_follow(*, agreement: Agreement, actor: Actor, now: datetime) -> None:
    """The term of a signed agreement was changed: its old clocks are withdrawn, new ones open."""
    ends = "has no fixed end now" if agreement.ends_on is None else f"now ends on {words_for_day(agreement.ends_on)}"
    for clock in clocks_open(agreement).filter(rule__in=TERM_RULES):
        deadline_withdraw(deadline=clock, reason=f"The agreement's term {ends}.", actor=actor, now=now)
    term_clocks_open(agreement=agreement, started_at=now, actor=actor, now=now)


def term_clocks_meet(*, agreement: Agreement, evidence: str, actor: Actor, now: datetime) -> None:
    """What the clocks of the term asked for was done now: it was renewed, or ended."""
    for rule in TERM_RULES:
        deadline_meet_for(subject=agreement, rule=rule, at=now, actor=actor, now=now, evidence=evidence)


def _open(
    agreement: Agreement,
    rule: str,
    title: str,
    last_day: date,
    because: str,
    started_at: datetime,
    actor: Actor,
    now: datetime,
) -> None:
    if last_day < local_day(now, district_current().time_zone):
        return
    deadline_open_until(
        subject=agreement,
        rule=rule,
        title=title,
        event=ENDS_EVENT,
        last_day=last_day,
        started_at=started_at,
        role="privacy_officer",
        because=because,
        citation=f"The agreement itself: {agreement.title}",
        actor=actor,
        now=now,
    )
