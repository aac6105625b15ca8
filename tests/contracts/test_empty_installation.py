"""Before the district is entered, the pages of agreements lead to the first step; nothing fails."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.test.client import RequestFactory

from contracts.models import Agreement, AgreementState
from contracts.services import document_check
from district.models import User
from district.selectors import DistrictMissing
from districtprivacy.middleware import DistrictTimeMiddleware
from tests.factories.contracts import MARCH, AgreementFactory, DocumentFactory, SignedAgreementFactory

pytestmark = pytest.mark.django_db
FIRST = "Enter the district first"


@pytest.fixture
def agreement(db: None) -> Agreement:
    agreement = AgreementFactory(state=AgreementState.REVIEWING)
    DocumentFactory(agreement=agreement)
    return agreement


@pytest.mark.parametrize("page", ["contracts/agreement/{}/", "contracts/agreement/{}/sign/", "contracts/review/{}/"])
def test_a_page_that_needs_the_district_leads_to_the_first_step(
    page: str, agreement: Agreement, dana: User, signed_in: Callable[[User], Client]
) -> None:
    answer = signed_in(dana).get(f"/office/{page.format(agreement.pk)}", follow=True)
    assert answer.redirect_chain == [("/office/", 302)]
    assert FIRST in answer.content.decode()


def test_the_correction_of_a_signing_leads_there_too(dana: User, signed_in: Callable[[User], Client]) -> None:
    place = f"/office/contracts/agreement/{SignedAgreementFactory().pk}/sign/correct/"
    assert signed_in(dana).get(place).headers["Location"] == "/office/"


@pytest.mark.parametrize("page", ["ready/", "sign/"])
def test_a_step_that_needs_the_district_is_not_taken(
    page: str, agreement: Agreement, dana: User, signed_in: Callable[[User], Client]
) -> None:
    answer = signed_in(dana).post(f"/office/contracts/agreement/{agreement.pk}/{page}", {})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/office/")
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.REVIEWING


@pytest.mark.parametrize("page", ["", "?state__exact=signed", "add/", "{}/change/", "{}/files/add/", "{}/counsel/ask/"])
def test_pages_that_need_no_district_open(
    page: str, agreement: Agreement, dana: User, signed_in: Callable[[User], Client]
) -> None:
    address = f"/office/contracts/agreement/{page.format(agreement.pk)}"
    assert signed_in(dana).get(address).status_code == 200


def test_a_file_is_not_checked_before_there_is_a_district(agreement: Agreement, dana: User) -> None:
    assert document_check(document=agreement.documents.get(), actor=dana, now=MARCH) is None


def test_elsewhere_the_page_is_not_there(rf: RequestFactory, client: Client) -> None:
    middleware = DistrictTimeMiddleware(lambda request: client.get("/").wsgi_request)  # type: ignore[arg-type,return-value]
    api = middleware.process_exception(rf.get("/api/clocks"), DistrictMissing(FIRST))
    assert api is not None
    assert (api.status_code, api["Content-Type"]) == (404, "application/json")
    page = middleware.process_exception(rf.get("/portal/"), DistrictMissing(FIRST))
    assert page is not None
    assert page.status_code == 404
    assert middleware.process_exception(rf.get("/office/"), DistrictMissing(FIRST)) is None
    assert middleware.process_exception(rf.get("/portal/"), LookupError()) is None
