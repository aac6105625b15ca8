"""Writing, sending, prolonging and withdrawing cure notices. What comes after is in cure_answers and cure_terms."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from contracts import storage
from contracts.cure.gaps import CURE_EVENT, Gap, cure_duty, gaps_of
from contracts.cure.letters import notice_letter
from contracts.cure.messages import notice_mailed
from contracts.cure.selectors import CURE_RULE, clocks_running, notice_underway
from contracts.models import OPEN_STATES, Agreement, AgreementState, CureItem, CureNotice, CureState
from contracts.readiness import review_state
from contracts.services.cure_states import CureRefused, cure_enter, cure_noted, notice_locked
from contracts.services.documents import content_lock
from contracts.services.states import agreement_locked
from deadlines.services import deadline_open_for_event, deadline_open_until, deadline_withdraw
from district.audit import Actor, audited
from district.calendars import calendar_current
from district.clock import local_day
from district.links import link_issue_until, links_prolong, links_revoke
from district.models import PrivateLink, User
from district.selectors import district_current, packs_adopted
from rulebook.calendars import Calendar
from vendors.models import Contact

A = AgreementState
PURPOSE: Final = "cure_answer"
NOTICE_STATES: Final = frozenset({A.REVIEWING, A.WITH_COUNSEL, A.READY, A.SIGNED})
# The form's proposal. No adopted text names a number of days: the officer sets the term and may choose any other.
PROPOSED_DAYS: Final = 30
LONGEST: Final = timedelta(days=730)  # a slip of the year is told from a long term here
LINK_AFTER_TERM: Final = timedelta(days=14)


def term_proposed(calendar: Calendar, now: datetime) -> date:
    """Thirty days ahead, or the next day after that on which the district works."""
    day = local_day(now, calendar.timezone) + timedelta(days=PROPOSED_DAYS)
    while not calendar.is_open(day):
        day += timedelta(days=1)
    return day


def cure_draft(
    *,
    agreement: Agreement,
    contact: Contact,
    term_ends_on: date,
    message: str,
    left_out: Mapping[str, str],
    actor: User,
    now: datetime,
    notice: CureNotice | None = None,
) -> CureNotice:
    """Write a draft, or write `notice`, which is one, anew with today's findings.

    `left_out`: reasons by the ids of the provisions that the letter is not to ask for. Raises CureRefused.
    """
    with audited(actor=actor, reason="Wrote a cure notice"):
        locked = agreement_locked(agreement)
        _agreement_takes(locked)
        _term_checked(term_ends_on, now)
        _contact_checked(locked, contact)
        gaps = gaps_of(locked, review_state(locked, now=now))
        _choice_checked(gaps.listed, left_out)
        if gaps.check is None:
            raise CureRefused("The agreement has no check yet: there is nothing that a notice could rest on.")
        draft = _draft(locked, notice, actor, now)
        draft.review_check, draft.contact, draft.term_ends_on = gaps.check, contact, term_ends_on
        draft.contact_name, draft.contact_email, draft.message = contact.name, contact.email, message.strip()
        draft.save()
        if notice is None:
            cure_noted(draft, actor=actor, now=now, reason="written")
        _items_write(draft, gaps.listed, left_out)
    return draft


def _draft(agreement: Agreement, notice: CureNotice | None, actor: User, now: datetime) -> CureNotice:
    if notice is None:
        if notice_underway(agreement) is not None:
            raise CureRefused("A cure notice of this agreement is under way already.")
        return CureNotice(agreement=agreement, written_by=actor, written_at=now)
    locked = notice_locked(notice)
    if locked.state != CureState.DRAFT:
        raise CureRefused(f"The notice is {locked.get_state_display()} now: it is no draft any more.")
    return locked


def _items_write(notice: CureNotice, gaps: tuple[Gap, ...], left_out: Mapping[str, str]) -> None:
    notice.items.all().delete()
    for position, gap in enumerate(gaps, 1):
        reason = left_out.get(gap.provision, "").strip()
        CureItem.objects.create(
            notice=notice, position=position, listed=not reason, left_out_because=reason, **gap.frozen()
        )


def cure_send(*, notice: CureNotice, actor: User, now: datetime) -> CureNotice:
    """Send a draft: its words are frozen, the letter is kept, the message and its link are queued, the clock opens.

    CureRefused where the findings were decided otherwise since it was written, or where it may not be sent.
    """
    with audited(actor=actor, reason="Sent the cure notice"):
        agreement = agreement_locked(notice.agreement)
        _agreement_takes(agreement)
        locked = notice_locked(notice)
        if locked.state != CureState.DRAFT:
            raise CureRefused(f"The notice is {locked.get_state_display()} already.")
        _term_checked(locked.term_ends_on, now)
        _contact_unchanged(locked)
        _findings_unchanged(locked, now)
        locked.sent_at = now
        locked.letter_sha256 = letter_keep(notice_letter(locked, now=now))
        locked.save(update_fields=["sent_at", "letter_sha256"])
        sent = cure_enter(locked, CureState.SENT, actor=actor, now=now, reason=f"to {locked.contact_email}")
        _clock_open(sent, actor=actor, now=now)
        cure_link_send(notice=sent, actor=actor, now=now)
    notice.state = sent.state
    return sent


def cure_extend(*, notice: CureNotice, until: date, reason: str, actor: User, now: datetime) -> CureNotice:
    """A longer term: the old clock is withdrawn with the reason, a new one opens, and the operator is told."""
    if not reason.strip():
        raise CureRefused("Say why the term is longer: the reason is kept.", "reason")
    with audited(actor=actor, reason=f"Extended the term: {reason.strip()}"):
        agreement_locked(notice.agreement)
        locked = notice_locked(notice)
        must_be_open(locked)
        _term_checked(until, now)
        if until <= locked.term_ends_on:
            raise CureRefused("The new last day must come after the present one.", "term_ends_on")
        words = f"The term now ends on {until.isoformat()}: {reason.strip()}"
        clocks_withdraw(locked, reason=words, actor=actor, now=now)
        locked.term_ends_on, locked.overdue_at = until, None
        locked.save(update_fields=["term_ends_on", "overdue_at"])
        cure_noted(locked, actor=actor, now=now, reason=words)
        _clock_open(locked, actor=actor, now=now)
        links_prolong(subject=locked, purpose=PURPOSE, until=link_end(locked, now), reason=words, actor=actor, now=now)
        cure_link_send(notice=locked, actor=actor, now=now)
    return locked


def cure_withdraw(*, notice: CureNotice, reason: str, actor: Actor, now: datetime) -> CureNotice:
    """Take a draft or a sent notice back, with a reason: its clock stops and its links lead nowhere."""
    if not reason.strip():
        raise CureRefused("Say why it is withdrawn: the reason is kept.", "reason")
    with audited(actor=actor, reason=reason.strip()):
        agreement_locked(notice.agreement)
        withdrawn = cure_enter(notice, CureState.WITHDRAWN, actor=actor, now=now, reason=reason.strip())
        cure_stop(withdrawn, reason=f"The cure notice was withdrawn: {reason.strip()}", actor=actor, now=now)
    return withdrawn


def cure_close_with_agreement(*, agreement: Agreement, reason: str, actor: Actor, now: datetime) -> None:
    """The agreement ended: what was asked of it is asked no more."""
    for notice in agreement.cure_notices.filter(state__in=[CureState.DRAFT, *OPEN_STATES]):
        withdrawn = cure_enter(notice, CureState.WITHDRAWN, actor=actor, now=now, reason=reason)
        cure_stop(withdrawn, reason=reason, actor=actor, now=now)


def cure_link_send(*, notice: CureNotice, actor: Actor, now: datetime) -> PrivateLink:
    """A new private link for the operator's contact, queued as a message. Earlier links stay good."""
    with audited(actor=actor, reason="Sent the operator a private link"):
        locked = notice_locked(notice)
        must_be_open(locked)
        link, _ = link_issue_until(
            purpose=PURPOSE,
            subject=locked,
            issued_to=(locked.contact_name, locked.contact_email),
            until=link_end(locked, now),
            actor=actor,
            now=now,
        )
        notice_mailed(notice=locked, link=link, actor=actor, now=now)
    return link


