"""What the processes share of rendered pages, and what happens without it."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from district.models import District
from tests.factories.transparency import app_posted_able
from transparency import pages
from transparency.services import Publication

pytestmark = pytest.mark.django_db
NOBODY_LISTENS = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
}


@pytest.fixture(autouse=True)
def _maple(illinois: District, published: Callable[[], Publication]) -> None:
    app_posted_able("Maple Reader")
    published()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names under which the shared cache was asked to keep something."""
    names: list[str] = []
    put = cache.set

    def noted(name: str, *rest: Any) -> None:
        names.append(name)
        put(name, *rest)

    monkeypatch.setattr(cache, "set", noted, raising=False)
    return names


def test_without_the_shared_cache_pages_are_still_shown_and_the_log_says_so_once(
    public: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CACHES = NOBODY_LISTENS
    pages.SHARED.away = False
    with caplog.at_level(logging.WARNING, logger="transparency.pages"):
        for address in ("/", "/apps/maple-reader/", "/operators/"):
            assert public.get(address).status_code == 200
    assert [record.message.split(";")[0] for record in caplog.records] == ["The shared cache does not answer"]


def test_the_log_speaks_again_after_the_cache_was_back(public: Client, settings: Any) -> None:
    settings.CACHES = NOBODY_LISTENS
    public.get("/")
    assert pages.SHARED.away
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    public.get("/operators/")
    assert not pages.SHARED.away


@pytest.mark.parametrize("address", ["/", "/?page=1", "/operators/", "/operators/?page=1", "/proof/", "/glossary/"])
def test_pages_that_the_records_bound_are_shared(public: Client, kept: list[str], address: str) -> None:
    public.get(address)
    assert len(kept) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/?q=maple",
        "/?subject=Reading",
        "/?made=up",
        "/?page=1&made=up",
        "/?page=01",
        "/?page=2",
        "/operators/?q=maple",
        "/glossary/?page=1",
        "/apps/maple-reader/?page=77",
        "/apps/maple-reader/?x",
        "/history/2026-03-02/",
        "/history/2026-03-02/?page=1",
    ],
)
def test_what_visitors_make_up_is_not_shared(public: Client, kept: list[str], address: str) -> None:
    public.get(address)
    assert kept == []
    assert public.get(address).status_code in (200, 404)
