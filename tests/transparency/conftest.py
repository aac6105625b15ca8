"""A published page, and no page kept from an earlier test."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client

from district import clock
from district.audit import SystemActor
from district.models import District
from tests.factories.district import AdoptedPackFactory
from transparency import disk, pages, versions
from transparency.services import Publication, publish


@pytest.fixture(autouse=True)
def _no_kept_pages() -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    pages.SHELF.clear()
    disk.pages_forget()
    cache.clear()
    versions.TRUST.forget()
    versions.version_of.cache_clear()


@pytest.fixture(autouse=True)
def at(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """The clock stands at `now`; `at(instant)` moves it."""

    def move(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    move(now)
    return move


@pytest.fixture
def illinois(district: District) -> District:
    """The district works under Illinois' packs."""
    AdoptedPackFactory(pack="il-soppa")
    AdoptedPackFactory(pack="il-school-records")
    return district


@pytest.fixture
def published(now: datetime) -> Callable[[], Publication]:
    """Publish what the records say."""
    return lambda: publish(actor=SystemActor("command:publish"), now=now)


@pytest.fixture
def public(client: Client) -> Client:
    """Somebody without an account."""
    return client