def link_end(notice: CureNotice, now: datetime) -> datetime:
    """Links are good to the end of the term; where that is over and the office still asks, for two weeks more."""
    end = calendar_current().end_of(notice.term_ends_on)
    return end if end > now else now + LINK_AFTER_TERM


def cure_stop(notice: CureNotice, *, reason: str, actor: Actor, now: datetime) -> None:
    """Nothing is asked any more: the clock is withdrawn and the links are taken back."""
    clocks_withdraw(notice, reason=reason, actor=actor, now=now)
    links_revoke(subject=notice, purpose=PURPOSE, reason=reason, actor=actor, now=now)


def clocks_withdraw(notice: CureNotice, *, reason: str, actor: Actor, now: datetime) -> None:
    for clock in clocks_running(notice):
        deadline_withdraw(deadline=clock, reason=reason, actor=actor, now=now)


def must_be_open(notice: CureNotice) -> None:
    if notice.state not in OPEN_STATES:
        raise CureRefused(f"The notice is {notice.get_state_display()} now.")


def letter_keep(pdf: bytes) -> str:
    """Put a letter into the private store, within the caller's transaction; its SHA-256."""
    with storage.received([pdf]) as incoming:
        content_lock(incoming.sha256)
        storage.keep(incoming)
        return incoming.sha256


