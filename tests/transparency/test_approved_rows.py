"""Rows of the staff's approved list lead to the app's public page where it is published, and only there."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from district.models import District, User
from tests.factories.approvals import ApprovalFactory
from tests.factories.inventory import FictionalProductFactory
from tests.factories.transparency import app_posted_able
from transparency.services import publish
from vendors.models import Product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("inventory.approved.views.clock_now", lambda: now)


def test_a_row_leads_to_the_public_page_once_it_is_published(
    illinois: District, dana: User, tom: User, signed_in: Callable[[User], Client], now: datetime
) -> None:
    app_posted_able("Maple Reader")
    ApprovalFactory(product=Product.objects.get(name="Maple Reader"))
    ApprovalFactory(product=FictionalProductFactory(name="Birch Sums"))
    client = signed_in(tom)
    assert "What families read of" not in client.get("/office/apps/").content.decode()
    publish(actor=dana, now=now)
    page = client.get("/office/apps/").content.decode()
    address = f"/apps/{Product.objects.get(name='Maple Reader').slug}/"
    assert f'href="{address}">What families read of Maple Reader</a>' in page
    assert "What families read of Birch Sums" not in page
    assert client.get(address).status_code == 200
