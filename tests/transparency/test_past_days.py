"""What was public on a past day is shown, downloaded and proven, also a year later."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.test import Client

from district.audit import SystemActor
from district.models import District, User
from tests.factories.transparency import app_posted_able
from transparency.models import Snapshot, SnapshotProof
from transparency.services import publish
from vendors.models import Product

pytestmark = pytest.mark.django_db
ACTOR = SystemActor("command:publish")
SignIn = Callable[[User], Client]
JULY = datetime(2026, 7, 20, 15, 0, tzinfo=UTC)
A_YEAR_LATER = datetime(2027, 7, 25, 15, 0, tzinfo=UTC)


@pytest.fixture
def then(illinois: District) -> Snapshot:
    """Published before July 31, and twice since: the app changed, then another one came."""
    product = app_posted_able("Maple Reader")
    Product.objects.filter(pk=product.pk).update(description="Stories to read in class.")
    snapshot = publish(actor=ACTOR, now=JULY).snapshot
    assert snapshot is not None
    Product.objects.filter(pk=product.pk).update(description="Something else by now.")
    publish(actor=ACTOR, now=datetime(2026, 9, 1, 15, 0, tzinfo=UTC))
    app_posted_able("Maple Writer")
    publish(actor=ACTOR, now=datetime(2027, 1, 20, 15, 0, tzinfo=UTC))
    return snapshot


def fetched(public: Client, folder: Path, *names: str) -> list[Path]:
    paths = []
    for name in names:
        answer = public.get(f"/proof/{name}")
        assert answer.status_code == 200, name
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        path = folder / Path(name).name
        path.write_bytes(body)
        paths.append(path)
    return paths


def test_a_stranger_fetches_and_proves_a_day_of_last_year(
    then: Snapshot, public: Client, at: Callable[[datetime], None], tmp_path: Path
) -> None:
    at(A_YEAR_LATER)
    program, apps, chain, key = fetched(
        public, tmp_path, "proof.py", f"{then.pk}/apps.json", "publications.json", "key.pem"
    )
    command = [sys.executable, "-I", *map(str, (program, apps, "--chain", chain, "--key", key))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"proven: 1 apps, {then.sha256}" in done.stdout
    assert "chain of 3 publications, 3 of them signed" in done.stdout
    apps.write_text(apps.read_text(encoding="utf-8").replace("Stories to read", "Stories we read"), encoding="utf-8")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_the_commands_that_the_page_gives_are_the_ones_that_work(then: Snapshot, public: Client) -> None:
    page = public.get(f"/proof/{then.pk}/").content.decode()
    for name in ("proof.py", f"{then.pk}/apps.json", "publications.json", "key.pem"):
        assert f"curl -fO {settings.SITE_ADDRESS}/proof/{name}" in page
    assert "python3 proof.py apps.json --chain publications.json --key key.pem" in page


def test_the_list_and_each_apps_page_stand_as_they_did(
    then: Snapshot, public: Client, at: Callable[[datetime], None]
) -> None:
    at(A_YEAR_LATER)
    day = public.get("/history/2026-07-31/").content.decode()
    assert 'href="apps/maple-reader/"' in day
    assert "Maple Writer" not in day
    page = public.get("/history/2026-07-31/apps/maple-reader/").content.decode()
    assert "Stories to read in class." in page
    assert "In force" in page
    assert "Something else by now." in public.get("/history/2026-09-01/apps/maple-reader/").content.decode()
    assert f"/proof/{then.pk}/" in page


@pytest.mark.parametrize(
    "address",
    [
        "/history/2026-07-31/apps/maple-writer/",
        "/history/2026-07-01/apps/maple-reader/",
        "/history/2030-01-01/apps/maple-reader/",
        "/history/2026-13-45/apps/maple-reader/",
        "/proof/99999/",
        "/proof/99999/proof.pdf",
        "/proof/99999/apps.json",
        "/proof/99999/statement.txt",
        f"/proof/keys/{'0' * 64}.pem",
    ],
)
def test_what_was_not_there_is_not_found(then: Snapshot, public: Client, address: str) -> None:
    assert public.get(address).status_code == 404


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", " ")


def test_the_statement_of_proof_is_a_tagged_pdf_with_everything_to_check(
    then: Snapshot, public: Client, at: Callable[[datetime], None]
) -> None:
    at(A_YEAR_LATER)
    pdf = b"".join(public.get(f"/proof/{then.pk}/proof.pdf").streaming_content)  # type: ignore[attr-defined]
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pypdfium2.PdfDocument(pdf))
    text, flat = text_of(pdf), "".join(text_of(pdf).split())
    assert then.sha256 in flat
    assert then.proof.signature in flat
    assert then.proof.key.fingerprint in flat
    assert "python3 proof.py apps.json --chain publications.json --key key.pem" in text
    assert "Maple Reader" in text
    assert "Maple Writer" not in text


def test_the_office_prints_the_statement_of_a_day_and_of_one_app(
    then: Snapshot, signed_in: SignIn, ari: User, tom: User, at: Callable[[datetime], None]
) -> None:
    at(A_YEAR_LATER)
    client = signed_in(ari)
    assert "proof.pdf?day=2026-07-31" in client.get("/office/public-on/?day=2026-07-31").content.decode()
    text = text_of(client.get("/office/public-on/proof.pdf?day=2026-07-31").content)
    assert "At the end of 31 July 2026" in text
    text = text_of(client.get("/office/public-on/proof.pdf?day=2026-07-31&app=maple-reader").content)
    assert "Maple Reader" in text
    assert client.get("/office/public-on/proof.pdf?day=2026-07-31&app=maple-writer").status_code == 404
    assert client.get("/office/public-on/proof.pdf?day=2026-07-01").status_code == 404
    assert client.get("/office/public-on/proof.pdf?day=2050-07-01").status_code == 400
    assert client.get("/office/public-on/proof.pdf").status_code == 400
    assert signed_in(tom).get("/office/public-on/proof.pdf?day=2026-07-31").status_code == 403


def test_an_unsigned_publication_is_shown_and_said_to_be_unsigned(illinois: District, public: Client) -> None:
    app_posted_able("Maple Reader")
    snapshot = publish(actor=ACTOR, now=JULY).snapshot
    assert snapshot is not None
    rows = SnapshotProof.objects.all()
    rows._raw_delete(rows.db)
    for address in ("/proof/", f"/proof/{snapshot.pk}/"):
        assert "Not signed" in public.get(address).content.decode()
    assert public.get(f"/proof/{snapshot.pk}/statement.txt").status_code == 404
    pdf = b"".join(public.get(f"/proof/{snapshot.pk}/proof.pdf").streaming_content)  # type: ignore[attr-defined]
    assert "before its installation had a key" in text_of(pdf)


def test_before_the_first_publication_there_is_no_key(illinois: District, public: Client) -> None:
    assert public.get("/proof/").status_code == 200
    assert public.get("/proof/key.pem").status_code == 404
    assert public.get("/proof/publications.json").json()["publications"] == []


def test_the_pages_speak_spanish_too(then: Snapshot, public: Client, at: Callable[[datetime], None]) -> None:
    at(A_YEAR_LATER)
    for address in (f"/es/proof/{then.pk}/", "/es/proof/", "/es/history/2026-07-31/apps/maple-reader/"):
        answer = public.get(address)
        assert answer.status_code == 200
        assert 'lang="es"' in answer.content.decode()


def test_a_page_of_proof_takes_the_same_queries_for_few_and_for_many_publications(
    then: Snapshot,
    public: Client,
    at: Callable[[datetime], None],
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    at(A_YEAR_LATER)
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        public.get("/proof/")
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        public.get(f"/proof/{then.pk}/")
