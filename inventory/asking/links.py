"""Which private link leads to an ask: one to the whole end of an agreement, one to each question about a safeguard."""

from typing import Final

from django.db.models import Model

from district.models import PrivateLink
from inventory.models import AskState, Leaving, LeavingState, OperatorAsk

LEAVING: Final = "inventory.leaving"
SAFEGUARD: Final = "inventory.safeguard"


def subject_of(ask: OperatorAsk) -> Leaving | OperatorAsk:
    """What the ask's link is issued for."""
    return ask if ask.leaving is None else ask.leaving


def purpose_of(subject: Model) -> str:
    of_leaving = isinstance(subject, Leaving) or (isinstance(subject, OperatorAsk) and subject.leaving_id is not None)
    return LEAVING if of_leaving else SAFEGUARD


def leaving_behind(link: PrivateLink) -> Leaving | None:
    """The open end of an agreement behind a link, with something that was asked."""
    rows = Leaving.objects.select_related("agreement__operator").filter(pk=link.object_id, state=LeavingState.OPEN)
    return rows.exclude(asks=None).filter(asks__asked_at__isnull=False).distinct().first()


def ask_behind(link: PrivateLink) -> OperatorAsk | None:
    """The question about a safeguard behind a link: asked, and not settled yet."""
    rows = OperatorAsk.objects.select_related("product__operator").filter(pk=link.object_id, leaving=None)
    return rows.filter(state__in=[AskState.ASKED, AskState.ANSWERED, AskState.REFUSED]).first()
