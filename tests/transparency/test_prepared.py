"""Pages that a job renders before anybody asks, kept on the disk; and the binder."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.models import Agreement, AgreementState
from district.audit import SystemActor
from district.models import AdoptedPack, District
from inventory.models import ProductUse
from tests.factories.transparency import app_posted_able
from transparency import binder, disk, pages, preparing, versions
from transparency.binding.pieces import Piece
from transparency.models import PublicEntry, Snapshot
from transparency.services import Publication, publish
from transparency.speaking import LANGUAGES
from transparency.tasks import pages_of_the_present

pytestmark = pytest.mark.django_db
Publish = Callable[[], Publication]


@pytest.fixture
def maple(illinois: District, published: Publish) -> PublicEntry:
    app_posted_able("Maple Reader")
    published()
    return PublicEntry.objects.get()


def file_read(response: Any) -> bytes:
    """A sent file, and the file closed: the test's client closes it only together with the database."""
    body: bytes = response.getvalue()
    for close in response._resource_closers:
        close()
    return body


def restart() -> None:
    """A process that has just begun, beside an empty shared cache."""
    pages.SHELF.clear()
    cache.clear()
    versions.TRUST.forget()
    versions.version_of.cache_clear()


def test_a_prepared_page_needs_one_query_after_a_restart(maple: PublicEntry, public: Client, now: datetime) -> None:
    assert preparing.pages_prepare(now) > 20
    for address in ("/", "/es/", "/apps/maple-reader/", "/es/information/name/"):
        restart()
        with CaptureQueriesContext(connection) as queries:
            assert b"Maple Reader" in public.get(address).content
        assert len(queries) == 1


def test_what_is_prepared_is_prepared_once(maple: PublicEntry, now: datetime) -> None:
    assert preparing.pages_prepare(now)
    assert preparing.pages_prepare(now) == 0


def test_preparing_takes_away_the_pages_of_days_long_gone(maple: PublicEntry, now: datetime) -> None:
    for day in range(disk.MARKS_KEPT + 2):
        preparing.pages_prepare(now + timedelta(days=day))
    kept = disk.folder_of(versions.version_current(now).mark).parent
    assert len(list(kept.iterdir())) <= disk.MARKS_KEPT


def test_a_run_that_died_is_taken_up_again(maple: PublicEntry, now: datetime) -> None:
    folder = disk.folder_of(versions.version_current(now).mark)
    folder.mkdir(parents=True)
    (folder / preparing.BEGUN).touch()
    begun = datetime.fromtimestamp((folder / preparing.BEGUN).stat().st_mtime, tz=now.tzinfo)
    assert preparing.pages_prepare(begun + timedelta(minutes=1)) == 0


def test_a_prepared_page_is_not_shown_after_the_next_publication(
    maple: PublicEntry, public: Client, now: datetime
) -> None:
    preparing.pages_prepare(now)
    ProductUse.objects.update(purpose="Something quite new.")
    publish(actor=SystemActor("command:publish"), now=now + timedelta(hours=1))
    assert "Something quite new." in public.get("/apps/maple-reader/").content.decode()


def test_a_file_that_is_not_whole_is_rendered_anew(maple: PublicEntry, public: Client, now: datetime) -> None:
    preparing.pages_prepare(now)
    before = public.get("/").content
    for path in disk.folder_of(versions.version_current(now).mark).iterdir():
        path.write_bytes(b"half")
    restart()
    assert public.get("/").content == before


def test_without_a_disk_pages_are_rendered(maple: PublicEntry, public: Client, settings: Any, tmp_path: Any) -> None:
    (tmp_path / "a file").touch()
    settings.PUBLIC_FILES_ROOT = tmp_path / "a file"
    assert public.get("/").status_code == 200


def test_what_visitors_ask_for_is_not_kept_on_the_disk(maple: PublicEntry, public: Client, now: datetime) -> None:
    for address in ("/", "/?q=maple", "/?subject=Reading", "/history/2026-03-02/", "/?x=1"):
        assert public.get(address).status_code == 200
    assert not disk.folder_of(versions.version_current(now).mark).exists()


def test_pages_of_older_marks_are_removed(maple: PublicEntry, public: Client, now: datetime) -> None:
    for number in range(6):
        disk.body_write(f"mark {number}", "name", b"body")
    assert len(list(disk.folder_of("mark 1").parent.iterdir())) <= disk.MARKS_KEPT
    assert disk.body_read("mark 5", "name") == b"body"


def test_the_binder_is_made_in_both_languages_by_the_job(maple: PublicEntry, public: Client, now: datetime) -> None:
    response = public.get("/downloads/binder.pdf")
    assert (response.status_code, response.headers["Cache-Control"]) == (503, "no-store")
    while binder.binders_make(now):
        pass
    for address, language in (("/downloads/binder.pdf", "en"), ("/es/downloads/binder.pdf", "es")):
        response = public.get(address)
        assert response.headers["Content-Type"] == "application/pdf"
        with pikepdf.open(BytesIO(file_read(response))) as pdf:
            assert str(pdf.Root.Lang) == language
            assert "/StructTreeRoot" in pdf.Root


def made_at(version: versions.Version, snapshot: Snapshot) -> None:
    for language in LANGUAGES:
        binder.whole_write(binder.binder_path(version, snapshot, language), b"%PDF-1.7")
    disk.marks_clear(binder.folder_of(version, snapshot))


def test_binders_of_earlier_publications_go(maple: PublicEntry, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binder, "binder_step", made_at)
    for number in range(disk.MARKS_KEPT + 2):
        ProductUse.objects.update(purpose=f"Purpose {number}.")
        publish(actor=SystemActor("command:publish"), now=now + timedelta(minutes=number + 1))
        while binder.binders_make(now):
            pass
    assert len(list(binder.binders_folder().iterdir())) <= disk.MARKS_KEPT


def test_a_second_job_leaves_the_binder_to_the_first(maple: PublicEntry, now: datetime) -> None:
    with binder.turn_taken() as first, binder.turn_taken() as second:
        assert (first, second) == (True, False)
        assert binder.binders_make(now) == 0


def test_what_fails_while_it_is_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        binder.whole_write(tmp_path / "piece.pdf", "no bytes")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_binder_is_made_anew_where_what_it_says_changed_and_not_each_day(
    maple: PublicEntry, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def present(moment: datetime) -> tuple[Path, list[Path]]:
        versions.TRUST.forget()
        version = versions.version_current(moment)
        assert version.snapshot is not None
        pieces = [Piece("end", lambda page: b"")]
        return binder.folder_of(version, version.snapshot), binder.paths_of(version, version.snapshot, pieces)

    folder, paths = present(now)
    tomorrow, paths_tomorrow = present(now + timedelta(days=1))
    assert tomorrow == folder
    assert paths_tomorrow != paths
    found = {folder}
    District.objects.update(address="9 Other Road")
    found.add(present(now)[0])
    AdoptedPack.objects.all().delete()
    found.add(present(now)[0])
    Agreement.objects.update(state=AgreementState.VOID)
    found.add(present(now)[0])
    monkeypatch.setattr(settings, "SITE_ADDRESS", "https://other.example")
    found.add(present(now)[0])
    assert len(found) == 5


def test_before_the_first_publication_there_is_no_binder(illinois: District, public: Client, now: datetime) -> None:
    assert public.get("/downloads/binder.pdf").status_code == 404
    assert binder.binders_make(now) == 0


def test_the_job_makes_pages_and_binder(maple: PublicEntry, public: Client) -> None:
    while pages_of_the_present():
        pass
    assert file_read(public.get("/es/downloads/binder.pdf")).startswith(b"%PDF")
