"""Private links: whoever holds the token comes in, for a while; nobody learns it from the database or the log."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.glogging import SafeAtoms
from pghistory.models import Events

from district import links
from district.limits import Limit
from district.links import (
    LinkRefused,
    link_actor,
    link_issue,
    link_mark,
    link_open,
    link_page,
    links_filled,
    links_prolong,
    links_revoke,
)
from district.masking import TokensMasked
from district.models import District, PrivateLink, User
from district.weblog import WebLogger

PAT = ("Pat Fictional", "pat@maple-reader.example")


@pytest.fixture(autouse=True)
def a_page() -> Iterator[None]:
    link_page("lantern_walk", "operator:answer")
    yield
    del links.PAGES["lantern_walk"]


@pytest.fixture
def issued(district: District, dana: User, now: datetime) -> tuple[PrivateLink, str]:
    return link_issue(purpose="lantern_walk", subject=district, issued_to=PAT, days=30, actor=dana, now=now)


def test_a_token_opens_its_link_until_the_link_expires(issued: tuple[PrivateLink, str], now: datetime) -> None:
    link, token = issued
    opened = link_open(token, "lantern_walk", now + timedelta(days=29))
    assert opened == link
    assert opened.last_used_at == now + timedelta(days=29)
    assert link_open(token, "lantern_walk", now + timedelta(days=30)) is None


@pytest.mark.parametrize("wrong", ["", "x", "A" * 43, "..%2f", "ß" * 43, "A" * 4000])
def test_a_wrong_token_opens_nothing(wrong: str, issued: tuple[PrivateLink, str], now: datetime) -> None:
    assert link_open(wrong, "lantern_walk", now) is None


def test_a_token_opens_nothing_for_another_purpose(issued: tuple[PrivateLink, str], now: datetime) -> None:
    assert link_open(issued[1], "another_walk", now) is None


def test_a_link_that_was_taken_back_opens_nothing(
    issued: tuple[PrivateLink, str], district: District, dana: User, now: datetime
) -> None:
    done = links_revoke(
        subject=district, purpose="lantern_walk", reason="The person left the company.", actor=dana, now=now
    )
    assert done == 1
    assert link_open(issued[1], "lantern_walk", now) is None


def test_a_link_can_be_good_for_longer(
    issued: tuple[PrivateLink, str], district: District, dana: User, now: datetime
) -> None:
    until = now + timedelta(days=60)
    links_prolong(subject=district, purpose="lantern_walk", until=until, reason="More time.", actor=dana, now=now)
    assert link_open(issued[1], "lantern_walk", now + timedelta(days=59)) is not None


def test_a_link_that_would_be_good_for_no_time_is_refused(district: District, dana: User, now: datetime) -> None:
    with pytest.raises(LinkRefused):
        link_issue(purpose="lantern_walk", subject=district, issued_to=PAT, days=0, actor=dana, now=now)


def test_the_token_stands_in_no_column_and_in_no_history(issued: tuple[PrivateLink, str]) -> None:
    link, token = issued
    row = {field.name: str(getattr(link, field.attname)) for field in link._meta.concrete_fields}
    assert not [name for name, value in row.items() if token in value]
    for event in Events.objects.tracks(link):
        assert token not in str(event.pgh_data)
        assert "salt" not in event.pgh_data


def test_the_database_alone_does_not_give_the_token(issued: tuple[PrivateLink, str], settings: Any) -> None:
    link, _ = issued
    settings.SECRET_KEY = "another-key-" + "0" * 40
    with pytest.raises(LinkRefused, match="another secret key"):
        links_filled(link_mark(link), PAT[1])


def test_a_message_gets_the_address_only_for_whom_the_link_was_issued(issued: tuple[PrivateLink, str]) -> None:
    link, _ = issued
    text = f"Answer here: {link_mark(link)}"
    assert links_filled(text, "PAT@maple-reader.example").startswith("Answer here: http://127.0.0.1:8000/")
    with pytest.raises(LinkRefused):
        links_filled(text, "somebody.else@maple-reader.example")


def test_what_somebody_wrote_like_a_mark_stays_text(issued: tuple[PrivateLink, str]) -> None:
    """An operator's answer goes into messages to the office: with such words in it they must leave all the same."""
    link, _ = issued
    for forged in (
        f"[[private link {link.pk}]]",
        f"[[private link {link.pk} {'0' * 16}]]",
        f"[[private link {9**18} {'0' * 16}]]",
    ):
        assert links_filled(f"See {forged}", PAT[1]) == f"See {forged}"


