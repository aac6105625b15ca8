"""Breaches on the public page: what was approved is shown first as a difference, then frozen, and can be proven."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.core.management import call_command
from django.test import Client

from breaches.models import Breach, PublicEntry
from breaches.publicfacts import entry_standing
from breaches.services.public import public_entry_approve, public_entry_withdraw
from district.audit import SystemActor
from district.models import District, User
from inventory.models import ElementClass
from tests.factories.district import AdoptedPackFactory
from tests.factories.publicentries import breach_known, element_added
from tests.factories.transparency import app_posted_able
from transparency.models import PublicBreach, Snapshot
from transparency.proof import entry_sha256, snapshot_sha256, verify
from transparency.services import Publication, publication_preview, publish

pytestmark = pytest.mark.django_db
Publish = Callable[[], Publication]
KEY = "breaches/2026-02-02-maple-reader-fictional-inc"
NOTICE = "On 20 February 2026 Maple Reader Fictional told us of a breach of security."
SPANISH = "El 20 de febrero de 2026 nos informaron de una violación de seguridad."


@pytest.fixture
def listed(illinois: District, dana: User, now: datetime) -> Breach:
    """A breach of Maple Reader with an approved entry; the app is on the page, too."""
    breach = breach_known(dana, product=app_posted_able("Maple Reader"))
    approve(breach, dana, now)
    return breach


def approve(breach: Breach, by: User, at: datetime, **given: object) -> PublicEntry:
    old = entry_standing(breach)
    return public_entry_approve(breach=breach, standing=old.pk if old else None, actor=by, now=at, **given)  # type: ignore[arg-type]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_approved_breach_is_in_the_difference_before_it_is_public(
    listed: Breach, public: Client, now: datetime
) -> None:
    difference = publication_preview(now).difference
    (change,) = [row for row in difference.added if row.key.startswith("breaches/")]
    assert change.name == "Breach from 2 February 2026 to 4 February 2026"
    assert "Number of students: 500." in change.what
    assert not PublicBreach.objects.exists()
    assert "Maple Reader" not in page(public, "/breaches/")


def test_the_form_on_paper_names_day_and_number(listed: Breach, public: Client, published: Publish) -> None:
    published()
    pdf = b"".join(public.get("/covered-information/1.pdf").streaming_content)  # type: ignore[attr-defined]
    with pypdfium2.PdfDocument(pdf) as document:
        text = " ".join(" ".join(one.get_textpage().get_text_range() for one in document).split())
    assert "From 2 February 2026 to 4 February 2026" in text
    assert "Number of students: 500" in text


def test_publishing_lists_the_breach_with_what_the_law_asks(
    listed: Breach, public: Client, published: Publish, now: datetime
) -> None:
    published()
    content = PublicBreach.objects.get().content
    assert content["students"] == {"number": 500, "withheld": False}
    assert content["posted_on"] == "2026-03-02"
    shown = page(public, "/breaches/")
    assert "From 2 February 2026 to 4 February 2026" in shown
    assert "<dd>500</dd>" in shown
    assert "2 March 2026" in shown
    entry = PublicEntry.objects.get()
    assert entry.posted_at == now
    assert entry.snapshot_sha256 == Snapshot.objects.get().sha256


def test_a_withheld_number_is_nowhere_public(
    listed: Breach, dana: User, public: Client, published: Publish, now: datetime
) -> None:
    Breach.objects.filter(pk=listed.pk).update(affected_total=3907)
    element_added(listed, dana, "Grades and marks", ElementClass.PERSONAL)
    approve(listed, dana, now, because="Personal information was involved.")
    published()
    for address in ("/breaches/", "/apps/maple-reader/", "/downloads/apps.json", "/downloads/breaches.csv"):
        answer = public.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        without_hashes = re.sub(rb"[0-9a-f]{64}", b"", body)
        assert b"3907" not in without_hashes, address
        assert b"3,907" not in without_hashes, address
    assert "Not shown: the law asks" in page(public, "/breaches/")


def test_the_snapshot_s_hash_covers_apps_and_breaches(listed: Breach, published: Publish) -> None:
    snapshot = published().snapshot
    assert snapshot is not None
    assert (snapshot.entries, snapshot.breaches) == (1, 1)
    app, breach = snapshot.first_entries.get(), snapshot.first_breaches.get()
    assert breach.key.startswith("breaches/2026-02-02-maple-reader-fictional")
    assert breach.sha256 == entry_sha256(breach.content)
    assert snapshot.sha256 == snapshot_sha256([(app.key, app.sha256), (breach.key, breach.sha256)])


def test_the_download_proves_itself_with_its_breaches(listed: Breach, public: Client, published: Publish) -> None:
    snapshot = published().snapshot
    answer = public.get("/downloads/apps.json")
    download = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert len(download["breaches"]) == 1
    assert verify(download) == snapshot.sha256  # type: ignore[union-attr]
    download["breaches"][0]["content"]["students"]["number"] = 1
    with pytest.raises(ValueError, match="its content gives another hash"):
        verify(download)


def test_pages_of_the_app_and_the_operator_name_past_breaches(
    listed: Breach, public: Client, published: Publish
) -> None:
    app_posted_able("Maple Writer")
    published()
    assert "From 2 February 2026" in page(public, "/apps/maple-reader/")
    assert "From 2 February 2026" in page(public, f"/operators/{listed.operator.slug}/")  # type: ignore[union-attr]
    assert "No breach that touched this app is listed." in page(public, "/apps/maple-writer/")


def test_a_second_publication_without_a_change_changes_nothing(
    listed: Breach, published: Publish, now: datetime
) -> None:
    published()
    later = now + timedelta(days=3)
    assert publication_preview(later).difference.empty
    assert not publish(actor=SystemActor("command:publish"), now=later).made


def test_a_correction_is_a_change_in_words_and_keeps_the_day_of_posting(
    listed: Breach, dana: User, published: Publish, now: datetime
) -> None:
    published()
    later = now + timedelta(days=3)
    Breach.objects.filter(pk=listed.pk).update(affected_total=512)
    approve(listed, dana, later, because="Twelve more were found.")
    (change,) = publication_preview(later).difference.changed
    assert change.what == ("Number of students: 512 (so far: 500).",)
    publish(actor=dana, now=later)
    current = PublicBreach.objects.get(shown_until=None)
    assert current.content["posted_on"] == "2026-03-02"
    assert PublicBreach.objects.get(shown_until=later).content["students"]["number"] == 500


def test_a_withdrawn_entry_leaves_the_page_with_its_reason_and_stays_in_the_past(
    listed: Breach, dana: User, public: Client, published: Publish, now: datetime, at: Callable[[datetime], None]
) -> None:
    published()
    later = now + timedelta(days=3)
    standing = entry_standing(listed)
    assert standing is not None
    public_entry_withdraw(
        breach=listed, because="It was another district's.", standing=standing.pk, actor=dana, now=later
    )
    (change,) = publication_preview(later).difference.removed
    assert change.what == ("Withdrawn: It was another district's.",)
    publish(actor=dana, now=later)
    at(later)
    assert "No breach is listed." in page(public, "/breaches/")
    assert "From 2 February 2026" in page(public, "/history/2026-03-02/")
    assert "From 2 February 2026" not in page(public, "/history/2026-03-05/")


def test_after_five_years_the_next_publication_takes_it_off(listed: Breach, published: Publish, now: datetime) -> None:
    published()
    later = now.replace(year=2031) + timedelta(days=1)
    (change,) = [row for row in publication_preview(later).difference.removed if row.key.startswith("breaches/")]
    assert change.what == ("It has been listed for as long as the law asks.",)


def test_connecticut_s_notice_is_posted_in_both_languages(
    district: District, dana: User, public: Client, published: Publish, now: datetime
) -> None:
    AdoptedPackFactory(pack="ct-student-data")
    approve(breach_known(dana, affected_total=1), dana, now, notice_en=NOTICE, notice_es=SPANISH)
    published()
    shown = page(public, "/breaches/")
    assert NOTICE in shown
    assert f'<div class="pub-breach__notice" lang="es"><p>{SPANISH}</p></div>' in shown
    assert "whatever the share" in shown


def test_a_notice_cannot_smuggle_markup_into_the_page(
    district: District, dana: User, public: Client, published: Publish, now: datetime
) -> None:
    AdoptedPackFactory(pack="ct-student-data")
    approve(breach_known(dana), dana, now, notice_en="<script>alert(1)</script> & more")
    published()
    shown = page(public, "/breaches/")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in shown


def test_a_formula_in_a_notice_is_harmless_in_a_spreadsheet(
    district: District, dana: User, public: Client, published: Publish, now: datetime
) -> None:
    AdoptedPackFactory(pack="ct-student-data")
    approve(breach_known(dana), dana, now, notice_en="=HYPERLINK(1)")
    published()
    body = b"".join(public.get("/downloads/breaches.csv").streaming_content)  # type: ignore[attr-defined]
    assert b",=HYPERLINK" not in body
    assert b"=HYPERLINK(1)" in body


def test_without_a_breach_the_page_says_what_would_be_listed(
    illinois: District, public: Client, published: Publish
) -> None:
    app_posted_able("Maple Reader")
    published()
    shown = page(public, "/breaches/")
    assert "No breach is listed." in shown
    assert "10 % or more of the district&#x27;s enrolled students" in shown
    assert "105 ILCS 85/27(a)(5)" in shown


def test_before_anything_was_published_the_page_stands(district: District, public: Client) -> None:
    assert "No breach is listed." in page(public, "/breaches/")


def test_a_drill_is_in_no_page_download_difference_or_folder(
    illinois: District, dana: User, public: Client, published: Publish, now: datetime, tmp_path: Path
) -> None:
    drill = breach_known(dana, product=app_posted_able("Maple Reader"), drill=True, title="Invented")
    approve(drill, dana, now)
    published()
    assert not PublicBreach.objects.exists()
    assert publication_preview(now).difference.empty
    call_command("publish", out=str(tmp_path / "page"))
    texts = [path.read_bytes() for path in (tmp_path / "page").rglob("*") if path.suffix in (".html", ".json", ".csv")]
    assert texts
    assert not any(b"2 February 2026" in text or b"2026-02-02" in text for text in texts)


def test_the_folder_holds_the_page_of_breaches(listed: Breach, published: Publish, tmp_path: Path) -> None:
    published()
    call_command("publish", out=str(tmp_path / "page"))
    folder = tmp_path / "page"
    assert "From 2 February 2026" in (folder / "breaches" / "index.html").read_text()
    assert "From 2 February 2026" in (folder / "apps" / "maple-reader" / "index.html").read_text()
    assert (folder / "downloads" / "breaches.csv").read_text().count("2026-02-02") == 1


def test_the_page_of_breaches_costs_the_same_for_one_and_for_ten(
    illinois: District,
    dana: User,
    public: Client,
    published: Publish,
    now: datetime,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(14, 24):
        approve(breach_known(dana, number=number), dana, now)
    published()
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]
        assert page(public, "/breaches/").count("<article") == 10


def test_the_office_s_look_back_shows_breaches_of_that_day(
    listed: Breach, dana: User, published: Publish, signed_in: Callable[[User], Client]
) -> None:
    published()
    answer = signed_in(dana).get("/office/public-on/?day=2026-03-02")
    assert answer.status_code == 200
    assert "From 2 February 2026" in answer.content.decode()


def test_the_office_sees_the_breach_on_the_page_for_publishing(
    listed: Breach, dana: User, signed_in: Callable[[User], Client]
) -> None:
    shown = signed_in(dana).get("/office/publish/").content.decode()
    assert "Breach from 2 February 2026 to 4 February 2026" in shown
    assert "Asked by Illinois SOPPA" in shown
