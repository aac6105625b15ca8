"""Opening the end of an agreement: by itself, or by a person."""

from collections.abc import Sequence
from datetime import date, datetime

from contracts.models import Agreement, AgreementState
from contracts.standing import standing_of
from district.audit import Actor, actor_label, audited
from district.clock import local_day
from district.models import User
from district.refusals import Refused
from district.selectors import district_current, packs_adopted
from inventory.asking.acting import Acting
from inventory.asking.services.clocks import clock_set
from inventory.asking.services.locking import reason_given, step_add
from inventory.leaving.grounds import grounds_of, parts_asked
from inventory.leaving.selectors import products_bare
from inventory.leaving.services.days import day_from_end
from inventory.leaving.services.days import ended_on as day_ended
from inventory.leaving.words import asks_proposed
from inventory.models import Leaving, LeavingState, OperatorAsk
from vendors.models import Product


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
    return _opened(agreement, products, because=because, ended_on=day_ended(agreement, today), at=Acting(actor, now))


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


def _opened(agreement: Agreement, products: Sequence[Product], *, because: str, ended_on: date, at: Acting) -> Leaving:
    with audited(actor=at.actor, reason=f"End of {agreement}: {because}"):
        Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
        if Leaving.objects.filter(agreement=agreement, state=LeavingState.OPEN).exists():
            raise Refused("The end of this agreement is being dealt with already.")
        today = local_day(at.now, district_current().time_zone)
        leaving = Leaving.objects.create(
            agreement=agreement,
            ended_on=ended_on,
            while_in_force=standing_of(agreement, today).in_force,
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
