"""The public page in Spanish, and the pages of kinds of information and of breaches."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from district.audit import SystemActor
from district.models import District, School
from inventory.models import DataElement, ElementClass, ElementUse, ProductUse
from tests.factories.inventory import ElementUseFactory
from tests.factories.transparency import app_posted_able
from transparency.models import PublicEntry, Snapshot
from transparency.services import Publication, publish
from vendors.models import Product

pytestmark = pytest.mark.django_db
Publish = Callable[[], Publication]
PAGES = [
    "/",
    "/operators/",
    "/information/",
    "/breaches/",
    "/notices/",
    "/glossary/",
    "/your-rights/",
    "/accessibility/",
    "/proof/",
]


@pytest.fixture
def maple(illinois: District, published: Publish) -> PublicEntry:
    product = app_posted_able("Maple Reader")
    ProductUse.objects.update(purpose_es="Leen a su nivel.", users_under_13="yes")
    Product.objects.update(sign_in="district", data_location="Ohio", data_location_es="Ohio, Estados Unidos")
    ElementUse.objects.filter(use__product=product, element__name="Name").update(how_used_es="Se muestra al maestro.")
    published()
    return PublicEntry.objects.get()


def said(public: Client, address: str) -> str:
    response = public.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("address", [*PAGES, "/apps/maple-reader/", "/information/name/", "/history/2026-03-02/"])
def test_each_page_has_a_spanish_one_under_es_and_each_leads_to_the_other(
    maple: PublicEntry, public: Client, address: str
) -> None:
    english, spanish = said(public, address), said(public, f"/es{address}")
    assert '<html lang="en">' in english
    assert '<html lang="es">' in spanish
    assert f'href="/es{address}" lang="es" hreflang="es">Español</a>' in english
    assert f'href="{address}" lang="en" hreflang="en">English</a>' in spanish
    for text in (english, spanish):
        assert f'<link rel="alternate" hreflang="es" href="/es{address}">' in text


def test_the_switch_keeps_what_was_searched_and_the_page_of_a_list(maple: PublicEntry, public: Client) -> None:
    assert 'href="/es/?q=maple&amp;grade=4" lang="es"' in said(public, "/?q=maple&grade=4&nonsense=1")


def test_spanish_pages_lead_to_spanish_pages(maple: PublicEntry, public: Client) -> None:
    text = said(public, "/es/")
    assert 'href="/es/apps/maple-reader/"' in text
    assert 'href="/es/operators/' in text
    assert 'action="/es/"' in text
    assert 'href="/portal/?lang=es"' in text
    assert 'href="/apps/' not in text
    assert "Vigente" in text


def test_spanish_texts_are_shown_and_english_ones_say_that_they_are(maple: PublicEntry, public: Client) -> None:
    text = said(public, "/es/apps/maple-reader/")
    for words in ("Leen a su nivel.", "Se muestra al maestro.", "Nombre", "Con la cuenta del distrito."):
        assert words in text
    assert "Ohio, Estados Unidos" in text
    assert '<span lang="en">To choose texts of the right level.</span>' in text
    assert "To choose texts of the right level.</span>" not in said(public, "/apps/maple-reader/")


def test_what_has_one_address_for_everybody_has_no_spanish_one(maple: PublicEntry, public: Client) -> None:
    for address in ("/es/downloads/apps.csv", f"/es/agreements/{maple.documents[0]}.pdf", "/es/es/", "/es/nowhere/"):
        assert public.get(address).status_code == 404


def test_spanish_pages_set_no_cookie_and_say_their_language(maple: PublicEntry, public: Client) -> None:
    response = public.get("/es/apps/maple-reader/", headers={"Accept-Language": "en", "Cookie": "language=en"})
    assert not response.cookies
    assert "Vary" not in response.headers or "Cookie" not in response.headers["Vary"]
    assert response.headers["Content-Language"] == "es"
    assert public.get("/", headers={"Accept-Language": "es"}).headers["Content-Language"] == "en"


def test_each_page_leads_into_the_portal(maple: PublicEntry, public: Client) -> None:
    for address in PAGES:
        assert 'href="/portal/"' in said(public, address)


def test_nothing_is_fetched_from_anybody_else(maple: PublicEntry, public: Client) -> None:
    for address in (*PAGES, "/apps/maple-reader/", "/es/apps/maple-reader/", "/information/name/"):
        text = said(public, address)
        for part in ('src="http', 'rel="stylesheet" href="http', "@import", "url(http", " style="):
            assert part not in text


def test_a_search_in_spanish_words_finds_the_app(maple: PublicEntry, public: Client) -> None:
    assert "Maple Reader" in said(public, "/es/?q=nombre")


def test_rights_name_their_terms_in_spanish(maple: PublicEntry, public: Client) -> None:
    assert "90 días calendario" in said(public, "/es/your-rights/")


def test_a_kind_of_information_says_who_gets_it_how_and_why(maple: PublicEntry, public: Client) -> None:
    assert 'href="/information/name/"' in said(public, "/information/")
    text = said(public, "/information/name/")
    for words in ("Who gets it: Name", "Maple Reader", maple.operator_name, "To choose texts of the right level."):
        assert words in text
    assert "Quién la recibe: Nombre" in said(public, "/es/information/name/")


@pytest.mark.parametrize("address", ["/information/no-such/", "/information/name/?page=2", "/breaches/no-such/"])
def test_kinds_and_breaches_that_are_not_public_are_not_found(maple: PublicEntry, public: Client, address: str) -> None:
    assert public.get(address).status_code == 404


def test_a_kind_of_the_district_s_own_has_a_page_and_staff_s_has_none(
    illinois: District, published: Publish, public: Client
) -> None:
    app_posted_able("Maple Reader", elements=())
    use = ProductUse.objects.get()
    own = DataElement.objects.create(
        name='Bus "pass" <b>', group="Transport", element_class=ElementClass.ORDINARY, explanation="Which bus."
    )
    staff = DataElement.objects.filter(about_staff=True).first()
    for element in (own, staff):
        ElementUseFactory(use=use, element=element)
    published()
    assert "Bus &quot;pass&quot; &lt;b&gt;" in said(public, f"/information/kind-{own.pk}/")
    assert '<span lang="en">Bus &quot;pass&quot;' in said(public, f"/es/information/kind-{own.pk}/")
    assert staff is not None
    assert public.get(f"/information/{staff.code}/").status_code == 404


def test_entries_and_publications_of_the_release_before_are_still_shown(maple: PublicEntry, public: Client) -> None:
    entry, snapshot = PublicEntry.objects.get(), Snapshot.objects.get()
    content = entry.content | {"schema": 1}
    content["elements"] = [{key: row[key] for key in row if key != "code"} for row in content["elements"]]
    row = {key: value for key, value in entry.row.items() if key != "span"}
    PublicEntry.objects.update(content=content, element_codes=[], row=row)
    snapshot.facets.pop("information")
    snapshot.save(update_fields=["facets"])
    assert "Maple Reader" in said(public, "/information/name/")
    assert "To choose texts of the right level." in said(public, "/information/name/")
    assert 'href="/es/information/name/"' in said(public, "/es/apps/maple-reader/")
    assert "Grades 3 to 5" in said(public, "/es/")


def test_schools_and_grades_are_said_in_spanish(illinois: District, published: Publish, public: Client) -> None:
    product = app_posted_able("Maple Reader", lowest_grade="K", highest_grade="2")
    product.use.schools.add(School.objects.create(name="Lantern North", code="LN", lowest_grade="K", highest_grade="5"))
    product.use.schools.add(School.objects.create(name="Lantern South", code="LS", lowest_grade="K", highest_grade="5"))
    published()
    assert "en Lantern North y Lantern South usan Maple Reader" in said(public, "/es/apps/maple-reader/")


def test_a_new_publication_is_seen_in_both_languages(maple: PublicEntry, public: Client, now: datetime) -> None:
    said(public, "/es/apps/maple-reader/")
    ProductUse.objects.update(purpose_es="Algo muy nuevo.")
    publish(actor=SystemActor("command:publish"), now=now + timedelta(hours=1))
    assert "Algo muy nuevo." in said(public, "/es/apps/maple-reader/")
