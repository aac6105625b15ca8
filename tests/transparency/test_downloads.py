"""Downloads: the file is as its schema says, the workbook opens, the feed is one, and each is made once."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from jsonschema import Draft202012Validator

from contracts.models import Agreement
from district.audit import SystemActor
from district.models import District
from inventory.models import ProductUse
from tests.factories.transparency import app_posted_able
from transparency import downloads, kept, proof
from transparency.dataset import schema_text
from transparency.kept import kept_clean, mark_short
from transparency.models import PublicEntry
from transparency.services import Publication, publish
from transparency.versions import version_current
from transparency.workbook import Sheet, column_letters, workbook_write
from vendors.models import Operator

pytestmark = pytest.mark.django_db
Publish = Callable[[], Publication]
ATOM = "{http://www.w3.org/2005/Atom}"
ACTOR = SystemActor("command:publish")


def body(public: Client, name: str) -> bytes:
    response = public.get(f"/downloads/{name}")
    assert response.status_code == 200
    return b"".join(response)


def strict(schema: Any) -> Any:
    """The schema, refusing members that it does not name: what is sent must be described."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: strict(part) for key, part in schema.items()}
    if "properties" in found and found.get("type") == "object":
        found["additionalProperties"] = False
    return found


def faults(download: Any) -> list[str]:
    validator = Draft202012Validator(strict(json.loads(schema_text())))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(download)]


@pytest.fixture
def maple(illinois: District, published: Publish) -> Publication:
    app_posted_able("Maple Reader")
    app_posted_able("Maple Math", elements=())
    Agreement.objects.filter(title__contains="Reader").update(offered_until=date(2026, 12, 31))
    return published()


def test_the_file_is_as_its_schema_says_and_proves_itself(maple: Publication, public: Client) -> None:
    download = json.loads(body(public, "apps.json"))
    assert faults(download) == []
    assert maple.snapshot is not None
    assert proof.verify(download) == maple.snapshot.sha256
    assert download["$schema"] == "http://127.0.0.1:8000/downloads/schema-2.json"
    assert json.loads(body(public, "schema-2.json")) == json.loads(schema_text())


def test_the_file_is_as_its_schema_says_before_anything_is_published(district: District, public: Client) -> None:
    assert faults(json.loads(body(public, "apps.json"))) == []


def test_the_file_is_as_its_schema_says_without_a_district(db: None, public: Client) -> None:
    download = json.loads(body(public, "apps.json"))
    assert faults(download) == []
    assert download["district"] is None


def test_entries_of_an_earlier_release_are_as_the_schema_says(maple: Publication, public: Client) -> None:
    entry = PublicEntry.objects.get(key="maple-reader")
    content = entry.content
    for name in ("description_es", "sign_in", "data_location", "data_location_es"):
        del content["product"][name]
    for name in ("purpose_es", "users_under_13", "under_13_consent"):
        del content["use"][name]
    for row in content["elements"]:
        for name in ("code", "how_used_es", "disclosed_to_es", "purpose_es"):
            del row[name]
    del content["agreements"][0]["offered_until"]
    content["schema"] = 1
    entry.save()
    download = json.loads(body(public, "apps.json"))
    assert faults(download) == []
    assert b"Maple Reader" in body(public, "apps.csv")
    assert b"Maple Reader" in body(public, "information.csv")


def test_other_districts_learn_what_is_offered_and_until_when(
    maple: Publication, public: Client, now: datetime, at: Callable[[datetime], None]
) -> None:
    def offers() -> dict[str, Any]:
        apps = json.loads(body(public, "apps.json"))["apps"]
        return {app["key"]: app["agreements"][0]["general_offer"] for app in apps}

    note = "The operator offers the same terms to other districts until 31 December 2026."
    assert offers() == {"maple-math": None, "maple-reader": {"open": True, "expires_on": "2026-12-31", "note": note}}
    at(datetime(2027, 1, 2, 12, tzinfo=UTC))
    assert offers()["maple-reader"]["open"] is False


def test_an_agreement_that_was_ended_says_so_and_offers_nothing_more(maple: Publication, public: Client) -> None:
    Agreement.objects.update(state="ended")
    agreements = [app["agreements"][0] for app in json.loads(body(public, "apps.json"))["apps"]]
    assert [row["standing"] for row in agreements] == ["ended", "ended"]
    assert agreements[1]["general_offer"]["open"] is False


def test_no_download_knows_what_only_the_office_knows(maple: Publication, public: Client) -> None:
    Agreement.objects.update(notes="Between us.")
    Operator.objects.update(notes="Between us.")
    ProductUse.objects.update(purpose="Not published yet.")
    for download in downloads.DOWNLOADS:
        said = body(public, download.name)
        if download.name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(said)) as archive:
                said = b"".join(archive.read(name) for name in archive.namelist())
        assert b"Between us" not in said
        assert b"Not published yet" not in said


