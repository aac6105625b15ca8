"""The notice to the operator: written, sent with a private link, reminded of, and what its silence means."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.template.loader import render_to_string

from deadlines.firing import Firing
from deadlines.services import deadline_open_until, deadline_withdraw
from district.audit import Actor, SystemActor, actor_label, audited
from district.calendars import calendar_current
from district.clock import local_day
from district.links import link_issue_until, link_mark, links_revoke
from district.models import PrivateLink, User
from district.printing import pdf_rendered
from district.refusals import Refused
from district.selectors import district_current
from district.storage import kept
from district.templatetags.words import day_in_words
from inventory.conduct.selectors import PURPOSE, RULE, clocks_of_case, notices_of_clocks
from inventory.conduct.services.cases import case_locked, step_add, words_given
from inventory.models import ConductCase, ConductNotice, ConductState, ConductStepKind
from notices.services import alarms_announce, message_queue
from vendors.models import Contact

PROPOSED_DAYS: Final = 10  # the form's proposal; no adopted text names a number, and the office may choose any other
LONGEST: Final = timedelta(days=365)
LINK_AFTER: Final = timedelta(days=14)
TIMER: Final = SystemActor("timer:conduct.answer")


def notice_proposed(case: ConductCase) -> str:
    """The words to begin with: what is suspected, the rule, what is asked, and what may follow."""
    district = district_current()
    parts = [f"{district.name} uses your services and has reason to ask about the following: {case.title}."]
    parts.append(case.suspicion)
    if case.restriction:
        parts.append(f"What is forbidden: {case.restriction_text} ({case.restriction_cite})")
    parts.append(
        "Please say whether this happened, since when and why; which students' information was concerned; who received "
        "it; and what you do so that it ends. If it is allowed, name the exception and the facts that it rests on."
    )
    parts.append(
        "If there is no answer by the day named below, or if the answer is not enough, we look at ending the use of "
        "your services and at reporting this to the authorities."
    )
    return "\n\n".join(parts)


def notice_send(
    *, case: ConductCase, contact: Contact, words: str, answer_by: date, actor: User, now: datetime
) -> ConductNotice:
    """Write to the operator: the letter is kept, a message with a private link is queued, and the clock runs.

    It takes the place of an earlier notice, whose link leads nowhere any more.

    Refused for another operator's contact, for a day that is over, and for a case that is closed.
    """
    text = words_given(words, "words", "Write what the operator is told.")
    _day_checked(answer_by, now)
    with audited(actor=actor, reason=f"{case.number}: the operator is written to"):
        locked = case_locked(case)
        if contact.operator_id != locked.operator_id:
            raise Refused("This contact is not one of this operator.", "contact")
        links_stop(locked, reason="The operator was written to again.", actor=actor, now=now)
        notice = ConductNotice(
            case=locked, contact_name=contact.name, contact_email=contact.email, words=text, answer_by=answer_by,
            sent_at=now, sent_by=actor_label(actor),
        )  # fmt: skip
        notice.letter_sha256 = kept(notice_letter(notice))
        notice.save()
        _clock_open(locked, notice, actor, now)
        _mailed(notice, _link(notice, actor, now), "sent", actor, now)
        locked.state = ConductState.ASKED
        locked.save(update_fields=["state"])
        words_kept = f"To {contact.name} ({contact.email}), to answer by {day_in_words(answer_by)}."
        step_add(locked, ConductStepKind.ASKED, words_kept, actor=actor, now=now)
    return notice


def notice_remind(*, notice: ConductNotice, actor: User, now: datetime) -> None:
    """A new private link for the same contact. Refused where the operator has answered."""
    with audited(actor=actor, reason=f"{notice}: reminded"):
        case = case_locked(notice.case)
        locked = (
            ConductNotice.objects.select_for_update(of=("self",)).select_related("case__operator").get(pk=notice.pk)
        )
        if locked.answered_at is not None:
            raise Refused("The operator has answered.")
        locked.reminded_at = now
        locked.save(update_fields=["reminded_at"])
        _mailed(locked, _link(locked, actor, now), f"again.{now:%Y%m%dT%H%M%S}", actor, now)
        step_add(case, ConductStepKind.REMINDED, f"{locked.contact_name} was reminded.", actor=actor, now=now)


def notices_ring(*, firings: Sequence[Firing], now: datetime) -> None:
    """What the clock of a notice wakes: people are told as of any clock, and a day that is over is said of the case.

    Runs in the sweep's transaction. Again, or late, it changes nothing that is done.
    """
    alarms_announce(firings=firings, now=now)
    passed = [firing.deadline_id for firing in firings if firing.due_at <= now]
    for notice in notices_of_clocks(passed):
        with audited(actor=TIMER, reason=f"{notice}: no answer in time"):
            notice.silent_at = now
            notice.save(update_fields=["silent_at"])
            words = f"{notice.case.operator} did not answer by {day_in_words(notice.answer_by)}."
            step_add(notice.case, ConductStepKind.SILENT, words, actor=TIMER, now=now)


def notice_letter(notice: ConductNotice) -> bytes:
    """The notice as a tagged PDF."""
    context = {"notice": notice, "case": notice.case, "zone": district_current().time_zone}
    return pdf_rendered("letters/conduct_notice.html", context, title=f"Notice {notice.case.number}")


def links_stop(case: ConductCase, *, reason: str, actor: Actor, now: datetime) -> None:
    for notice in case.notices.all():
        links_revoke(subject=notice, purpose=PURPOSE, reason=reason, actor=actor, now=now)


def clock_stop(case: ConductCase, *, reason: str, actor: Actor, now: datetime) -> None:
    for clock in clocks_of_case(case):
        deadline_withdraw(deadline=clock, reason=reason, actor=actor, now=now)


def _clock_open(case: ConductCase, notice: ConductNotice, actor: Actor, now: datetime) -> None:
    """One clock a case: a later notice takes the place of an earlier one."""
    clock_stop(case, reason="The operator was written to again.", actor=actor, now=now)
    deadline_open_until(
        subject=case,
        rule=RULE,
        title=f"{case.operator}: answer to the notice in {case.number}",
        event="conduct_notice_sent",
        last_day=notice.answer_by,
        started_at=now,
        role="privacy_officer",
        because=f"The notice of {day_in_words(local_day(now, district_current().time_zone))} names this day.",
        citation=f"Notice in {case.number}",
        actor=actor,
        now=now,
        source="notice",
        owner=case.owner,
    )


def _link(notice: ConductNotice, actor: Actor, now: datetime) -> PrivateLink:
    end = calendar_current().end_of(notice.answer_by)
    until = end + LINK_AFTER if end > now else now + LINK_AFTER
    to = (notice.contact_name, notice.contact_email)
    return link_issue_until(purpose=PURPOSE, subject=notice, issued_to=to, until=until, actor=actor, now=now)[0]


def _mailed(notice: ConductNotice, link: PrivateLink, what: str, actor: Actor, now: datetime) -> None:
    context = {"notice": notice, "case": notice.case, "address": link_mark(link), "district": district_current()}
    start = "Reminder: notice" if what.startswith("again") else "Notice"
    message_queue(
        key=f"conduct.{notice.case_id}.{notice.pk}.{what}",
        address=notice.contact_email,
        subject=f"{start} {notice.case.number}: your answer by {day_in_words(notice.answer_by)}",
        body=render_to_string("emails/conduct_notice.txt", context),
        at=now,
        now=now,
        actor=actor,
    )


def _day_checked(answer_by: date, now: datetime) -> None:
    today = local_day(now, district_current().time_zone)
    if answer_by <= today:
        raise Refused("The day to answer by must be tomorrow at the earliest.", "answer_by")
    if answer_by > today + LONGEST:
        raise Refused("This is more than a year away. Check the year.", "answer_by")
