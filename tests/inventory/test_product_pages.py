"""A product's task page: everything on one page, what is missing first, and proposals that a person confirms."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from district.models import User
from district.refusals import Refused
from inventory.models import DataElement, ElementDraft, ElementUse, ProductUse
from inventory.products.drafts import draft_confirm, draft_discard, draft_save, drafts_propose, drafts_propose_like
from inventory.products.gaps import lacks_of, spanish_left
from inventory.products.selectors import product_known
from inventory.typical import typical_of, typical_uses
from tests.conftest import NOW
from tests.factories.inventory import ElementUseFactory, FictionalProductFactory, ProductUseFactory
from vendors.models import Product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
SignIn = Callable[[User], Client]
DAY = NOW.date()


def page_of(product: Product) -> str:
    return f"/office/products/{product.pk}/"


@pytest.fixture
def use() -> ProductUse:
    found: ProductUse = ProductUseFactory()
    return found


@pytest.fixture
def birth_date() -> DataElement:
    return DataElement.objects.get(code="birth-date")


@pytest.mark.parametrize(
    "place", ["", "facts/", "audience/", "use/", "information/add/", "information/proposed/", "merge/"]
)
def test_the_pages_open_for_the_office_only(
    signed_in: SignIn, dana: User, tom: User, olga: User, use: ProductUse, place: str
) -> None:
    address = page_of(use.product) + place
    assert Client().get(address).status_code == 302
    assert signed_in(tom).get(address).status_code == 403
    assert signed_in(olga).get(address).status_code == 403
    assert signed_in(dana).get(address).status_code == 200
    assert signed_in(dana).get(f"/office/products/999999/{place}").status_code == 404


def test_who_reads_only_reads(signed_in: SignIn, ari: User, use: ProductUse) -> None:
    client = signed_in(ari)
    shown = client.get(page_of(use.product)).content.decode()
    assert "Change what it is" not in shown
    for place in ("facts/", "use/", "information/add/", "merge/"):
        assert client.get(page_of(use.product) + place).status_code == 403


def test_the_list_takes_the_same_queries_for_one_product_and_for_many(signed_in: SignIn, dana: User) -> None:
    client = signed_in(dana)
    ElementUseFactory()
    client.get("/office/products/")
    counts = []
    for number in (0, 12):
        for _ in range(number):
            ElementUseFactory()
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/office/products/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_product_page_takes_the_same_queries_for_one_kind_and_for_many(
    signed_in: SignIn, dana: User, use: ProductUse
) -> None:
    client = signed_in(dana)
    ElementUseFactory(use=use)
    client.get(page_of(use.product))
    counts = []
    for number in (0, 12):
        for _ in range(number):
            ElementUseFactory(use=use)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page_of(use.product)).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 2, "the trail names what it shows: no more than that"


@pytest.mark.parametrize("show", ["", "in_use", "missing", "proposed", "not_in_use", "general", "nonsense"])
def test_the_list_is_narrowed_and_bad_words_break_nothing(signed_in: SignIn, dana: User, show: str) -> None:
    ProductUseFactory()
    assert (
        signed_in(dana)
        .get("/office/products/", {"show": show, "q": "%'\x00".replace("\x00", ""), "page": "x"})
        .status_code
        == 200
    )


def test_what_is_missing_comes_first_and_leads_to_where_it_is_put_right() -> None:
    product = FictionalProductFactory()
    known = product_known(product, DAY)
    first = lacks_of(known)[0]
    assert first.words == "It is not recorded what it is used for."
    assert first.url == f"/office/products/{product.pk}/use/"
    use = ProductUseFactory(product=product, users_under_13="yes")
    words = [lack.words for lack in lacks_of(product_known(product, DAY))]
    assert "It is not recorded which information it holds." in words
    assert "Children under 13 use it: it is not recorded who consents for them." in words
    assert "No agreement is in force." in words
    ElementUseFactory(use=use, purpose="")
    assert any(lack.words.endswith("has no plain explanation.") for lack in lacks_of(product_known(product, DAY)))


@pytest.mark.parametrize("role", ["privacy_officer", "business_manager", "committee_member", "auditor"])
def test_what_is_missing_leads_only_where_a_person_may_go(
    signed_in: SignIn, dana: User, person: Callable[..., User], birth_date: DataElement, role: str
) -> None:
    explained = ElementUseFactory(use__users_under_13="yes", purpose="").use
    proposed, empty = ProductUseFactory(), ProductUseFactory(users_under_13="unknown")
    drafts_propose(use=proposed, elements=[birth_date], actor=dana, now=NOW)
    client, seen = signed_in(person("Bea Fictional", role)), set()
    for product in (explained.product, proposed.product, empty.product, FictionalProductFactory()):
        shown = client.get(page_of(product)).content.decode()
        part = shown.partition('aria-labelledby="next-title"')[2].partition("</section>")[0]
        for lack in lacks_of(product_known(product, DAY)):
            assert lack.words in part
            opens = client.get(lack.url).status_code == 200
            assert (f'href="{lack.url}"' in part) == opens, lack.words
            seen.add(lack.action.split()[0])
    assert seen == {"Say", "Read", "Choose", "Explain", "Record", "Look", "Begin"}


def test_general_audience_lacks_only_what_people_should_know() -> None:
    product = FictionalProductFactory(general_audience=True, general_audience_reason="Made for everyone.")
    assert [lack.asked for lack in lacks_of(product_known(product, DAY))] == [False, False]


def test_texts_without_spanish_are_counted() -> None:
    row = ElementUseFactory(how_used_es="Se muestra.", use__purpose_es="Lectura.")
    assert spanish_left(product_known(row.use.product, DAY)) == 2, "the description and the purpose of the element"


def test_general_audience_needs_a_reason(signed_in: SignIn, dana: User, use: ProductUse) -> None:
    address = f"{page_of(use.product)}audience/"
    answer = signed_in(dana).post(address, {"general_audience": "on", "general_audience_reason": " "})
    assert answer.status_code == 422
    assert "Say why it counts as made for everyone" in answer.content.decode()
    assert (
        signed_in(dana).post(address, {"general_audience": "on", "general_audience_reason": "A map."}).status_code
        == 302
    )
    use.product.refresh_from_db()
    assert use.product.general_audience_reason == "A map."


def test_sign_in_and_the_place_of_the_data_are_kept(signed_in: SignIn, dana: User, use: ProductUse) -> None:
    sent = {
        "name": use.product.name, "kind": "website", "description": "A library.", "description_es": "Una biblioteca.",
        "website": "", "sign_in": "district", "data_location": "United States", "data_location_es": "Estados Unidos",
    }  # fmt: skip
    assert signed_in(dana).post(f"{page_of(use.product)}facts/", sent).status_code == 302
    use.product.refresh_from_db()
    assert (use.product.sign_in, use.product.data_location_es) == ("district", "Estados Unidos")
    renamed = signed_in(dana).post(f"{page_of(use.product)}facts/", {**sent, "name": "Birch Tales"}, follow=True)
    assert b"Birch Tales is saved." in renamed.content
    refused = signed_in(dana).post(f"{page_of(use.product)}facts/", {**sent, "sign_in": "magic"})
    assert refused.status_code == 422


def test_a_use_that_ends_before_it_began_and_grades_that_run_down_are_refused(
    signed_in: SignIn, dana: User, use: ProductUse
) -> None:
    sent = {
        "purpose": "Reading.", "content_area": "Reading", "lowest_grade": "5", "highest_grade": "3",
        "users_under_13": "unknown", "in_use_since": "2026-02-01", "ended_on": "2026-01-01",
    }  # fmt: skip
    answer = signed_in(dana).post(f"{page_of(use.product)}use/", sent)
    assert answer.status_code == 422
    right = {**sent, "highest_grade": "8", "ended_on": "", "purpose_es": "Lectura.", "users_under_13": "no"}
    assert signed_in(dana).post(f"{page_of(use.product)}use/", right).status_code == 302
    use.refresh_from_db()
    assert (use.purpose_es, use.users_under_13, use.highest_grade) == ("Lectura.", "no", "8")


def test_every_listed_kind_has_typical_words_in_both_languages() -> None:
    listed = DataElement.objects.exclude(code=None).values_list("code", flat=True)
    assert set(listed) <= set(typical_uses())
    assert typical_of("no-such").how_used == ""


def test_what_is_proposed_is_not_public_before_somebody_confirms_it(
    use: ProductUse, birth_date: DataElement, dana: User
) -> None:
    assert drafts_propose(use=use, elements=[birth_date], actor=dana, now=NOW) == 1
    assert drafts_propose(use=use, elements=[birth_date], actor=dana, now=NOW) == 0, "proposing again changes nothing"
    draft = ElementDraft.objects.get()
    assert not ElementUse.objects.exists()
    assert draft.how_used
    assert draft.how_used_es
    row = draft_confirm(draft=draft, values={"disclosed": False}, actor=dana, now=NOW)
    assert (row.how_used, row.purpose_es) == (draft.how_used, draft.purpose_es)
    assert not ElementDraft.objects.exists()
    assert drafts_propose(use=use, elements=[birth_date], actor=dana, now=NOW) == 0, "it is listed already"


def test_a_proposal_without_words_cannot_be_confirmed(use: ProductUse, birth_date: DataElement, dana: User) -> None:
    drafts_propose(use=use, elements=[birth_date], actor=dana, now=NOW)
    draft = draft_save(draft=ElementDraft.objects.get(), values={"how_used": ""}, actor=dana, now=NOW)
    with pytest.raises(ValidationError):
        draft_confirm(draft=draft, values={}, actor=dana, now=NOW)
    assert ElementDraft.objects.exists()


def test_a_proposal_that_somebody_decided_on_is_not_decided_twice(
    use: ProductUse, birth_date: DataElement, dana: User
) -> None:
    drafts_propose(use=use, elements=[birth_date], actor=dana, now=NOW)
    draft = ElementDraft.objects.get()
    draft_discard(draft=draft, actor=dana, now=NOW)
    with pytest.raises(Refused, match="decided on this proposal"):
        draft_confirm(draft=draft, values={}, actor=dana, now=NOW)


def test_another_product_s_words_can_be_proposed(use: ProductUse, dana: User) -> None:
    like = ElementUseFactory(disclosed=True, disclosed_to="the State").use
    assert drafts_propose_like(use=use, like=like, actor=dana, now=NOW) == 1
    assert ElementDraft.objects.get().disclosed_to == "the State"
    with pytest.raises(Refused, match="another product"):
        drafts_propose_like(use=use, like=use, actor=dana, now=NOW)


def test_the_page_of_proposals_saves_confirms_and_takes_back(signed_in: SignIn, dana: User, use: ProductUse) -> None:
    client = signed_in(dana)
    kinds = list(DataElement.objects.filter(code__in=["name", "birth-date", "gender"]).order_by("group", "name"))
    asked = client.post(f"{page_of(use.product)}information/add/", {"elements": [kind.pk for kind in kinds]})
    assert asked.status_code == 302
    drafts = {draft.element.code: draft for draft in ElementDraft.objects.select_related("element")}
    sent: dict[str, Any] = {"act": "save"}
    for draft in drafts.values():
        for field in ("how_used", "how_used_es", "purpose", "purpose_es"):
            sent[f"d{draft.pk}-{field}"] = getattr(draft, field)
        sent[f"d{draft.pk}-collected"] = "on"
    sent[f"d{drafts['name'].pk}-confirm"] = "on"
    sent[f"d{drafts['gender'].pk}-discard"] = "on"
    sent[f"d{drafts['birth-date'].pk}-purpose"] = "To send a card."
    assert client.post(f"{page_of(use.product)}information/proposed/", sent).status_code == 302
    assert [row.element.code for row in ElementUse.objects.filter(use=use)] == ["name"]
    assert ElementDraft.objects.get().purpose == "To send a card."


def test_confirming_something_disclosed_to_nobody_says_what_is_missing(
    signed_in: SignIn, dana: User, use: ProductUse, birth_date: DataElement
) -> None:
    drafts_propose(use=use, elements=[birth_date], actor=dana, now=NOW)
    draft = ElementDraft.objects.get()
    sent = {f"d{draft.pk}-how_used": "Shown.", f"d{draft.pk}-purpose": "To know.", f"d{draft.pk}-disclosed": "on"}
    answer = signed_in(dana).post(f"{page_of(use.product)}information/proposed/", {**sent, "act": "confirm_all"})
    assert answer.status_code == 422
    assert "say to whom" in answer.content.decode()
    assert not ElementUse.objects.exists()


def test_a_kind_is_taken_off_with_a_reason(signed_in: SignIn, dana: User) -> None:
    row = ElementUseFactory()
    address = f"{page_of(row.use.product)}information/{row.element_id}/remove/"
    assert signed_in(dana).post(address, {"reason": ""}).status_code == 422
    assert signed_in(dana).post(address, {"reason": "It never held it."}).status_code == 302
    assert not ElementUse.objects.exists()


def test_the_page_shows_who_changed_what(signed_in: SignIn, dana: User, use: ProductUse, now: datetime) -> None:
    sent = {"general_audience": "on", "general_audience_reason": "A map for everyone."}
    signed_in(dana).post(f"{page_of(use.product)}audience/", sent)
    shown = signed_in(dana).get(page_of(use.product)).content.decode()
    assert "What changed" in shown
    assert "dana@prairie-lantern.example" in shown
