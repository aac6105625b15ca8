"""manage.py publish, and the public page as files."""

import hashlib
import json
import posixpath
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contracts.models import Agreement
from contracts.storage import stored_path
from district import clock
from district.models import District
from inventory.models import ProductUse
from tests.factories.transparency import PDF, app_posted_able
from transparency import exportfiles, exporting, proof
from transparency.exportlinks import Links
from transparency.exportpages import Page, Pages
from transparency.models import Snapshot
from transparency.services import Publication
from transparency.versions import version_current, version_of
from vendors.models import Operator

pytestmark = pytest.mark.django_db
Publish = Callable[[], Publication]


def run(*options: str) -> str:
    out = StringIO()
    call_command("publish", *options, stdout=out)
    return out.getvalue()


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_without_an_option_it_only_says_what_would_change(district: District) -> None:
    app_posted_able("Maple Reader")
    said = run()
    assert "+ Maple Reader" in said
    assert "Nothing was published" in said
    assert not Snapshot.objects.exists()


def test_yes_publishes_once(district: District) -> None:
    app_posted_able("Maple Reader")
    assert "Published: 1 added; 1 app in all." in run("--yes")
    assert "Nothing to publish." in run("--yes")
    assert Snapshot.objects.get().published_by == "command:publish"


def test_the_files_hold_pages_downloads_copies_and_a_manifest_that_is_true(
    illinois: District, published: Publish, tmp_path: Path
) -> None:
    app_posted_able("Maple Reader")
    published()
    folder = tmp_path / "out"
    run("--out", str(folder))
    held = tree(folder)
    manifest = json.loads(held.pop("manifest.json"))
    assert manifest["files"] == {path: hashlib.sha256(content).hexdigest() for path, content in held.items()}
    assert {"index.html", "apps/maple-reader/index.html", "proof/index.html", "static/css/public.css"} <= held.keys()
    assert [content for path, content in held.items() if path.endswith(".pdf")] == [PDF + b"maple-reader"]
    assert proof.main([str(folder / "downloads" / "apps.json")]) == 0


def links_of(held: dict[str, bytes]) -> set[tuple[str, str]]:
    """(file, link) of every link and picture of every page."""
    return {
        (path, unescape(link.split('"')[0]))
        for path, content in held.items()
        if path.endswith(".html")
        for part in ('href="', 'src="', 'action="')
        for link in content.decode().split(part)[1:]
    }


def test_every_link_between_the_files_leads_to_a_file_wherever_the_folder_stands(
    illinois: District, published: Publish, tmp_path: Path
) -> None:
    for number in range(60):
        app_posted_able(f"Maple {number}")
    published()
    run("--out", str(tmp_path), "--address", "https://files.example/privacy")
    held = tree(tmp_path)
    links = {(path, link.partition("#")[0]) for path, link in links_of(held) if not link.startswith(("#", "https://"))}
    local = {(path, link) for path, link in links if not link.startswith("http://127.0.0.1:8000/")}
    led = {(path, link, posixpath.normpath(posixpath.join(posixpath.dirname(path), link))) for path, link in local}
    assert len(led) > 2000
    assert {row for row in led if row[2] not in held} == set()
    away = {link.removeprefix("http://127.0.0.1:8000/").removeprefix("es/") for _, link in links - local}
    assert {way for way in away if not way.startswith(("accounts/", "portal/", "proof/", "history/", "api/"))} <= {
        "downloads/binder.pdf",  # made by a job, and not there at first
        "covered-information/",  # a form, fifty apps a page as they are asked for
    }
    assert {"es/apps/maple-7/index.html", "es/pages/2/index.html", "information/index.html"} <= held.keys()
    assert b'lang="es"' in held["es/apps/maple-7/index.html"]


