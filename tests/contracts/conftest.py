"""A store of its own for every test, and the packs that the district has adopted."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from district.models import AdoptedPack, District, User


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: object) -> Path:
    """The private store, empty."""
    settings.PRIVATE_ROOT = tmp_path / "private"  # type: ignore[attr-defined]
    return settings.PRIVATE_ROOT  # type: ignore[attr-defined]


@pytest.fixture
def adopted(district: District) -> Callable[..., None]:
    """Adopt packs: `adopted("il-soppa", "mt-pupil-data")`."""

    def adopt(*packs: str) -> None:
        for pack in packs:
            AdoptedPack.objects.create(pack=pack, adopted_on=date(2021, 7, 1))

    return adopt


@pytest.fixture
def illinois(adopted: Callable[..., None]) -> None:
    adopted("il-soppa")


@pytest.fixture
def refusals(client: Client, district: District, tom: User, olga: User) -> Callable[..., None]:
    """Assert that an address turns away the teacher, the person without a role, and the signed-out."""

    def assert_refused(address: str, *, post: bool = False) -> None:
        ask = client.post if post else client.get
        client.logout()
        answer = ask(address)
        assert answer.status_code == 302
        assert "login" in answer.headers["Location"]
        for person in (tom, olga):
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            assert ask(address).status_code in (403, 404), f"{person} at {address}"
        client.logout()

    return assert_refused


def stored_files(store: Path) -> list[Path]:
    """Every file under the store, unfinished ones included."""
    return [path for path in store.rglob("*") if path.is_file()]
