"""Public addresses of merged records lead to where the record is now, in each language."""

import pytest
from django.test import Client

from district.models import User
from tests.conftest import NOW
from tests.factories.vendors import OperatorFactory, ProductFactory
from vendors.merging import merge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def test_an_old_address_leads_on_and_an_unknown_one_does_not(client: Client, dana: User) -> None:
    operator = OperatorFactory(slug="maple-reader-inc")
    kept = ProductFactory(operator=operator, slug="maple-reader")
    gone = ProductFactory(operator=operator, slug="maple-reader-old")
    merge(kept=kept, gone=gone, reason="One app.", actor=dana, now=NOW)
    merge(kept=operator, gone=OperatorFactory(slug="maple-old"), reason="One company.", actor=dana, now=NOW)
    for old, new in (
        ("/apps/maple-reader-old/", "/apps/maple-reader/"),
        ("/es/apps/maple-reader-old/", "/es/apps/maple-reader/"),
        ("/operators/maple-old/", "/operators/maple-reader-inc/"),
    ):
        answer = client.get(old)
        assert (answer.status_code, answer.headers.get("Location")) == (301, new)
    assert client.get("/apps/nowhere/").status_code == 404
    assert client.get("/apps/maple-reader/").status_code == 404, "it was never published"