def test_every_use_is_in_the_audit_trail_under_the_link(issued: tuple[PrivateLink, str], now: datetime) -> None:
    link, token = issued
    link_open(token, "lantern_walk", now)
    link_open(token, "lantern_walk", now + timedelta(hours=1))
    uses = [event.pgh_context for event in Events.objects.tracks(link) if event.pgh_label == "update"]
    assert [use["actor"] for use in uses] == [f"link:lantern_walk.{link.pk} (pat@maple-reader.example)"] * 2
    assert uses[0]["reason"] == "Opened the private link"


def test_the_log_shows_no_token() -> None:
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", "/operators-answer/secret-token/"), None
    )
    assert TokensMasked().filter(record)
    assert record.getMessage() == "Not Found: /operators-answer/…/"


def test_the_web_server_s_log_shows_no_token() -> None:
    atoms = {"r": "GET /operators-answer/secret-token/ HTTP/1.1", "s": "200", "f": "-"}
    record = logging.LogRecord("gunicorn.access", logging.INFO, "", 0, "%(r)s %(s)s", (SafeAtoms(atoms),), None)
    assert WebLogger(Config()).access_log.filter(record)
    assert record.getMessage() == "GET /operators-answer/…/ HTTP/1.1 200"


def test_a_limit_is_counted_for_each_asker_of_its_own() -> None:
    limit = Limit("tests.lantern", most=2, seconds=60)
    assert [limit.used("one"), limit.used("one"), limit.used("one"), limit.used("other")] == [True, True, False, True]
    assert limit.reached("one")
    assert not limit.reached("other")


def test_a_link_for_a_family_keeps_no_name_and_no_address(district: District, dana: User, now: datetime) -> None:
    link, token = link_issue(
        purpose="lantern_walk", subject=district, issued_to=PAT, days=30, actor=dana, now=now, family=True
    )
    assert (link.issued_to_name, link.issued_to_email) == ("", "")
    assert links_filled(link_mark(link), "PAT@maple-reader.example ").endswith(f"{token}/")
    with pytest.raises(LinkRefused):
        links_filled(link_mark(link), "somebody.else@maple-reader.example")
    opened = link_open(token, "lantern_walk", now)
    assert opened is not None
    assert link_actor(opened).name == f"link:lantern_walk.{link.pk}"


def test_two_links_for_one_family_cannot_be_told_to_be_one_familys(
    district: District, dana: User, now: datetime
) -> None:
    keys = {
        bytes(
            link_issue(
                purpose="lantern_walk", subject=district, issued_to=PAT, days=30, actor=dana, now=now, family=True
            )[0].issued_to_key
            or b""
        )
        for _ in range(2)
    }
    assert len(keys) == 2


def test_what_looks_like_a_token_stays_out_of_every_log() -> None:
    for path in (f"/portal/r/{'A' * 43}/code/", f"/portal/resume/{'b-_' * 14}c/", "/portal/r/cut-off/"):
        record = logging.LogRecord("x", logging.INFO, "x", 1, "GET %s", (path,), None)
        TokensMasked().filter(record)
        assert "AAAA" not in record.getMessage()
        assert "b-_b" not in record.getMessage()
        assert "cut-off" not in record.getMessage()
