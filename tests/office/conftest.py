"""Clocks of every standing for the office's home page: late, due soon, waiting on an operator, held, far off, met."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.contenttypes.models import ContentType

from deadlines.models import Deadline, Heartbeat, Reckoning
from district.models import District, User
from vendors.models import Operator

MakeClock = Callable[..., Deadline]


@pytest.fixture
def operator(db: None) -> Operator:
    return Operator.objects.create(
        name="Maple Reader Fictional, Inc.", slug="maple-reader-fictional", business_address="1 Maple Way"
    )


@pytest.fixture
def make_clock(operator: Operator, now: datetime) -> MakeClock:
    """`make_clock(hours=-2)`: a clock of the privacy officer that fell due two hours ago."""

    def make(
        *, hours: float, rule: str = "il-soppa.agreement.post", role: str = "privacy_officer", **more: object
    ) -> Deadline:
        due_at = now + timedelta(hours=hours)
        last_day = (due_at - timedelta(microseconds=1)).astimezone(ZoneInfo("America/Chicago")).date()
        clock = Deadline.objects.create(
            **{
                "rule": rule,
                "source": "statute",
                "title": "Post the agreement",
                "subject_type": ContentType.objects.get_for_model(Operator),
                "subject_id": operator.pk,
                "subject_name": operator.name,
                "event": "agreement_signed",
                "started_at": now - timedelta(days=5, seconds=Deadline.objects.count()),
                "due_at": due_at,
                "last_day": last_day,
                "role": role,
                **more,
            }
        )
        Reckoning.objects.create(
            deadline=clock,
            made_at=now,
            because="opened",
            due_at=due_at,
            last_day=last_day,
            steps=["The day of the event is not counted."],
            citation="105 ILCS 85/27",
            term="10 business days",
            pack_version="1",
        )
        return clock

    return make


@pytest.fixture
def alive(db: None, now: datetime) -> None:
    """Everything that watches the clocks has just been seen."""
    Heartbeat.objects.bulk_create(Heartbeat(name=name, at=now) for name in ("worker", "beat", "tick"))


@pytest.fixture
def every_standing(make_clock: MakeClock, district: District, dana: User) -> None:
    make_clock(hours=-2)
    make_clock(hours=5)
    make_clock(hours=50, owner=dana)
    make_clock(hours=24 * 20, rule="il-soppa.breach.operator", title="The operator tells the board")
    make_clock(hours=24 * 9, held=True)
    make_clock(hours=24 * 12, role="records_custodian", title="Give the copy")
