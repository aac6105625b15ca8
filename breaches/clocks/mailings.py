"""What a mailing that has left means for the clocks of its breach."""

from datetime import datetime
from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from breaches.clocks.recounting import clocks_met_by_mailing
from breaches.models import Breach
from district.audit import Actor
from notices.models import Mailing, MailingState

# Mailings of which nothing has to leave any more, or from which nothing was asked to leave yet.
AT_REST: Final = (MailingState.DRAFT, MailingState.DONE, MailingState.STOPPED)


def families_told(*, mailing: Mailing, at: datetime, actor: Actor, now: datetime) -> None:
    """The last message of a mailing has left. The clocks are met when nothing of the breach's mailings is under way.

    Told again, it changes nothing. Mailings about something else are left alone.
    """
    breach = breach_of(mailing)
    if breach is None:
        return
    others = list(mailings_of(breach).exclude(pk=mailing.pk))
    if any(other.state not in AT_REST and other.left_at is None for other in others):
        return
    last = max([at, *(other.left_at for other in others if other.left_at is not None)])
    clocks_met_by_mailing(breach=breach, at=min(last, now), actor=actor, now=now)


def breach_of(mailing: Mailing) -> Breach | None:
    """The breach whose families it writes to; None where it is about something else."""
    breach = mailing.subject
    return breach if mailing.purpose == "breach" and isinstance(breach, Breach) else None


def mailings_of(breach: Breach) -> QuerySet[Mailing]:
    """The mailings to the breach's families."""
    kind = ContentType.objects.get_for_model(Breach)
    return Mailing.objects.filter(content_type=kind, object_id=breach.pk, purpose="breach")