def test_the_workbook_opens_and_holds_every_table(maple: Publication, public: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(body(public, "apps.xlsx")))
    assert book.sheetnames == ["Apps and agreements", "Kinds of information", "Breaches", "About this file"]
    rows = list(book["Apps and agreements"].iter_rows(values_only=True))
    signed = rows[0].index("signed_on")
    assert rows[0][:2] == ("app", "operator")
    assert [row[0] for row in rows[1:]] == ["Maple Math", "Maple Reader"]
    assert rows[1][signed] == datetime(2026, 2, 23)  # noqa: DTZ001 - a day, as the library reads it
    assert book["Apps and agreements"].freeze_panes == "A2"
    assert maple.snapshot is not None
    assert ("sha256", maple.snapshot.sha256) in list(book["About this file"].iter_rows(values_only=True))


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "@x", "<b>&\"'</b>", "\x00\x0b\ud800bad", "", " two  spaces "])
def test_a_cell_of_the_workbook_is_never_a_formula_and_never_breaks_it(text: str) -> None:
    stream = io.BytesIO()
    sheet = Sheet("A & <B>", ("one", "two"), [(text, None), (True, date(2026, 3, 2)), (7, "x" * 40_000)])
    workbook_write(stream, [sheet], title="<&>", made=datetime(2026, 3, 2, tzinfo=UTC))
    cells = list(openpyxl.load_workbook(stream)["A & <B>"].iter_rows(min_row=2))
    assert cells[0][0].data_type in ("s", "n")
    assert (cells[0][0].value or "") == "".join(letter for letter in text if letter >= " " and letter != "\ud800")
    assert (cells[1][0].value, cells[2][0].value, len(str(cells[2][1].value))) == ("yes", 7, 32_767)


def test_columns_have_the_letters_of_spreadsheets() -> None:
    assert [column_letters(number) for number in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_the_feed_has_an_entry_for_each_publication_that_says_what_changed(
    maple: Publication, public: Client, now: datetime
) -> None:
    ProductUse.objects.filter(product__slug="maple-reader").update(purpose="Quite <b>new</b>.")
    publish(actor=ACTOR, now=now + timedelta(hours=1))
    feed = ElementTree.fromstring(body(public, "changes.atom"))  # noqa: S314 - our own
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    entries = feed.findall(f"{ATOM}entry")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries) == 2
    moments = [datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "") for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    said = entries[0].findtext(f"{ATOM}content") or ""
    assert '<a href="http://127.0.0.1:8000/apps/maple-reader/">Maple Reader</a>' in said
    assert "<b>" not in said
    assert "&lt;b&gt;new" in said


def test_a_feed_of_thousands_of_additions_stays_short(illinois: District, published: Publish, public: Client) -> None:
    app_posted_able("Maple Reader")
    done = published().snapshot
    assert done is not None
    change = {"key": "", "name": "Maple", "operator": "Maple Fictional, Inc.", "what": []}
    done.difference = {"added": [change] * 5000, "changed": [], "removed": []}
    done.save()
    said = body(public, "changes.atom").decode()
    assert "And 4,900 more." in said
    assert len(said) < 20_000


def test_a_file_is_made_once_and_the_one_before_goes(
    maple: Publication, public: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def files() -> list[str]:
        return sorted(path.name for path in Path(settings.PUBLIC_FILES_ROOT).glob("*-apps.csv"))

    first = body(public, "apps.csv")
    before = files()
    monkeypatch.setattr(downloads.Download, "written", lambda *given: pytest.fail("made twice"))
    assert body(public, "apps.csv") == first
    monkeypatch.undo()
    ProductUse.objects.update(purpose="Quite new.")
    publish(actor=ACTOR, now=now + timedelta(hours=1))
    body(public, "apps.csv")
    assert len(files()) == len(before) == 1
    assert files() != before


def test_a_folder_that_cannot_be_written_costs_nobody_a_download(
    maple: Publication, public: Client, tmp_path: Path, settings: Any
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    settings.PUBLIC_FILES_ROOT = tmp_path / "file"
    assert b"Maple Reader" in body(public, "apps.csv")


def test_a_download_says_its_kind_its_length_and_whether_it_changed(maple: Publication, public: Client) -> None:
    for download in downloads.DOWNLOADS:
        response = public.get(f"/downloads/{download.name}")
        assert response.headers["Content-Type"] == download.media_type
        assert int(response.headers["Content-Length"]) == len(b"".join(response))
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        again = public.get(f"/downloads/{download.name}", headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304


def kept_file(name: str, made: datetime, size: int = 1) -> Path:
    path = Path(settings.PUBLIC_FILES_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    os.utime(path, (made.timestamp(), made.timestamp()))
    return path


@pytest.fixture
def kept_here(settings: Any, tmp_path: Path) -> Path:
    settings.PUBLIC_FILES_ROOT = tmp_path / "public"
    return tmp_path / "public"


def test_files_of_earlier_marks_go_and_those_of_the_present_stay(
    illinois: District, now: datetime, kept_here: Path
) -> None:
    version = version_current(now)
    old, fresh = kept_file("0-17-apps.json", now - timedelta(days=1)), kept_file("1-apps.csv", now)
    present = kept_file(f"{mark_short(version)}-9-proof.pdf", now - timedelta(days=1))
    assert kept_clean(version, now) == 1
    assert (old.exists(), fresh.exists(), present.exists()) == (False, True, True)


def test_files_of_every_past_publication_do_not_fill_the_disk(
    illinois: District, now: datetime, monkeypatch: pytest.MonkeyPatch, kept_here: Path
) -> None:
    version = version_current(now)
    monkeypatch.setattr(kept, "MOST_BYTES", 25)
    mark = mark_short(version)
    files = [kept_file(f"{mark}-{n}-apps.json", now - timedelta(minutes=9 - n), size=10) for n in range(4)]
    assert kept_clean(version, now) == 2
    assert [path.exists() for path in files] == [False, False, True, True]


def test_before_anything_was_kept_there_is_nothing_to_take_away(
    illinois: District, now: datetime, kept_here: Path
) -> None:
    assert kept_clean(version_current(now), now) == 0
