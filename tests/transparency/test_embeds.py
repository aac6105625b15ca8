"""The list on other websites: in frames of those who may, as HTML without a script, and nothing else in any frame."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from district.models import District
from tests.factories.transparency import app_posted_able
from transparency.services import Publication

pytestmark = pytest.mark.django_db
Publish = Callable[[], Publication]


@pytest.fixture
def maple(illinois: District, published: Publish) -> Publication:
    District.objects.update(website="https://www.prairie-lantern.example/schools/")
    app_posted_able("Maple Reader")
    app_posted_able("<b>Maple</b>")
    return published()


def ancestors(public: Client, address: str) -> str:
    policy = public.get(address).headers["Content-Security-Policy"]
    return next(part.strip() for part in policy.split(";") if part.strip().startswith("frame-ancestors"))


def test_the_district_s_own_website_may_frame_the_list_and_others_that_are_named(
    maple: Publication, public: Client, settings: pytest.FixtureRequest
) -> None:
    settings.EMBED_ANCESTORS = ["https://portal.prairie-lantern.example"]  # type: ignore[attr-defined]
    for address in ("/embed/apps/", "/es/embed/apps/", "/embed/apps/?q=maple"):
        assert ancestors(public, address) == (
            "frame-ancestors 'self' https://www.prairie-lantern.example https://portal.prairie-lantern.example"
        )
        assert "X-Frame-Options" not in public.get(address).headers


@pytest.mark.parametrize("address", ["/", "/apps/maple-reader/", "/embed/apps.html", "/data/", "/api/v1/apps/"])
def test_nothing_else_may_be_framed(maple: Publication, public: Client, address: str) -> None:
    assert ancestors(public, address) == "frame-ancestors 'none'"
    assert public.get(address).headers["X-Frame-Options"] == "DENY"


def test_a_page_from_the_caches_may_be_framed_as_well(maple: Publication, public: Client) -> None:
    first, second = public.get("/embed/apps/"), public.get("/embed/apps/")
    assert first.content == second.content
    assert first.headers["Content-Security-Policy"] == second.headers["Content-Security-Policy"]
    etag = first.headers["ETag"]
    assert public.get("/embed/apps/", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("address", ["/embed/apps/", "/embed/apps.html", "/es/embed/apps.html"])
def test_neither_has_a_script_or_a_style_within_and_names_are_text(
    maple: Publication, public: Client, address: str
) -> None:
    said = public.get(address).content.decode()
    assert "<script" not in said
    assert "style=" not in said
    assert "<b>" not in said
    assert "&lt;b&gt;Maple&lt;/b&gt;" in said


def test_the_piece_of_html_leads_to_the_page_by_whole_addresses_in_its_language(
    maple: Publication, public: Client
) -> None:
    english, spanish = (public.get(f"{way}/embed/apps.html").content.decode() for way in ("", "/es"))
    assert '<a href="http://127.0.0.1:8000/apps/maple-reader/">Maple Reader</a>' in english
    assert '<a href="http://127.0.0.1:8000/es/apps/maple-reader/">Maple Reader</a>' in spanish
    assert '<section lang="es"' in spanish
    assert "In force" in english
    assert "In force" not in spanish
    assert public.get("/embed/apps.html").headers["Access-Control-Allow-Origin"] == "*"


def test_the_frame_can_be_searched_and_links_leave_it(maple: Publication, public: Client) -> None:
    said = public.get("/embed/apps/?q=reader+maple").content.decode()
    assert 'target="_top">Maple Reader</a>' in said
    assert public.get("/embed/apps/?page=9").status_code == 404
    assert "No app matches" in public.get("/embed/apps/?q=nothing-like-it").content.decode()


def test_a_frame_costs_the_same_queries_for_two_apps_and_for_twenty(
    illinois: District, published: Publish, public: Client
) -> None:
    for number in range(20):
        app_posted_able(f"Maple {number}")
    published()
    public.get("/embed/apps/")
    with CaptureQueriesContext(connection) as seen:
        public.get("/embed/apps/?q=maple")
    assert len(seen) <= 5


def test_before_anything_is_published_all_of_them_answer(district: District, public: Client) -> None:
    for address in ("/embed/apps/", "/embed/apps.html", "/data/", "/es/data/"):
        assert public.get(address).status_code == 200


def test_the_page_for_others_names_every_address_of_the_api(maple: Publication, public: Client) -> None:
    said = public.get("/data/").content.decode()
    for path in public.get("/api/v1/schema").json()["paths"]:
        assert f"<code>{path}</code>" in said
    assert "&lt;iframe src=&quot;http" in said or "&lt;iframe src=" in said
