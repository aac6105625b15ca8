"""Clocks without a rulebook: open, counted from Monday 2 March 2026, towards the district itself."""

from datetime import UTC, date, datetime
from typing import Any

import factory
from django.contrib.contenttypes.models import ContentType

from deadlines.models import Alarm, AlarmKind, Deadline
from district.models import District


class _DeadlineFactory(factory.django.DjangoModelFactory[Deadline]):
    """A ten-business-day clock of the business manager."""

    class Meta:
        model = Deadline

    rule = "il-soppa.agreement.post"
    source = "policy"
    title = "Post the agreement"
    subject_type = factory.LazyFunction(lambda: ContentType.objects.get_for_model(District))
    subject_id = factory.Sequence(lambda number: number + 1)
    subject_name = factory.Sequence(lambda number: f"Maple Reader {number}")
    event = "agreement_signed"
    started_at = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    due_at = datetime(2026, 3, 17, 5, 0, tzinfo=UTC)
    last_day = date(2026, 3, 16)
    role = "business_manager"


DeadlineFactory: Any = _DeadlineFactory  # calling it makes a Deadline, which its own types do not say


def alarm_of(deadline: Deadline, kind: str, fires_at: datetime, **fields: Any) -> Alarm:
    """A pending alarm."""
    return Alarm.objects.create(deadline=deadline, kind=AlarmKind(kind), fires_at=fires_at, **fields)
