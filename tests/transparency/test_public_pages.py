"""What anyone may read, without an account."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.models import Agreement
from district.audit import SystemActor
from district.models import District, School
from inventory.models import ProductUse
from tests.factories.transparency import PDF, app_posted_able, document_added
from transparency import pages, proof
from transparency.models import PublicEntry
from transparency.services import Publication, publish
from vendors.models import Operator

pytestmark = pytest.mark.django_db
Publish = Callable[[], Publication]
PAGES = ["/", "/operators/", "/notices/", "/glossary/", "/your-rights/", "/accessibility/", "/proof/"]


@pytest.fixture
def maple(illinois: District, published: Publish) -> PublicEntry:
    app_posted_able("Maple Reader")
    published()
    return PublicEntry.objects.get()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_before_the_district_is_entered(db: None, public: Client, address: str) -> None:
    assert public.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_before_anything_is_published(illinois: District, public: Client, address: str) -> None:
    assert public.get(address).status_code == 200


def test_an_installation_without_a_district_says_what_to_do(db: None, public: Client) -> None:
    assert "This installation is not set up yet" in public.get("/").content.decode()


def test_before_the_first_publication_the_page_says_so(illinois: District, public: Client) -> None:
    app_posted_able("Maple Reader")
    said = public.get("/").content.decode()
    assert "Nothing has been posted yet" in said
    assert "Maple Reader" not in said


def test_the_list_names_app_operator_purpose_information_and_agreement(maple: PublicEntry, public: Client) -> None:
    said = public.get("/").content.decode()
    for words in (
        "Maple Reader",
        maple.operator_name,
        "Reading<",
        "Grades 3 to 5",
        "2 kinds",
        "In force",
        "posted 2 March 2026",
    ):
        assert words in said


def test_the_app_s_page_opens_with_a_plain_sentence(maple: PublicEntry, public: Client) -> None:
    said = public.get("/apps/maple-reader/").content.decode()
    assert "Students and teachers in grades 3 to 5 at all schools of the district use Maple Reader for reading." in said
    for words in ("Grades and marks", "To choose texts of the right level.", "Cloudlet Fictional", "From 1 March 2026"):
        assert words in said


def test_the_operator_s_page_shows_its_business_address(maple: PublicEntry, public: Client) -> None:
    assert (
        "Maple Street<br>Fictional Falls, IL 60000" in public.get(f"/operators/{maple.operator_slug}/").content.decode()
    )
    assert "Maple Street, Fictional Falls" in public.get("/operators/").content.decode()


@pytest.mark.parametrize("address", ["/apps/no-such-app/", "/operators/nobody/", "/?page=2", "/?page=x", "/?page=-1"])
def test_what_is_not_public_is_not_found(maple: PublicEntry, public: Client, address: str) -> None:
    assert public.get(address).status_code == 404


def test_a_change_is_public_only_after_publishing(maple: PublicEntry, public: Client, now: datetime) -> None:
    ProductUse.objects.update(purpose="Something quite new.")
    assert "Something quite new." not in public.get("/apps/maple-reader/").content.decode()
    publish(actor=SystemActor("command:publish"), now=now + timedelta(hours=1))
    assert "Something quite new." in public.get("/apps/maple-reader/").content.decode()


def test_an_agreement_is_expired_from_the_day_after_its_last(
    maple: PublicEntry, public: Client, at: Callable[[datetime], None]
) -> None:
    at(datetime(2027, 7, 1, 4, 59, tzinfo=UTC))  # 30 June, 11:59 p.m. in Chicago
    assert "In force" in public.get("/").content.decode()
    at(datetime(2027, 7, 1, 5, 0, tzinfo=UTC))
    said = public.get("/").content.decode()
    assert "Expired" in said
    assert "In force" not in said


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=maple", {"Maple Reader", "Maple Math"}),
        ("q=MAPLE+reader", {"Maple Reader"}),
        ("q=école", {"École Atlas"}),
        ("q=ecole", {"École Atlas"}),
        ("q=medicines", {"Maple Math"}),
        ("q=100%25", set()),
        ("q=_", set()),
        ("q=%00", {"Maple Reader", "Maple Math", "École Atlas"}),
        ("subject=Reading", {"Maple Reader", "École Atlas"}),
        ("grade=8", {"Maple Math"}),
        ("information=Medicines", {"Maple Math"}),
        ("school=Lantern+Middle", {"Maple Reader", "Maple Math"}),
        ("school=Nowhere", {"Maple Reader"}),
        ("subject=Reading&grade=8", set()),
        ("sort=nonsense", {"Maple Reader", "Maple Math", "École Atlas"}),
    ],
)
def test_search_and_filters(
    illinois: District, published: Publish, public: Client, query: str, found: set[str]
) -> None:
    middle = School.objects.create(name="Lantern Middle", code="LM", lowest_grade="6", highest_grade="8")
    elementary = School.objects.create(name="Lantern Elementary", code="LE", lowest_grade="K", highest_grade="5")
    app_posted_able("Maple Reader")
    math = app_posted_able("Maple Math", elements=("Medicines",), content_area="Mathematics", highest_grade="8")
    atlas = app_posted_able("École Atlas")
    Operator.objects.filter(products=atlas).update(name="Alder Atlas Fictional, LLC")
    Operator.objects.filter(products=math).update(name="Maple Math Fictional, Inc.")
    math.use.schools.add(middle)
    atlas.use.schools.add(elementary)
    published()
    said = public.get(f"/?{query}").content.decode()
    assert {name for name in ("Maple Reader", "Maple Math", "École Atlas") if f">{name}</a></th>" in said} == found


@pytest.mark.parametrize(
    ("sort", "first"), [("name", "Alder"), ("operator", "Alder"), ("posted", "Alder"), ("information", "Birch")]
)
def test_the_list_can_be_sorted(illinois: District, published: Publish, public: Client, sort: str, first: str) -> None:
    app_posted_able("Alder", elements=("Name",))
    app_posted_able("Birch")
    published()
    said = public.get(f"/?sort={sort}").content.decode()
    assert min(("Alder", "Birch"), key=lambda name: said.index(f">{name}</a></th>")) == first


def test_a_posted_copy_is_served_to_anyone_and_no_other_file(maple: PublicEntry, public: Client, now: datetime) -> None:
    sha256 = maple.documents[0]
    response = public.get(f"/agreements/{sha256}.pdf")
    assert b"".join(response.streaming_content) == PDF + b"maple-reader"  # type: ignore[attr-defined]
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith('inline; filename="agreement 1.pdf"')
    assert public.get(f"/agreements/{sha256}.pdf", headers={"If-None-Match": f'"{sha256}"'}).status_code == 304
    unposted = document_added(Agreement.objects.get(), b"%PDF-1.4 not posted yet", version=2)
    assert public.get(f"/agreements/{unposted.sha256}.pdf").status_code == 404
    publish(actor=SystemActor("command:publish"), now=now + timedelta(hours=1))
    assert public.head(f"/agreements/{unposted.sha256}.pdf").status_code == 200
    assert public.get(f"/agreements/{sha256}.pdf").status_code == 404


def test_a_posted_web_page_is_saved_and_never_run(illinois: District, published: Publish, public: Client) -> None:
    product = app_posted_able("Maple Reader")
    product.agreements.get().documents.update(media_type="text/html", name='terms "x"\r\n.html')
    published()
    response = public.get(f"/agreements/{PublicEntry.objects.get().documents[0]}.txt")
    response.close()
    assert response.headers["Content-Disposition"].startswith('attachment; filename="terms _x___.html"')
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", [*PAGES, "/apps/maple-reader/", "/es/", "/history/2026-03-02/"])
def test_public_pages_set_no_cookie_and_may_be_kept_by_anybody(
    maple: PublicEntry, public: Client, address: str
) -> None:
    response = public.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Cache-Control"].startswith("public, max-age=")
    assert response.headers["ETag"]


@pytest.mark.parametrize("address", [*PAGES, "/apps/maple-reader/"])
def test_who_has_the_page_already_is_told_so(maple: PublicEntry, public: Client, address: str) -> None:
    etag = public.get(address).headers["ETag"]
    for sent in (etag, f"W/{etag}", f'"other", {etag}'):
        response = public.get(address, headers={"If-None-Match": sent})
        assert (response.status_code, response.content) == (304, b"")
    assert public.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_new_day_a_new_publication_or_a_new_address_changes_the_etag(
    maple: PublicEntry, public: Client, now: datetime, at: Callable[[datetime], None]
) -> None:
    tags = [public.get("/").headers["ETag"]]
    at(now + timedelta(days=1))
    tags.append(public.get("/").headers["ETag"])
    ProductUse.objects.update(purpose="Something quite new.")
    publish(actor=SystemActor("command:publish"), now=now + timedelta(days=1))
    tags.append(public.get("/").headers["ETag"])
    District.objects.update(address="2 Lantern Way")
    tags.append(public.get("/").headers["ETag"])
    assert len(set(tags)) == 4


def test_head_has_the_headers_and_no_body(maple: PublicEntry, public: Client) -> None:
    response = public.head("/")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("address", ["/", "/downloads/apps.csv", "/agreements/" + "0" * 64 + ".pdf"])
def test_nothing_can_be_sent_to_the_public_page(maple: PublicEntry, public: Client, address: str) -> None:
    assert public.post(address).status_code == 405


def test_the_json_download_proves_itself_and_its_forgery_does_not(maple: PublicEntry, public: Client) -> None:
    download = json.loads(public.get("/downloads/apps.json").getvalue())
    assert proof.verify(download) == download["published"]["sha256"]
    download["apps"][0]["content"]["operator"]["name"] = "Somebody else"
    with pytest.raises(proof.ProofError, match="maple-reader"):
        proof.verify(download)
    download["apps"].clear()
    with pytest.raises(proof.ProofError, match="the file says"):
        proof.verify(download)


def test_spreadsheets_take_no_cell_for_a_formula(illinois: District, published: Publish, public: Client) -> None:
    product = app_posted_able("Maple Reader")
    product.agreements.update(title="=HYPERLINK(1)")
    published()
    assert "'=HYPERLINK(1)" in public.get("/downloads/apps.csv").getvalue().decode()
    assert "Grades and marks" in public.get("/downloads/information.csv").getvalue().decode()


def test_hostile_text_is_shown_as_text(illinois: District, published: Publish, public: Client) -> None:
    app_posted_able("Maple Reader", purpose="<script>alert(1)</script>", content_area='"><b>')
    published()
    for address in ("/", "/apps/maple-reader/", '/?q="><script>alert(1)</script>', "/?subject=<b>"):
        said = public.get(address).content.decode()
        assert "<script>alert" not in said
        assert '"><b>' not in said


def test_the_rights_name_the_terms_of_the_adopted_packs(illinois: District, public: Client) -> None:
    said = public.get("/your-rights/").content.decode()
    for words in ("90 calendar days", "10 business days", "30 calendar days"):
        assert words in said


def test_rights_of_a_state_whose_pack_is_not_adopted_are_not_promised(district: District, public: Client) -> None:
    assert "calendar days" not in public.get("/your-rights/").content.decode()


def test_the_glossary_quotes_the_adopted_packs_only(illinois: District, public: Client) -> None:
    said = public.get("/glossary/").content.decode()
    assert "Covered information" in said
    assert "Student-generated content" not in said


@pytest.mark.parametrize(("day", "by"), [(date(2026, 3, 2), "31 July 2026"), (date(2026, 8, 1), "31 January 2027")])
def test_the_page_says_when_it_is_reviewed_next(
    illinois: District, public: Client, at: Callable[[datetime], None], day: date, by: str
) -> None:
    at(datetime(day.year, day.month, day.day, 15, tzinfo=UTC))
    assert f"To be reviewed again by {by}." in public.get("/").content.decode()


def test_without_the_illinois_pack_no_review_day_is_named(district: District, public: Client) -> None:
    assert "To be reviewed" not in public.get("/").content.decode()


def test_a_past_day_shows_what_was_public_at_its_end(maple: PublicEntry, public: Client, now: datetime) -> None:
    app_posted_able("Maple Writer")
    publish(actor=SystemActor("command:publish"), now=now + timedelta(days=2))
    assert "Nothing had been posted by then" in public.get("/history/2026-03-01/").content.decode()
    assert "Maple Reader" in public.get("/history/2026-03-02/").content.decode()


@pytest.mark.parametrize("day", ["2027-01-01", "2026-02-30", "0000-00-00"])
def test_a_day_that_has_not_come_or_does_not_exist_is_not_found(maple: PublicEntry, public: Client, day: str) -> None:
    assert public.get(f"/history/{day}/").status_code == 404


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 8),
        ("/?q=maple", 9),
        ("/apps/maple-0/", 8),
        ("/es/", 8),
        ("/es/apps/maple-0/", 8),
        ("/information/", 7),
        ("/information/name/", 8),
        ("/operators/", 10),
        ("/proof/", 11),
        ("/history/2026-03-02/", 12),
    ],
)
def test_pages_take_the_same_queries_for_one_operator_and_for_fifty(
    illinois: District, public: Client, now: datetime, address: str, most: int
) -> None:
    counts = []
    for names in ([0], range(1, 50)):
        for number in names:
            app_posted_able(f"Maple {number}")
        publish(actor=SystemActor("command:publish"), now=now)
        with CaptureQueriesContext(connection) as queries:
            assert public.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= most


def test_a_kept_page_costs_one_query(maple: PublicEntry, public: Client) -> None:
    first = public.get("/").content
    with CaptureQueriesContext(connection) as queries:
        assert public.get("/").content == first
    assert len(queries) == 1


def test_within_the_second_of_trust_a_kept_page_asks_nothing_but_publishing_is_seen_at_once(
    maple: PublicEntry, public: Client, settings: Any, now: datetime
) -> None:
    settings.PUBLIC_MARK_TRUSTED = 60.0
    public.get("/apps/maple-reader/")
    with CaptureQueriesContext(connection) as queries:
        public.get("/apps/maple-reader/")
    assert len(queries) == 0
    ProductUse.objects.update(purpose="Something quite new.")
    publish(actor=SystemActor("command:publish"), now=now + timedelta(hours=1))
    assert "Something quite new." in public.get("/apps/maple-reader/").content.decode()


def test_a_page_kept_by_another_process_is_used(maple: PublicEntry, public: Client) -> None:
    first = public.get("/").content
    pages.SHELF.clear()
    with CaptureQueriesContext(connection) as queries:
        assert public.get("/").content == first
    assert len(queries) == 1


def test_the_shelf_holds_no_more_than_it_may() -> None:
    shelf = pages.Shelf(most_bytes=10)
    for name in ("a", "b", "c"):
        shelf.put(name, b"12345")
    assert shelf.get("a") is None
    assert shelf.get("c") == b"12345"
    shelf.put("c", b"123456789012")
    assert shelf.bytes == 0


def test_a_page_for_one_visitor_is_the_same_for_all(
    maple: PublicEntry, signed_in: Callable[..., Client], dana: object, public: Client
) -> None:
    before = Client().get("/").content
    assert signed_in(dana).get("/").content == before
