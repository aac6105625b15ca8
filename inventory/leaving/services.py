"""Writes of the end of an agreement: opened by itself or by a person, asked, closed with what came of it (C12)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from contracts.models import Agreement, AgreementState
from contracts.standing import NOT_IN_FORCE_ANY_MORE, standing_of
from district.audit import Actor, actor_label, audited
from district.calendars import calendar_current
from district.clock import local_day
from district.links import links_revoke
from district.models import User
from district.refusals import Refused
from district.selectors import district_current, packs_adopted
from inventory.asking.acting import Acting
from inventory.asking.links import LEAVING as PURPOSE
from inventory.asking.mails import operator_mailed
from inventory.asking.services import ask_put, link_new
from inventory.asking.services.asking import LINK
from inventory.asking.services.clocks import clock_set, clocks_withdraw
from inventory.asking.services.locking import reason_given, step_add
from inventory.leaving.grounds import DayNamed, Ground, day_named, grounds_of, parts_asked
from inventory.leaving.selectors import products_bare
from inventory.leaving.words import asks_proposed
from inventory.models import AskKind, AskState, Leaving, LeavingResult, LeavingState, OperatorAsk, ReturnOption
from vendors.models import Contact, Product

SETTLED: Final = (AskState.PROVEN, AskState.UNPROVEN, AskState.REFUSED, AskState.NOT_NEEDED)


@dataclass(frozen=True, slots=True)
class AskGiven:
    """What a person decided to ask for one part: the words and the last day."""

    asks: str
    last_day: date


def leaving_follow(*, agreement: Agreement, because: str, actor: Actor, now: datetime) -> Leaving | None:
    """Listener of agreements that are out of force: open its end where no other agreement covers all its products.

    Told of the same agreement again, it changes nothing: one that a person withdrew is opened by a person alone.
    """
    if Leaving.objects.filter(agreement=agreement).exists():
        return None
    today = local_day(now, district_current().time_zone)
    products = products_bare(agreement, today)
    if not products:
        return None
    return _opened(agreement, products, because=because, ended_on=ended_on(agreement, today), at=Acting(actor, now))


def leaving_open(
    *, agreement: Agreement, products: Sequence[Product], because: str, ended_on: date, actor: User, now: datetime
) -> Leaving:
    """Open an end by hand, such as where a product is given up while its agreement runs on.

    Refused without a reason or a product, for a product of another agreement, for a day ahead, for an agreement that
    was never signed, and where one is open.
    """
    reason = reason_given(because)
    if agreement.state not in (AgreementState.SIGNED, AgreementState.ENDED, AgreementState.VOID):
        raise Refused("Nothing was agreed yet: only the end of a signed agreement is dealt with here.", "agreement")
    if not products:
        raise Refused("Choose at least one product.", "products")
    if {one.pk for one in products} - set(agreement.products.values_list("pk", flat=True)):
        raise Refused("The agreement does not cover all of these products.", "products")
    if ended_on > local_day(now, district_current().time_zone):
        raise Refused("This day has not come yet.", "ended_on")
    return _opened(agreement, products, because=reason, ended_on=ended_on, at=Acting(actor, now))


def ended_on(agreement: Agreement, today: date) -> date:
    """The day on which it stopped binding: the end of its term where that passed, else today."""
    over = standing_of(agreement, today)
    return agreement.ends_on if over.code == "expired" and agreement.ends_on is not None else today


def _opened(agreement: Agreement, products: Sequence[Product], *, because: str, ended_on: date, at: Acting) -> Leaving:
    with audited(actor=at.actor, reason=f"End of {agreement}: {because}"):
        Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
        if Leaving.objects.filter(agreement=agreement, state=LeavingState.OPEN).exists():
            raise Refused("The end of this agreement is being dealt with already.")
        leaving = Leaving.objects.create(
            agreement=agreement,
            ended_on=ended_on,
            because=because,
            opened_at=at.now,
            opened_by=actor_label(at.actor),
        )
        leaving.products.set(products)
        _asks_made(leaving, [product.name for product in products], at)
    return leaving


def _asks_made(leaving: Leaving, names: Sequence[str], at: Acting) -> None:
    """One ask for each part, worded; where the agreement counts from its end, the clock runs at once."""
    today = local_day(at.now, district_current().time_zone)
    grounds = grounds_of(leaving.agreement, packs_adopted(today))
    for kind in parts_asked(grounds):
        ask = OperatorAsk.objects.create(
            leaving=leaving, kind=kind, asks=asks_proposed(kind, leaving, names), made_at=at.now
        )
        step_add(ask, f"Opened: {leaving.because}", at)
        named = day_from_end(leaving, grounds, kind, at.now)
        if named is not None and named.last_day >= today:
            clock_set(
                ask,
                last_day=named.last_day,
                because=named.because,
                citation=named.citation,
                at=at,
            )


def day_from_end(leaving: Leaving, grounds: Iterable[Ground], kind: str, now: datetime) -> DayNamed | None:
    """The day that the agreement counts from its end, for a part; None where it names none that counts so."""
    at_end = [ground for ground in grounds if ground.from_end]
    return day_named(at_end, kind, ended_at=_noon(leaving.ended_on), told_at=now, calendar=calendar_current())


def day_proposed(leaving: Leaving, grounds: Iterable[Ground], kind: str, now: datetime) -> DayNamed | None:
    """The day that the agreement names for a part if the operator is told now; it may be over."""
    ended_at = _noon(leaving.ended_on)
    return day_named(list(grounds), kind, ended_at=ended_at, told_at=now, calendar=calendar_current())


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(district_current().time_zone))


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


def leaving_close(*, leaving: Leaving, because: str, actor: User, now: datetime) -> Leaving:
    """Close an end: its result is the worst of its parts, and is said so wherever the agreement is shown.

    Refused while a part is open or an answer unread. A refused part stays refused: closing does not make it less.
    """
    reason = reason_given(because)
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{leaving}: closed"):
        locked = leaving_locked(leaving)
        asks = list(OperatorAsk.objects.select_for_update(of=("self",)).filter(leaving=locked))
        if waiting := [ask.get_kind_display() for ask in asks if ask.state not in SETTLED]:
            raise Refused(f"Not settled yet: {', '.join(waiting)}.")
        result = result_of(asks)
        if not result:
            raise Refused("Nothing was needed of the operator: withdraw it instead, with the reason.")
        _over(locked, LeavingState.CLOSED, reason, at)
        locked.result = result
        locked.save()
        for ask in asks:
            clocks_withdraw(ask, because=f"The end of the agreement was closed: {reason}", at=at)
    return locked


def leaving_withdraw(*, leaving: Leaving, because: str, actor: User, now: datetime) -> Leaving:
    """There was no end after all, such as for an agreement that was renewed. Its clocks are withdrawn."""
    reason = reason_given(because)
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{leaving}: withdrawn"):
        locked = leaving_locked(leaving)
        for ask in OperatorAsk.objects.select_for_update(of=("self",)).filter(leaving=locked):
            clocks_withdraw(ask, because=reason, at=at)
            step_add(ask, f"Withdrawn: {reason}", at)
        _over(locked, LeavingState.WITHDRAWN, reason, at)
        locked.save()
    return locked


def leaving_reopen(*, leaving: Leaving, because: str, actor: User, now: datetime) -> Leaving:
    """Something came after it was closed: its parts can be dealt with again. Refused where another one is open."""
    reason = reason_given(because)
    with audited(actor=actor, reason=f"{leaving}: opened again: {reason}"):
        locked = Leaving.objects.select_for_update(of=("self",)).get(pk=leaving.pk)
        if locked.state == LeavingState.OPEN or Leaving.objects.filter(
            agreement=locked.agreement_id, state=LeavingState.OPEN
        ):
            raise Refused("The end of this agreement is open already.")
        locked.state, locked.result, locked.closed_at = LeavingState.OPEN, "", None
        locked.closed_by, locked.closed_because = "", ""
        locked.save()
        for ask in locked.asks.all():
            step_add(ask, f"Opened again: {reason}", Acting(actor, now))
    return locked


def owner_set(*, leaving: Leaving, owner: User | None, actor: User, now: datetime) -> Leaving:
    """Who sees to it; None leaves it to the privacy officers."""
    with audited(actor=actor, reason=f"{leaving}: {owner or 'nobody'} sees to it"):
        locked = leaving_locked(leaving)
        locked.owner = owner
        locked.save(update_fields=["owner"])
    return locked


def result_of(asks: Sequence[OperatorAsk]) -> str:
    """The worst of the parts; empty where nothing was needed."""
    states = {ask.state for ask in asks}
    if AskState.REFUSED in states:
        return LeavingResult.REFUSED
    if AskState.UNPROVEN in states:
        return LeavingResult.UNPROVEN
    return LeavingResult.PROVEN if AskState.PROVEN in states else ""


def leaving_locked(leaving: Leaving) -> Leaving:
    """The end, locked until the transaction ends. Refused where it is over."""
    rows = Leaving.objects.select_for_update(of=("self",)).select_related("agreement__operator")
    locked = rows.get(pk=leaving.pk)
    if locked.state != LeavingState.OPEN:
        raise Refused(f"This is {locked.get_state_display()} already.")
    return locked


def _over(leaving: Leaving, state: str, because: str, at: Acting) -> None:
    leaving.state, leaving.closed_at = state, at.now
    leaving.closed_by, leaving.closed_because = actor_label(at.actor), because
    links_revoke(subject=leaving, purpose=PURPOSE, reason=because, actor=at.actor, now=at.now)


def in_force_again(leaving: Leaving, today: date) -> bool:
    """Whether the agreement holds after all: then nothing is to be deleted, and a person is told so."""
    return standing_of(leaving.agreement, today).code not in NOT_IN_FORCE_ANY_MORE