def test_downloads_and_embeds_name_the_address_that_the_files_will_have(
    illinois: District, published: Publish, tmp_path: Path
) -> None:
    app_posted_able("Maple Reader")
    published()
    run("--out", str(tmp_path), "--address", "https://files.example/privacy")
    held = tree(tmp_path)
    place = "https://files.example/privacy/"
    assert json.loads(held["downloads/apps.json"])["apps"][0]["page"] == f"{place}apps/maple-reader/"
    assert f'href="{place}apps/maple-reader/"' in held["embed/apps.html"].decode()
    assert f'href="{place}es/apps/maple-reader/"' in held["es/embed/apps.html"].decode()
    assert f"{place}downloads/changes.atom" in held["downloads/changes.atom"].decode()
    with pytest.raises(CommandError, match="no address of a page"):
        run("--out", str(tmp_path), "--address", "files.example")


def test_every_page_that_is_written_was_foreseen_so_that_links_to_it_are_known(
    illinois: District, published: Publish
) -> None:
    for number in range(51):
        app_posted_able(f"Maple {number}")
    published()
    pages = Pages(version_current(clock.now()), "")
    assert sorted(page.address for page in pages) == sorted(pages.addresses())


def test_the_same_data_gives_the_same_bytes_and_writes_nothing_anew(
    illinois: District, published: Publish, tmp_path: Path
) -> None:
    app_posted_able("Maple Reader")
    app_posted_able("Maple Writer")
    published()
    run("--out", str(tmp_path / "a"))
    version_of.cache_clear()
    run("--out", str(tmp_path / "b"))
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    assert " 0 written, 0 removed" in run("--out", str(tmp_path / "a"))


def test_a_second_run_writes_what_changed_and_removes_what_left(
    illinois: District, published: Publish, tmp_path: Path
) -> None:
    app_posted_able("Maple Reader")
    writer = app_posted_able("Maple Writer")
    published()
    run("--out", str(tmp_path))
    ProductUse.objects.filter(product__slug="maple-reader").update(purpose="Something quite new.")
    writer.agreements.update(state="ended")
    run("--yes", "--out", str(tmp_path))
    held = tree(tmp_path)
    assert "apps/maple-writer/index.html" not in held
    assert "Something quite new." in held["apps/maple-reader/index.html"].decode()


def purpose_changes() -> None:
    ProductUse.objects.filter(product__slug="maple-reader").update(purpose="Something quite new.")
    run("--yes")


def operator_is_renamed() -> None:
    Operator.objects.filter(products__slug="maple-reader").update(name="Zinnia Fictional, Inc.")
    run("--yes")


def app_comes_and_one_goes() -> None:
    app_posted_able("Alder Reader")
    Agreement.objects.filter(products__slug="maple-writer").update(state="ended")
    run("--yes")


def agreement_ends_unpublished() -> None:
    Agreement.objects.filter(products__slug="maple-writer").update(state="ended")


def district_moves() -> None:
    District.objects.update(address="2 Lantern Way")


