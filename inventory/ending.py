"""The end of a product's use: proposed when its agreement is out of force, decided by a person."""

from datetime import date, datetime

from django.core.exceptions import ValidationError

from contracts.models import Agreement
from district.audit import Actor, audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from inventory.models import ProductUse
from inventory.standing import uses_without_agreement


def uses_end_propose(*, agreement: Agreement, because: str, actor: Actor, now: datetime) -> int:
    """Propose the end of use of the agreement's products that no agreement covers any more; the number proposed.

    Told of the same agreement again, it changes nothing: what was proposed first stays, until a person decides.
    """
    today = local_day(now, district_current().time_zone)
    bare = uses_without_agreement(ProductUse.objects.filter(product__agreements=agreement), today)
    bare_ids = list(bare.filter(end_proposed_on=None, ended_on=None).values_list("pk", flat=True))
    with audited(actor=actor, reason="End of use proposed: no agreement is in force"):
        rows = ProductUse.objects.select_for_update(of=("self",)).filter(pk__in=bare_ids, end_proposed_on=None)
        for use in rows:
            use.end_proposed_on, use.end_proposed_because = today, because
            use.save(update_fields=["end_proposed_on", "end_proposed_because"])
        return len(bare_ids)


def use_end_decide(*, use: ProductUse, ends_on: date | None, reason: str, actor: User, now: datetime) -> ProductUse:
    """A person decides on a proposal: the use ends on a day, or goes on (`ends_on` None). The reason is in the trail.

    Raises ValidationError, by field, where there is nothing to decide or the reason is missing.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why: the reason is kept in the audit trail."})
    words = f"End of use {'decided' if ends_on else 'not followed'}: {reason.strip()}"
    with audited(actor=actor, reason=words):
        locked = ProductUse.objects.select_for_update(of=("self",)).get(pk=use.pk)
        if locked.end_proposed_on is None:
            raise ValidationError("Somebody decided on this already. Look at the product's record.")
        locked.end_proposed_on, locked.end_proposed_because = None, ""
        if ends_on is not None:
            locked.ended_on = ends_on
        locked.full_clean()
        locked.save(update_fields=["end_proposed_on", "end_proposed_because", "ended_on"])
    return locked
