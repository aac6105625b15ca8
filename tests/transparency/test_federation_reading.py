"""Another district's file is used whole or not at all."""

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.feeds import app_told, breach_told, feed_made
from transparency.federation.matching import name_key, site_of
from transparency.federation.reading import FeedRefused, feed_read

ROOT = "https://cedar-meadow.example/"
FILE = f"{ROOT}downloads/apps.json"


def test_what_is_compared_and_shown_is_read() -> None:
    body = feed_made(ROOT, app_told(ROOT, offered_until="2026-12-31"), breaches=(breach_told(),))
    feed = feed_read(body, FILE)
    app, breach = feed.apps[0], feed.breaches[0]
    assert (feed.name, feed.state, feed.page) == ("Cedar Meadow District 12", "IL", ROOT)
    assert (app.name, app.operator, app.elements) == ("Maple Reader", "Maple Reader Fictional, Inc.", ["Name"])
    assert app.offered_until == date(2026, 12, 31)
    assert app.agreements[0]["offer"] == {
        "open": True,
        "expires_on": "2026-12-31",
        "note": "Any district may accept it.",
    }
    assert (breach.operator, breach.students, breach.happened_from) == (
        "Maple Reader Fictional, Inc.",
        512,
        date(2026, 2, 20),
    )


def test_members_that_are_not_known_are_passed_over() -> None:
    app = app_told(ROOT) | {"news": {"of": "a later release"}}
    assert feed_read(feed_made(ROOT, app, more=[1, 2]), FILE).apps[0].name == "Maple Reader"


def changed(path: tuple[Any, ...], value: Any) -> bytes:
    data = json.loads(feed_made(ROOT, app_told(ROOT, offered_until="2026-12-31"), breaches=(breach_told(),)))
    place = data
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return json.dumps(data).encode()


APP = ("apps", 0)
AGREEMENT = ("apps", 0, "content", "agreements", 0)


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (("schema",), 3, "of version 3"),
        (("district",), None, "no district yet"),
        (("district", "address"), "https://elsewhere.example/", "not where it was read"),
        (("district", "name"), "", "documented shape, at district / name"),
        ((*APP, "content", "product", "name"), 7, "documented shape, at apps / 0 / content / product / name"),
        ((*APP, "page"), "https://elsewhere.example/apps/x/", "leads away"),
        ((*APP, "page"), "javascript:alert(1)", "documented shape"),
        ((*APP, "agreements", 0, "file"), "http://10.0.0.8/secret", "leads away"),
        ((*APP, "agreements"), [], "same number"),
        ((*APP, "agreements", 0, "standing"), "fine", "documented shape"),
        ((*AGREEMENT, "signed_on"), "2026-02-31", "cannot be"),
        ((*APP, "agreements", 0, "general_offer", "expires_on"), "2026-13-01", "cannot be"),
        (("published", "at"), "2026-02-27T15:00:00", "distance from UTC"),
        (("breaches", 0, "content", "students", "number"), 10**12, "more students"),
        (("breaches", 0, "content", "happened_from"), "yesterday", "documented shape"),
    ],
)
def test_a_file_with_one_wrong_thing_is_refused_and_says_where(path: tuple[Any, ...], value: Any, why: str) -> None:
    with pytest.raises(FeedRefused, match=why):
        feed_read(changed(path, value), FILE)


def test_an_address_that_only_begins_like_the_districts_own_is_refused() -> None:
    data = json.loads(changed(("district", "address"), ROOT.rstrip("/")))
    data["apps"][0]["page"] = f"{ROOT.rstrip('/')}.elsewhere.example/apps/x/"
    with pytest.raises(FeedRefused, match="leads away"):
        feed_read(json.dumps(data).encode(), FILE)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>A page</title>",
        b"[]",
        b"{}",
        b"\xff\xfe\x00",
        b'{"schema": NaN}',
        b'{"schema": 2.5}',
        b"[" * 100_000,
        b'{"schema": 2, "district": {"name": "\\u0000"}}',
        b'{"schema": 2, "district": {"name": "\\ud800"}}',
        b'{"schema": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_such_file_is_refused(body: bytes) -> None:
    with pytest.raises(FeedRefused):
        feed_read(body, FILE)


def test_an_app_that_stands_there_twice_is_refused() -> None:
    with pytest.raises(FeedRefused, match="twice"):
        feed_read(feed_made(ROOT, app_told(ROOT), app_told(ROOT)), FILE)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
paths = st.sampled_from(
    [
        ("district",),
        ("published",),
        ("apps",),
        APP,
        (*APP, "content"),
        (*APP, "agreements", 0),
        AGREEMENT,
        ("breaches", 0),
        ("breaches", 0, "content"),
    ]
)


@given(paths, json_values)
def test_whatever_stands_there_is_read_or_refused(path: tuple[Any, ...], value: Any) -> None:
    with suppress(FeedRefused):
        assert feed_read(changed(path, value), FILE).name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maple Reader Fictional, Inc.", "MAPLE READER FICTIONAL"),
        ("Café Math, LLC", "Cafe Math"),
        ("Maple-Reader", "maple  reader"),
        ("Co", "co."),
    ],
)
def test_names_are_compared_as_people_mean_them(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


def test_a_site_is_its_host() -> None:
    assert site_of("https://www.maple-reader.example/start") == "maple-reader.example"
    assert site_of("") == site_of("http://[") == ""