@pytest.mark.parametrize(
    "change", [purpose_changes, operator_is_renamed, app_comes_and_one_goes, agreement_ends_unpublished, district_moves]
)
def test_what_a_second_run_leaves_is_what_a_first_one_would_write(
    illinois: District, published: Publish, tmp_path: Path, change: Callable[[], None]
) -> None:
    app_posted_able("Maple Reader")
    app_posted_able("Maple Writer")
    published()
    run("--out", str(tmp_path / "a"))
    change()
    run("--out", str(tmp_path / "a"))
    run("--out", str(tmp_path / "b"))
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_a_later_day_is_told_in_a_folder_of_an_earlier_one(
    illinois: District, published: Publish, tmp_path: Path, now: datetime, at: Callable[[datetime], None]
) -> None:
    app_posted_able("Maple Reader")
    published()
    run("--out", str(tmp_path))
    at(now + timedelta(days=600))
    run("--out", str(tmp_path))
    assert "Expired" in (tmp_path / "apps/maple-reader/index.html").read_text(encoding="utf-8")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths of the pages that were made."""
    paths: list[str] = []
    make = exportfiles.page_written

    def noted(page: Page, language: str, path: str, links: Links) -> bytes:
        paths.append(path)
        return make(page, language, path, links)

    monkeypatch.setattr(exportfiles, "page_written", noted)
    return paths


def test_a_second_run_makes_only_pages_of_what_changed(
    illinois: District, published: Publish, tmp_path: Path, made: list[str]
) -> None:
    app_posted_able("Maple Reader")
    app_posted_able("Maple Writer", elements=("Medicines",))
    published()
    run("--out", str(tmp_path))
    assert {"apps/maple-reader/index.html", "apps/maple-writer/index.html"} <= set(made)
    made.clear()
    purpose_changes()
    run("--out", str(tmp_path))
    assert {"index.html", "apps/maple-reader/index.html", "es/apps/maple-reader/index.html"} <= set(made)
    assert not {path for path in made if "maple-writer" in path or "medicines" in path}


@pytest.mark.parametrize("lost", ["apps/maple-reader/index.html", "manifest.json"])
def test_what_somebody_took_away_or_changed_is_made_again(
    illinois: District, published: Publish, tmp_path: Path, lost: str
) -> None:
    app_posted_able("Maple Reader")
    published()
    run("--out", str(tmp_path))
    before = tree(tmp_path)
    if lost == "manifest.json":  # of another run, whose files are not these
        (tmp_path / lost).write_text(json.dumps({"files": {"index.html": "0" * 64}}), encoding="utf-8")
        (tmp_path / "index.html").write_text("Something else", encoding="utf-8")
    else:
        (tmp_path / lost).unlink()
    run("--out", str(tmp_path))
    assert tree(tmp_path) == before


def test_a_folder_with_other_files_is_left_alone(illinois: District, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CommandError, match="holds other files"):
        run("--out", str(tmp_path))
    assert tree(tmp_path) == {"thesis.txt": b"mine"}


@pytest.mark.parametrize("manifest", ["nonsense", "[]", '{"files": {"../../thesis.txt": "0"}}'])
def test_a_false_manifest_is_refused(illinois: District, tmp_path: Path, manifest: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(CommandError, match=r"holds other files|outside the folder"):
        run("--out", str(tmp_path))


def test_a_file_in_the_way_is_named(illinois: District, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CommandError, match=r"other files|Cannot write"):
        run("--out", str(tmp_path / "file"))


def test_a_copy_that_was_changed_on_disk_is_not_published(
    illinois: District, published: Publish, tmp_path: Path
) -> None:
    product = app_posted_able("Maple Reader")
    published()
    stored_path(product.agreements.get().documents.get().sha256).write_bytes(b"another")
    with pytest.raises(CommandError, match="changed on disk"):
        run("--out", str(tmp_path / "out"))


def test_what_was_withdrawn_after_a_run_that_broke_off_is_taken_away(
    illinois: District, published: Publish, tmp_path: Path
) -> None:
    app_posted_able("Maple Reader")
    published()
    with exporting.folder_locked(tmp_path), pytest.raises(CommandError, match="Another run"):
        run("--out", str(tmp_path))
    exporting.begun(tmp_path, version_current(clock.now()), {"apps/gone/index.html"})
    exporting.file_write(tmp_path / "apps/gone/index.html", b"withdrawn")
    run("--out", str(tmp_path))
    assert not (tmp_path / "apps/gone").exists()
    assert all(json.loads((tmp_path / "manifest.json").read_bytes())["files"].values())


def test_without_a_district_it_says_so_in_one_line(db: None, now: datetime) -> None:
    with pytest.raises(CommandError, match="Enter the district first"):
        run()


def test_proof_tells_true_false_and_unreadable_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = {"name": "é"}
    sha256 = proof.entry_sha256(content)
    apps = [{"key": "a", "sha256": sha256, "content": content}]
    true = {"apps": apps, "published": {"sha256": proof.snapshot_sha256([("a", sha256)])}}
    for number, (text, status) in enumerate(
        [(json.dumps(true), 0), (json.dumps(true).replace("\\u00e9", "e"), 1), ("{}", 2), ("no json", 2)]
    ):
        path = tmp_path / f"{number}.json"
        path.write_text(text, encoding="utf-8")
        assert proof.main([str(path)]) == status
    assert proof.main([]) == 2
    assert proof.main([str(tmp_path / "missing.json")]) == 2
    assert "NOT PROVEN" in capsys.readouterr().err
