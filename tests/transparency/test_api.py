"""The read API: published data alone, for everyone alike, as its own description says."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from contracts.models import Agreement
from district.audit import SystemActor
from district.models import District
from inventory.models import ProductUse
from tests.factories.transparency import app_posted_able
from transparency.api import answering
from transparency.api.openapi import document
from transparency.models import PublicEntry, Snapshot
from transparency.services import Publication, publish

pytestmark = pytest.mark.django_db
API = "/api/v1/"
Publish = Callable[[], Publication]


@pytest.fixture
def maple(illinois: District, published: Publish) -> Publication:
    app_posted_able("Maple Reader")
    app_posted_able("Maple Math", elements=("Name",), content_area="Mathematics")
    return published()


def asked(public: Client, path: str) -> dict[str, Any]:
    response = public.get(f"{API}{path}")
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def names(public: Client, query: str = "") -> list[str]:
    return [row["name"] for row in asked(public, f"apps/{query}")["results"]]


def test_apps_can_be_narrowed_and_sorted(maple: Publication, public: Client) -> None:
    assert names(public) == ["Maple Math", "Maple Reader"]
    assert names(public, "?subject=Mathematics") == ["Maple Math"]
    assert names(public, "?q=mathematics") == ["Maple Math"]
    elements = PublicEntry.objects.get(key="maple-reader").content["elements"]
    code = next(row["code"] for row in elements if row["name"] != "Name")
    assert names(public, f"?information={code}") == ["Maple Reader"]
    operator = PublicEntry.objects.get(key="maple-math").operator_slug
    assert names(public, f"?operator={operator}") == ["Maple Math"]
    assert names(public, "?sort=information") == ["Maple Reader", "Maple Math"]
    assert names(public, "?q=nothing-like-it") == []


def test_a_list_comes_in_pages_whose_links_lead_to_the_page_s_own_address(maple: Publication, public: Client) -> None:
    first = public.get(f"{API}apps/?page_size=1", headers={"Host": "localhost"}).json()
    assert (first["count"], len(first["results"]), first["previous"]) == (2, 1, None)
    assert first["next"] == "http://127.0.0.1:8000/api/v1/apps/?page=2&page_size=1"
    assert public.get(f"{API}apps/?page=3&page_size=1").status_code == 404
    assert public.get(f"{API}apps/?page_size=100000").json()["count"] == 2


def test_an_unknown_parameter_is_said_and_not_passed_over(maple: Publication, public: Client) -> None:
    response = public.get(f"{API}apps/?subjct=Reading")
    assert response.status_code == 400
    assert "Unknown parameter: subjct" in response.json()["detail"]


@pytest.mark.parametrize("path", ["apps/nothing/", "operators/nobody/", "breaches/none/", "snapshots/0/", "nowhere/"])
def test_what_is_not_there_is_not_found(maple: Publication, public: Client, path: str) -> None:
    assert public.get(f"{API}{path}").status_code == 404


def test_only_what_was_published_is_told(maple: Publication, public: Client) -> None:
    ProductUse.objects.update(purpose="Not for the public yet.")
    Agreement.objects.update(notes="For the office only.")
    app_posted_able("Birch Writer")
    everything = "".join(
        public.get(f"{API}{path}").content.decode()
        for path in ("apps/", "apps/maple-reader/", "operators/", "information/", "breaches/", "snapshots/")
    )
    assert "Maple Reader" in everything
    assert "Not for the public yet" not in everything
    assert "For the office" not in everything
    assert "Birch" not in everything


def test_an_answer_changes_its_etag_only_with_a_publication(maple: Publication, public: Client, now: datetime) -> None:
    first = public.get(f"{API}apps/")
    assert public.get(f"{API}apps/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    app_posted_able("Birch Writer")
    publish(actor=SystemActor("command:publish"), now=now + timedelta(minutes=1))
    again = public.get(f"{API}apps/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert len(again.json()["results"]) == 3


def test_nobody_is_asked_for_an_account_and_nobody_is_remembered(maple: Publication, public: Client) -> None:
    response = public.get(f"{API}apps/")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_written(maple: Publication, public: Client, method: str) -> None:
    assert getattr(public, method)(f"{API}apps/").status_code == 405


def test_who_asks_too_often_is_told_to_wait(
    maple: Publication, public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(answering.PublicThrottle, "THROTTLE_RATES", {"public": "2/min"})
    assert [public.get(f"{API}apps/").status_code for _ in range(3)] == [200, 200, 429]
    refused = public.get(f"{API}apps/")
    assert int(refused.headers["Retry-After"]) > 0
    assert public.get("/").status_code == 200
    cache.clear()


def test_a_lost_cache_refuses_nobody(maple: Publication, public: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> None:
        raise ConnectionError("away")

    monkeypatch.setattr(answering.PublicThrottle.cache, "get", away)
    assert public.get(f"{API}apps/").status_code == 200


def queries(public: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        asked(public, path)
    return len(seen)


LISTS = ["apps/", "apps/?q=maple", "operators/", "information/", "breaches/", "snapshots/", "apps/maple-0/"]


def test_lists_take_the_same_queries_for_two_apps_and_for_twenty(
    illinois: District, public: Client, published: Publish, now: datetime
) -> None:
    for number in range(2):
        app_posted_able(f"Maple {number}")
    published()
    asked(public, "")
    few = [queries(public, path) for path in LISTS]
    for number in range(2, 20):
        app_posted_able(f"Maple {number}")
    publish(actor=SystemActor("command:publish"), now=now + timedelta(minutes=1))
    asked(public, "")
    assert [queries(public, path) for path in LISTS] == few
    assert max(few) <= 5


def test_the_description_is_valid_and_every_answer_is_as_described(maple: Publication, public: Client) -> None:
    described = public.get(f"{API}schema").json()
    assert described == json.loads(json.dumps(document("http://127.0.0.1:8000/")))
    validate_schema(described)
    operator = PublicEntry.objects.get(key="maple-math").operator_slug
    given = {"key": "maple-math", "slug": operator, "number": Snapshot.objects.get().pk, "code": "name"}
    given["code"] = PublicEntry.objects.get(key="maple-math").content["elements"][0]["code"]
    walked = 0
    for path, methods in described["paths"].items():
        if "{name}" not in path:
            answer = public.get(path.format(**given))
            assert answer.status_code == 200, path
            shape = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            whole = {**shape, "components": described["components"]}
            assert [error.message for error in Draft202012Validator(whole).iter_errors(answer.json())] == []
            walked += 1
    assert walked == 10


def test_before_anything_is_published_every_list_is_empty(district: District, public: Client) -> None:
    for path in ("apps/", "operators/", "information/", "breaches/", "snapshots/"):
        assert asked(public, path)["results"] == []
    assert asked(public, "")["published"] is None
