"""The cast: people of the fictional Prairie Lantern district, one per role, and an outsider who has none."""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from district.models import District, User
from tests import emptying
from tests.webserving import Serve, serving

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # a Monday morning in Chicago

# A busy machine is no failure of a rule that holds for everything.
hypothesis_settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("unhurried")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Name what fails at once: who watches a long run, or sees only its beginning, knows where to look."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        sys.stderr.write(f"\nFAILED {report.nodeid} ({report.when})\n")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, which tests that commit leave as migrating left it (tests/emptying.py says why)."""
    # Views bind the clock when they are loaded: the first page must not load them while a test holds the clock.
    import_module(settings.ROOT_URLCONF)
    with django_db_blocker.unblock():
        emptying.remember()
        # The first page of a process would ask for these: how many questions a page asks must not hang on the order.
        ContentType.objects.get_for_models(*apps.get_models())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda case: emptying.restore())
        yield


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """How often an address asked is counted in the cache of the process: a test does not pay for those before it."""
    cache.clear()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def district(db: None) -> District:
    return District.objects.create(
        name="Prairie Lantern District 900",
        board_name="Prairie Lantern Board of Education",
        address="1 Lantern Way\nPrairie Lantern, IL 60000",
        state="IL",
        time_zone="America/Chicago",
        enrolment=4012,
        website="https://prairie-lantern.example",
    )


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Make a person: `person("Dana Officer", "privacy_officer")`."""

    def make(name: str, *roles: str) -> User:
        user = User.objects.create_user(
            f"{name.split()[0].lower()}@prairie-lantern.example", "a-Long-passphrase", name=name
        )
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    return make


@pytest.fixture
def dana(person: Callable[..., User]) -> User:
    """The privacy officer."""
    return person("Dana Fictional", "privacy_officer")


@pytest.fixture
def dirk(person: Callable[..., User]) -> User:
    """The director of information services."""
    return person("Dirk Fictional", "director")


@pytest.fixture
def cora(person: Callable[..., User]) -> User:
    """Counsel."""
    return person("Cora Fictional", "counsel")


@pytest.fixture
def tom(person: Callable[..., User]) -> User:
    """A teacher: staff member."""
    return person("Tom Fictional", "staff_member")


@pytest.fixture
def ari(person: Callable[..., User]) -> User:
    """The auditor: reads everything, changes nothing."""
    return person("Ari Fictional", "auditor")


@pytest.fixture
def olga(person: Callable[..., User]) -> User:
    """An account without a role: nothing is hers to see."""
    return person("Olga Fictional")


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    """The test client signed in as a person."""

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def serve(settings: Any) -> Iterator[Serve]:
    """Start a web server on loopback, which for this test may be read like a public one."""
    settings.FETCH_PRIVATE_NETWORKS = ["127.0.0.1/32"]
    with serving() as start:
        yield start
