"""From upload to signature, through the real pages, the real reader and the real checker."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contracts.models import Agreement, AgreementState, Decision, Document
from district.models import AdoptedPack, District, User
from tests.factories.contracts import AGREEMENT_TEXT, pdf_bytes
from tests.factories.vendors import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def illinois(district: District) -> None:
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=date(2021, 7, 1))


def test_an_agreement_goes_from_upload_to_signature(
    illinois: None,
    dana: User,
    signed_in: Callable[[User], Client],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    client = signed_in(dana)
    product = ProductFactory(name="Maple Reader")

    first = client.get("/office/contracts/agreement/add/")
    assert f"?operator={product.operator_id}" in first.content.decode()
    added = client.post(
        f"/office/contracts/agreement/add/?operator={product.operator_id}",
        {
            "title": "Maple Reader agreement",
            "kind": "data_privacy",
            "products": [product.pk],
            "starts_on": "2026-03-01",
        },
    )
    agreement = Agreement.objects.get()
    assert added.headers["Location"] == f"/office/contracts/agreement/{agreement.pk}/"

    file = SimpleUploadedFile("maple.pdf", pdf_bytes(AGREEMENT_TEXT))
    with django_capture_on_commit_callbacks(execute=True):
        uploaded = client.post(f"/office/contracts/agreement/{agreement.pk}/files/add/", {"file": file})
    document = Document.objects.get()
    assert uploaded.headers["Location"] == f"/office/contracts/files/{document.pk}/progress/"
    assert client.get(uploaded.headers["Location"]).headers["Location"] == f"/office/contracts/review/{agreement.pk}/"

    _decide_all(client, agreement)
    ready = client.post(f"/office/contracts/agreement/{agreement.pk}/ready/", follow=True)
    assert "Ready to sign." in ready.content.decode()
    signed = client.post(
        f"/office/contracts/agreement/{agreement.pk}/sign/",
        {
            "signed_on": "2026-03-02",
            "signed_time": "09:00",
            "signer": dana.pk,
            "reason": "The gaps are cured by the rider of May.",
        },
        follow=True,
    )
    assert "Recorded as signed" in signed.content.decode()
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.SIGNED
    assert "Post" in signed.content.decode()


def _decide_all(client: Client, agreement: Agreement) -> None:
    """Confirm each finding; give an own verdict where the checker could not judge."""
    for _ in range(20):
        page = client.get(f"/office/contracts/review/{agreement.pk}/?open=1").content.decode()
        place = re.search(r'action="(/office/contracts/review/\d+/findings/\d+/)', page)
        if place is None:
            break
        kind = "confirm" if 'data-key="c"' in page else "overrule"
        sent = {"kind": kind, "last_seen": "0", "verdict": "found", "reason": "I read it in the exhibit."}
        answer = client.post(place[1], sent)
        assert answer.status_code == 302, answer.content.decode()
        if not page.count("review-list"):
            break
    assert Decision.objects.count() == 6
