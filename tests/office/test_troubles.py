"""The home page says when people are not told: alarms that fail, messages given up, a mail server in trouble."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from deadlines.services import heartbeat_write
from district.models import District, User
from notices.models import Message, MessageState
from tests.factories.deadlines import alarm_of
from tests.office.conftest import MakeClock

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("alive")


@pytest.fixture(autouse=True)
def _that_monday(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def troubles(client: Client) -> list[Any]:
    return list(client.get("/office/").context["page"].troubles)


def message(number: int, now: datetime) -> Message:
    return Message.objects.create(
        key=f"failed.{number}",
        address="parent@family.example",
        subject="Hello",
        body="Hello.",
        queued_at=now,
        send_after=now,
        state=MessageState.FAILED,
    )


def test_where_everybody_is_told_there_is_no_banner(signed_in: SignIn, dana: User, district: District) -> None:
    client = signed_in(dana)
    assert troubles(client) == []
    assert "Not everybody was told" not in client.get("/office/").content.decode()


def test_alarms_that_fail_are_told_with_their_list(
    signed_in: SignIn, dana: User, district: District, make_clock: MakeClock, now: datetime
) -> None:
    alarm_of(make_clock(hours=5), "due", now, state="failing", failures=1, retry_at=now)
    client = signed_in(dana)
    (trouble,) = troubles(client)
    assert trouble.words == "1 alarm could not be told and will be tried again."
    assert client.get(trouble.url).context["cl"].result_count == 1
    assert trouble.url in client.get("/office/").content.decode().replace("&amp;", "&")


def test_messages_given_up_are_told_with_their_list(
    signed_in: SignIn, dana: User, district: District, now: datetime
) -> None:
    message(1, now)
    message(2, now)
    client = signed_in(dana)
    (trouble,) = troubles(client)
    assert trouble.words == "2 messages could not be sent, after many attempts."
    assert client.get(trouble.url).context["cl"].result_count == 2


def test_a_mail_server_in_trouble_is_told_until_it_answers(
    signed_in: SignIn, dana: User, district: District, now: datetime
) -> None:
    client = signed_in(dana)
    heartbeat_write(name="send", now=now, detail={"trouble": "ConnectionRefusedError: no"})
    (trouble,) = troubles(client)
    assert trouble.words.startswith("The mail server is in trouble")
    assert client.get(trouble.url).status_code == 200
    heartbeat_write(name="send", now=now, detail={"trouble": ""})
    assert troubles(client) == []


def test_who_may_not_read_the_lists_gets_no_links(
    signed_in: SignIn, person: Callable[..., User], district: District, now: datetime
) -> None:
    message(1, now)
    carl = person("Carl Fictional", "committee_member")
    assert [trouble.url for trouble in troubles(signed_in(carl))] == [""]


def test_many_troubles_cost_no_more_queries_than_few(
    signed_in: SignIn,
    dana: User,
    district: District,
    make_clock: MakeClock,
    now: datetime,
    django_assert_max_num_queries: Any,
) -> None:
    client = signed_in(dana)
    client.get("/office/")
    for number in range(20):
        message(number, now)
        alarm_of(make_clock(hours=30 + number), "due", now, state="failing", failures=1, retry_at=now)
    with django_assert_max_num_queries(34):
        assert len(troubles(client)) == 2
