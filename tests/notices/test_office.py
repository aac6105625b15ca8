"""The outbox in the office: read, never written."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client
from django.urls import reverse

from deadlines.sweep import sweep
from district.models import District, User
from notices.models import Message
from tests.factories.deadlines import DeadlineFactory, alarm_of

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
SignIn = Callable[[User], Client]


def test_a_digest_is_read_before_it_leaves(district: District, bella: User, dana: User, signed_in: SignIn) -> None:
    alarm_of(DeadlineFactory(), "reminder", NOW)
    sweep(now=NOW)
    client = signed_in(dana)
    text = client.get(reverse("admin:notices_message_change", args=[Message.objects.get().pk])).content.decode()
    assert "Reminder: Post the agreement" in text
    assert 'name="_save"' not in text
    assert client.get(reverse("admin:notices_message_changelist"), {"state__exact": "queued"}).status_code == 200


def test_nobody_writes_into_the_outbox_by_hand(district: District, dana: User, signed_in: SignIn) -> None:
    assert signed_in(dana).get(reverse("admin:notices_message_add")).status_code == 403


def test_people_without_a_right_read_no_messages(district: District, tom: User, signed_in: SignIn) -> None:
    assert signed_in(tom).get(reverse("admin:notices_message_changelist")).status_code == 403