def _clock_open(notice: CureNotice, *, actor: Actor, now: datetime) -> None:
    """The term that the district set, as a clock; and what adopted packs start with the notice, if any ever does."""
    asked = {name.partition(".")[0] for name in notice.items.filter(listed=True).values_list("provision", flat=True)}
    duty = cure_duty(pack for pack in packs_adopted(local_day(now, district_current().time_zone)) if pack in asked)
    deadline_open_until(
        subject=notice,
        rule=CURE_RULE,
        title="Term for the operator to cure the agreement",
        event=CURE_EVENT,
        last_day=notice.term_ends_on,
        started_at=now,
        role=duty.role if duty is not None else "privacy_officer",
        because="The district set this day in its notice. No text adopted here names a number of days.",
        citation=duty.cite.at if duty is not None else "The district's own notice",
        source="notice",
        actor=actor,
        now=now,
    )
    deadline_open_for_event(subject=notice, event=CURE_EVENT, at=now, actor=actor, now=now)


def _agreement_takes(agreement: Agreement) -> None:
    if agreement.state not in NOTICE_STATES:
        raise CureRefused(f"The agreement is {agreement.get_state_display()}: there is nothing to cure.")


def _term_checked(last_day: date, now: datetime) -> None:
    today = local_day(now, district_current().time_zone)
    if last_day <= today:
        raise CureRefused("The term must end tomorrow at the earliest.", "term_ends_on")
    if last_day > today + LONGEST:
        raise CureRefused("This is more than two years away. Check the year.", "term_ends_on")


def _contact_checked(agreement: Agreement, contact: Contact) -> None:
    if contact.operator_id != agreement.operator_id:
        raise CureRefused("This contact is not one of the agreement's operator.", "contact")


def _contact_unchanged(notice: CureNotice) -> None:
    contact = notice.contact
    if contact is None or contact.email != notice.contact_email:
        raise CureRefused("The contact's record changed since this was written. Save the draft again, then send it.")


def _choice_checked(gaps: tuple[Gap, ...], left_out: Mapping[str, str]) -> None:
    if not gaps:
        raise CureRefused("Nothing is open: no decided finding says that something is missing, weaker or contradicted.")
    if bare := [name for name, reason in left_out.items() if not reason.strip()]:
        raise CureRefused(f"Say why it is left out of the letter: {', '.join(bare)}.", "left_out")
    if all(gap.provision in left_out for gap in gaps):
        raise CureRefused("Everything is left out: leave at least one provision in the letter.", "left_out")


def _findings_unchanged(notice: CureNotice, now: datetime) -> None:
    """What the letter says must be what the desk says at the moment of sending."""
    gaps = gaps_of(notice.agreement, review_state(notice.agreement, now=now))
    as_decided = {gap.provision: (gap.state.finding.pk, gap.state.verdict, gap.why) for gap in gaps.listed}
    as_written = {item.provision: (item.finding_id, item.verdict, item.why) for item in notice.items.all()}
    if as_decided != as_written:
        raise CureRefused(
            "Findings were decided otherwise since this was written. Open the draft, look at the list, save it again."
        )
