"""Asking an operator: by a mail with a private link, or outside of this office, as entered."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Model

from district.audit import audited
from district.calendars import calendar_current
from district.links import link_issue_until, links_prolong, links_revoke
from district.models import PrivateLink, User
from district.refusals import Refused
from district.templatetags.words import day_in_words
from inventory.asking.acting import Acting
from inventory.asking.forms import BY_HAND
from inventory.asking.links import purpose_of, subject_of
from inventory.asking.mails import operator_mailed
from inventory.asking.services.clocks import clock_set
from inventory.asking.services.locking import ask_locked, must_be, reason_given, step_add
from inventory.models import AskState, OperatorAsk
from vendors.models import Contact

LINK: Final = "link"
LINK_AFTER: Final = timedelta(days=60)  # links stay good after the last day: a late answer is better than none


def ask_put(
    ask: OperatorAsk,
    *,
    asks: str,
    last_day: date,
    because: str,
    citation: str,
    how: str,
    contact: Contact | None,
    asked_at: datetime,
    at: Acting,
) -> OperatorAsk:
    """An ask that the caller has locked goes out: its words, its day, its clock. The caller sends the mail.

    Refused without words, for a day that is over, for a way that is none, and for a moment that has not come.
    """
    must_be(ask, AskState.OPEN)
    words = asks.strip()
    if not words:
        raise Refused("Say what is asked.", "asks")
    if how != LINK and how not in BY_HAND:
        raise Refused("Say how it was asked.", "how")
    if asked_at > at.now:
        raise Refused("This moment lies in the future.", "asked_on")
    ask.asks, ask.state, ask.asked_at, ask.asked_how, ask.contact = words, AskState.ASKED, asked_at, how, contact
    ask.asked_times, ask.reminded, ask.overdue_at, ask.escalated_at = ask.asked_times + 1, 0, None, None
    ask.save()
    clock_set(ask, last_day=last_day, because=because, citation=citation, at=at)
    way = "by private link" if how == LINK else BY_HAND[how]
    step_add(ask, f"Asked {way}, to answer by {day_in_words(last_day)}.", at)
    return ask


def ask_again(ask: OperatorAsk, *, words: str, last_day: date, at: Acting) -> None:
    """The operator is asked once more about an ask that is locked and was answered: told why, with a new day."""
    ask.state, ask.asked_times = AskState.ASKED, ask.asked_times + 1
    ask.reminded, ask.overdue_at, ask.escalated_at = 0, None, None
    ask.save(update_fields=["state", "asked_times", "reminded", "overdue_at", "escalated_at"])
    because = "The district asked again, since what came was not enough."
    clock_set(ask, last_day=last_day, because=because, citation="The district's request", at=at)
    step_add(ask, f"Sent back, to answer by {day_in_words(last_day)}: {words}", at)
    if ask.asked_how == LINK and ask.contact is not None:
        link = link_new(subject_of(ask), contact=ask.contact, last_day=last_day, at=at)
        operator_mailed(asks=[ask], link=link, what="again", note=words, at=at)


def link_send(*, ask: OperatorAsk, contact: Contact, actor: User, now: datetime) -> OperatorAsk:
    """A new private link to a contact, who may be another one now. Earlier ones lead nowhere any more.

    At the end of an agreement it is the link to all that is asked.
    """
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{ask}: new private link"):
        locked = ask_locked(ask)
        must_be(locked, AskState.ASKED)
        subject = subject_of(locked)
        if contact.operator_id != operator_id_of(locked):
            raise Refused("This contact is not one of this operator.", "contact")
        links_revoke(subject=subject, purpose=purpose_of(locked), reason="A new link was sent.", actor=actor, now=now)
        waiting = [locked] if locked.leaving is None else list(locked.leaving.asks.filter(state=AskState.ASKED))
        OperatorAsk.objects.filter(pk__in=[one.pk for one in waiting]).update(contact=contact, asked_how=LINK)
        link = link_new(subject, contact=contact, last_day=locked.last_day, at=at)
        operator_mailed(asks=waiting, link=link, what="link", at=at)
        step_add(locked, f"A new private link was sent to {contact.name} ({contact.email}).", at)
    return locked


def link_new(subject: Model, *, contact: Contact, last_day: date | None, at: Acting) -> PrivateLink:
    """A private link for a contact, good for a while after the last day; earlier live ones last as long."""
    purpose = purpose_of(subject)
    end = calendar_current().end_of(last_day) if last_day is not None else at.now
    until = max(end, at.now) + LINK_AFTER
    link, _token = link_issue_until(
        purpose=purpose,
        subject=subject,
        issued_to=(contact.name, contact.email),
        until=until,
        actor=at.actor,
        now=at.now,
    )
    links_prolong(subject=subject, purpose=purpose, until=until, reason="Asked again.", actor=at.actor, now=at.now)
    return link


def operator_id_of(ask: OperatorAsk) -> int:
    if ask.leaving is not None:
        return ask.leaving.agreement.operator_id
    assert ask.product is not None  # noqa: S101 - a constraint of the table
    return ask.product.operator_id


__all__ = ["LINK", "ask_again", "ask_put", "link_new", "link_send", "operator_id_of", "reason_given"]
