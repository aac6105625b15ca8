"""Who may sign for the district is its setting, and it is enforced."""

import pytest
from django.test import Client
from django.urls import reverse

from contracts.models import Agreement, AgreementState
from contracts.people import signers_allowed
from contracts.services import SigningRefused, agreement_sign
from district.models import District, User
from tests.factories.contracts import MARCH, AgreementFactory, DocumentFactory

pytestmark = pytest.mark.django_db


def ready() -> Agreement:
    agreement = AgreementFactory(state=AgreementState.READY)
    DocumentFactory(agreement=agreement)
    return agreement


def test_where_the_district_names_nobody_everyone_who_records_signings_may_sign(
    district: District, dana: User, ari: User
) -> None:
    assert list(signers_allowed()) == [dana]
    assert agreement_sign(agreement=ready(), signed_at=MARCH, reason="x", actor=dana, now=MARCH).signed_by == dana


def test_only_those_may_sign_whom_the_district_names(district: District, dana: User, ari: User) -> None:
    district.signers.add(ari)
    agreement = ready()
    with pytest.raises(SigningRefused, match="may not sign for the district") as refusal:
        agreement_sign(agreement=agreement, signed_at=MARCH, reason="x", actor=dana, now=MARCH)
    assert refusal.value.field == "signer"
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.READY
    signed = agreement_sign(agreement=agreement, signed_at=MARCH, reason="x", signer=ari, actor=dana, now=MARCH)
    assert signed.signed_by == ari


def test_somebody_who_left_signs_no_more(district: District, dana: User, ari: User) -> None:
    district.signers.add(ari)
    ari.is_active = False
    ari.save()
    with pytest.raises(SigningRefused):
        agreement_sign(agreement=ready(), signed_at=MARCH, reason="x", signer=ari, actor=dana, now=MARCH)


def test_the_form_offers_only_those(district: District, dana: User, ari: User, client: Client) -> None:
    district.signers.add(ari)
    client.force_login(dana)
    agreement = ready()
    page = client.get(reverse("contracts:sign", args=[agreement.pk])).content.decode()
    assert f'<option value="{ari.pk}">' in page
    assert f'<option value="{dana.pk}"' not in page
    sent = {"signed_on": "2026-03-02", "signed_time": "09:00", "signer": dana.pk, "reason": "x"}
    refused = client.post(reverse("contracts:sign", args=[agreement.pk]), sent)
    assert refused.status_code == 422
