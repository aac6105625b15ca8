"""Downloads, exports and posted copies: each is of what it names."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from district import storage
from district.audit import SystemActor
from district.models import District, User
from district.storage import stored_path
from inventory.models import ProductUse
from tests.factories.transparency import app_posted_able
from transparency import dataset, proof, tables
from transparency.copies import COPIES, Copies
from transparency.exporting import export
from transparency.models import PublicEntry
from transparency.selectors import snapshot_latest
from transparency.services import Publication, publish
from transparency.versions import version_current

pytestmark = pytest.mark.django_db
ACTOR = SystemActor("command:publish")
TEXTS = {".html", ".csv", ".json", ".atom"}
PLACE = "https://privacy.prairie-lantern.example/"
apps_csv = tables.csv_of(tables.APPS)


@pytest.fixture
def maple(illinois: District, published: Callable[[], Publication]) -> PublicEntry:
    COPIES.clear()
    app_posted_able("Maple Reader")
    published()
    return PublicEntry.objects.get()


def publish_more(now: datetime) -> None:
    ProductUse.objects.update(purpose="Something quite new.")
    app_posted_able("Maple Writer")
    publish(actor=ACTOR, now=now + timedelta(hours=1))


def test_a_download_is_of_the_snapshot_it_names_even_if_another_follows_meanwhile(
    maple: PublicEntry, now: datetime
) -> None:
    before, version = snapshot_latest(), version_current(now)
    pieces = iter(dataset.apps_json(version, PLACE))
    begun = [next(pieces), next(pieces)]
    publish_more(now)
    download = json.loads("".join([*begun, *pieces]))
    assert before is not None
    assert proof.verify(download) == download["published"]["sha256"] == before.sha256
    assert "Maple Writer" not in "".join(apps_csv(version, PLACE))
    assert "Maple Writer" in "".join(apps_csv(version_current(now), PLACE))


def test_an_export_is_of_one_snapshot_even_if_another_follows_meanwhile(
    maple: PublicEntry, now: datetime, tmp_path: Path
) -> None:
    version = version_current(now)
    publish_more(now)
    export(tmp_path / "out", version)
    said = "".join(path.read_text() for path in sorted((tmp_path / "out").rglob("*.*")) if path.suffix in TEXTS)
    assert maple.sha256 in said
    assert "Maple Writer" not in said
    assert "Something quite new." not in said
    download = json.loads((tmp_path / "out/downloads/apps.json").read_text())
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert proof.verify(download) == manifest["published"]["sha256"]


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_copy_that_was_damaged_is_not_sent_and_the_visitor_is_told(
    maple: PublicEntry, public: Client, damage: str
) -> None:
    address = f"/agreements/{maple.documents[0]}.pdf"
    assert public.get(address).getvalue().startswith(b"%PDF")
    path = stored_path(maple.documents[0])
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(b"%PDF-1.4 forged")
    for ask in (public.get, public.head):
        response = ask(address)
        assert response.status_code == 503
        assert response.headers["Cache-Control"] == "no-store"
    assert "cannot be shown at the moment" in public.get(address).content.decode()


def test_a_copy_is_compared_with_its_hash_once_while_it_stays_as_it_is(
    maple: PublicEntry, public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[Any] = []
    whole = storage._sha256_of

    def noted(stream: Any) -> str:
        compared.append(stream)
        return whole(stream)

    monkeypatch.setattr(storage, "_sha256_of", noted)
    for _ in range(3):
        response = public.get(f"/agreements/{maple.documents[0]}.pdf")
        assert response.getvalue().startswith(b"%PDF")
    assert len(compared) == 1
    stored_path(maple.documents[0]).touch()
    assert public.get(f"/agreements/{maple.documents[0]}.pdf").getvalue().startswith(b"%PDF")
    assert len(compared) == 2


def test_no_more_copies_are_remembered_than_may_be() -> None:
    copies = Copies(most=2)
    for name in ("a", "b", "c"):
        copies._remember(name, (0, 0, 0, 0))
    assert list(copies.found_true) == ["b", "c"]


def test_the_pages_of_a_past_day_keep_the_words_of_the_search(
    illinois: District, signed_in: Callable[[User], Client], dana: User, now: datetime
) -> None:
    for number in range(51):
        app_posted_able(f"Maple {number}")
    publish(actor=ACTOR, now=now)
    said = signed_in(dana).get("/office/public-on/", {"day": "2026-03-02", "q": "maple é&"}).content.decode()
    assert "page=2" not in said
    said = signed_in(dana).get("/office/public-on/", {"day": "2026-03-02", "q": "maple"}).content.decode()
    assert "?day=2026-03-02&amp;q=maple&amp;page=2" in said
