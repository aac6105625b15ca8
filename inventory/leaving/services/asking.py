"""What happens to the data, at the district's option, and asking the operator for every part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from district.audit import actor_label, audited
from district.clock import local_day
from district.models import User
from district.refusals import Refused
from district.selectors import district_current, packs_adopted
from inventory.asking.acting import Acting
from inventory.asking.mails import operator_mailed
from inventory.asking.services import ask_put, link_new
from inventory.asking.services.asking import LINK
from inventory.asking.services.clocks import clocks_withdraw
from inventory.asking.services.locking import step_add
from inventory.leaving.grounds import Ground, grounds_of
from inventory.leaving.services.days import day_proposed
from inventory.leaving.services.locking import leaving_locked
from inventory.leaving.words import asks_proposed
from inventory.models import AskKind, AskState, Leaving, OperatorAsk, ReturnOption
from vendors.models import Contact


@dataclass(frozen=True, slots=True)
class AskGiven:
    """What a person decided to ask for one part: the words and the last day."""

    asks: str
    last_day: date


def option_choose(*, leaving: Leaving, option: str, words: str, actor: User, now: datetime) -> Leaving:
    """What happens to the data, at the district's option; what is not asked yet is worded anew.

    Refused without a choice, for a transfer that says not to whom, and once the return was asked.
    """
    if option not in (ReturnOption.RETURN, ReturnOption.TRANSFER, ReturnOption.NONE):
        raise Refused("Choose what happens to the data.", "option")
    text = words.strip()
    if option == ReturnOption.TRANSFER and not text:
        raise Refused("Say to whom, and how.", "words")
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{leaving}: {ReturnOption(option).label}"):
        locked = leaving_locked(leaving)
        asks = list(OperatorAsk.objects.select_for_update(of=("self",)).filter(leaving=locked))
        back = next(ask for ask in asks if ask.kind == AskKind.RETURN)
        if back.state not in (AskState.OPEN, AskState.NOT_NEEDED):
            raise Refused("The operator was asked already. Send the answer back, or ask another way.")
        locked.option, locked.option_words = option, text
        locked.option_by, locked.option_at = actor_label(actor), now
        locked.save(update_fields=["option", "option_words", "option_by", "option_at"])
        _return_follows(back, locked, at)
        names = list(locked.products.values_list("name", flat=True))
        for ask in asks:
            if ask.state == AskState.OPEN:
                ask.asks = asks_proposed(ask.kind, locked, names)
                ask.save(update_fields=["asks"])
    return locked


def _return_follows(back: OperatorAsk, leaving: Leaving, at: Acting) -> None:
    none = leaving.option == ReturnOption.NONE
    if none and back.state == AskState.OPEN:
        back.state, back.settled_at, back.settled_by = AskState.NOT_NEEDED, at.now, actor_label(at.actor)
        back.settled_because = "The district wants nothing back." + (
            f" {leaving.option_words}" if leaving.option_words else ""
        )
        clocks_withdraw(back, because=back.settled_because, at=at)
        step_add(back, f"Not needed: {back.settled_because}", at)
    elif not none and back.state == AskState.NOT_NEEDED:
        back.state, back.settled_at, back.settled_by, back.settled_because = AskState.OPEN, None, "", ""
        step_add(back, "Wanted after all.", at)
    back.save(update_fields=["state", "settled_at", "settled_by", "settled_because"])


def leaving_ask(
    *,
    leaving: Leaving,
    given: Mapping[str, AskGiven],
    actor: User,
    now: datetime,
    contact: Contact | None = None,
    how: str = LINK,
    asked_at: datetime | None = None,
) -> Leaving:
    """Ask the operator for the parts named (by kind) that were not asked yet: one mail, one private link to all.

    With another `how` it is entered as asked outside of this office at `asked_at`. Refused before the district chose
    what happens to the data, without a contact of this operator, and for days that are over.
    """
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{leaving}: the operator is asked"):
        locked = leaving_locked(leaving)
        if not locked.option:
            raise Refused("First choose what happens to the data: return is at the district's option.")
        if how == LINK and (contact is None or contact.operator_id != locked.agreement.operator_id):
            raise Refused("This contact is not one of this operator.", "contact")
        rows = OperatorAsk.objects.select_for_update(of=("self",)).filter(leaving=locked, kind__in=list(given))
        asks = sorted(rows.filter(state=AskState.OPEN), key=lambda ask: ask.pk)
        if not asks:
            raise Refused("All of it was asked already.")
        grounds = grounds_of(locked.agreement, packs_adopted(local_day(now, district_current().time_zone)))
        for ask in asks:
            ask.leaving = locked
            _part_put(ask, given[ask.kind], grounds, how=how, contact=contact, asked_at=asked_at or now, at=at)
        if contact is not None and how == LINK:
            locked.contact = contact
            locked.save(update_fields=["contact"])
            link = link_new(locked, contact=contact, last_day=max(one.last_day for one in given.values()), at=at)
            operator_mailed(asks=asks, link=link, what="asked", at=at)
    return locked


def _part_put(
    ask: OperatorAsk,
    given: AskGiven,
    grounds: Sequence[Ground],
    *,
    how: str,
    contact: Contact | None,
    asked_at: datetime,
    at: Acting,
) -> None:
    assert ask.leaving is not None  # noqa: S101 - set by the caller
    named = day_proposed(ask.leaving, grounds, ask.kind, at.now)
    if named is not None and named.last_day == given.last_day:
        because, citation = named.because, named.citation
    else:
        own = f" The agreement names another: {named.because}" if named is not None else " The agreement names none."
        because, citation = f"The district set this day.{own}", "The district's request"
    ask_put(
        ask,
        asks=given.asks,
        last_day=given.last_day,
        because=because,
        citation=citation,
        how=how,
        contact=contact,
        asked_at=asked_at,
        at=at,
    )
