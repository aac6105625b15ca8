"""Another district posted a breach at an operator whose apps are in use here: the privacy officer hears of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse

from district.audit import SystemActor
from district.models import User
from notices.services import message_queue
from transparency.federation.matching import name_key
from transparency.models import FollowedBreach
from vendors.models import Operator

READER: Final = SystemActor("worker:transparency.districts")
TOLD_ROLE: Final = "privacy_officer"


def breaches_told(breaches: Sequence[FollowedBreach], *, now: datetime) -> int:
    """One mail to each privacy officer for each breach at an operator of ours. Telling again tells nobody twice."""
    ours = _operators_here(row.operator_key for row in breaches if row.operator_key)
    concerning = [row for row in breaches if row.operator_key in ours]
    people = list(User.objects.filter(groups__name=TOLD_ROLE, is_active=True).order_by("pk")) if concerning else []
    for row in concerning:
        for person in people:
            message_queue(
                key=f"districts.breach.{row.district_id}.{row.key.replace('/', '.')}.{person.pk}",
                recipient=person,
                subject=f"Another district posted a breach at {' '.join(row.operator_name.split())}"[:200],
                body=_words(row, ours[row.operator_key]),
                at=now,
                actor=READER,
                now=now,
            )
    return len(concerning)


def _operators_here(keys: Iterable[str]) -> dict[str, str]:
    """{key: our name of the operator}, of those that are asked about."""
    wanted = set(keys)
    names = Operator.objects.values_list("name", flat=True) if wanted else ()
    return {key: name for name in names if (key := name_key(name)) in wanted}


def _words(row: FollowedBreach, our_name: str) -> str:
    apps = f" It names {', '.join(row.products)}." if row.products else ""
    place = reverse("districts:district", args=[row.district_id])
    return (
        f"{row.district} posted a breach at {row.operator_name}.{apps}\n\n"
        f"{our_name} is an operator of this district, too. Whether pupils of this district are concerned, that "
        "page does not say: ask the operator.\n\n"
        f"What was posted: {settings.SITE_ADDRESS}{place}\n"
    )
