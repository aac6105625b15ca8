"""An agreement that is out of force: the end of its products' use is proposed, and a person decides."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pghistory.models import Events

from contracts.hooks import agreement_out_of_force
from contracts.models import Agreement, AgreementState
from district.audit import SystemActor
from district.models import District, User
from inventory.ending import use_end_decide
from inventory.models import ProductUse
from tests.factories.contracts import SignedAgreementFactory
from tests.factories.inventory import ProductUseFactory

pytestmark = pytest.mark.django_db
BECAUSE = "The operator did not amend the agreement in time (policy 3520.13)."
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def use(district: District) -> ProductUse:
    return ProductUseFactory()


def void_agreement(use: ProductUse) -> Agreement:
    made: Agreement = SignedAgreementFactory(
        operator=use.product.operator, products=[use.product], state=AgreementState.VOID
    )
    return made


def tell(agreement: Agreement, now: datetime) -> None:
    agreement_out_of_force(agreement=agreement, because=BECAUSE, actor=SystemActor("timer:cure.term"), now=now)


def test_a_product_without_an_agreement_is_proposed_to_end_with_the_reason(use: ProductUse, now: datetime) -> None:
    tell(void_agreement(use), now)
    use.refresh_from_db()
    assert (use.end_proposed_on, use.end_proposed_because) == (date(2026, 3, 2), BECAUSE)
    assert use.ended_on is None, "nothing ends by itself"


def test_a_product_that_another_agreement_covers_is_left_alone(use: ProductUse, now: datetime) -> None:
    SignedAgreementFactory(operator=use.product.operator, products=[use.product])
    tell(void_agreement(use), now)
    use.refresh_from_db()
    assert use.end_proposed_on is None


def test_being_told_twice_changes_nothing(use: ProductUse, now: datetime) -> None:
    agreement = void_agreement(use)
    tell(agreement, now)
    events = Events.objects.tracks(use).count()
    tell(agreement, now.replace(day=9))
    use.refresh_from_db()
    assert (use.end_proposed_on, Events.objects.tracks(use).count()) == (date(2026, 3, 2), events)


def test_a_use_that_ended_already_is_left_alone(use: ProductUse, now: datetime) -> None:
    ProductUse.objects.update(ended_on=date(2026, 2, 1))
    tell(void_agreement(use), now)
    use.refresh_from_db()
    assert use.end_proposed_on is None


@pytest.mark.parametrize("day", [date(2026, 3, 31), None])
def test_a_person_decides_whether_it_ends(use: ProductUse, dirk: User, now: datetime, day: date | None) -> None:
    tell(void_agreement(use), now)
    use_end_decide(use=use, ends_on=day, reason="The committee met.", actor=dirk, now=now)
    use.refresh_from_db()
    assert (use.end_proposed_on, use.end_proposed_because, use.ended_on) == (None, "", day)


def test_a_decision_needs_a_reason_and_something_to_decide(use: ProductUse, dirk: User, now: datetime) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        use_end_decide(use=use, ends_on=None, reason=" ", actor=dirk, now=now)
    with pytest.raises(ValidationError, match="already"):
        use_end_decide(use=use, ends_on=None, reason="Why not.", actor=dirk, now=now)


def test_the_office_shows_the_proposal_and_takes_the_decision(
    use: ProductUse, dirk: User, client: Client, now: datetime, django_assert_max_num_queries: Any
) -> None:
    tell(void_agreement(use), now)
    client.force_login(dirk, backend=BACKEND)
    address = reverse("admin:inventory_productuse_end", args=[use.pk])
    with django_assert_max_num_queries(25):
        listed = client.get(reverse("admin:inventory_productuse_changelist"), {"end_proposed_on__isempty": "0"})
    assert f'href="{address}"' in listed.content.decode()
    assert BECAUSE in client.get(address).content.decode()
    assert client.post(address, {"decision": "end", "reason": "x"}).status_code == 422
    done = client.post(address, {"decision": "end", "ends_on": "2026-03-31", "reason": "No agreement."})
    assert done.status_code == 302
    use.refresh_from_db()
    assert use.ended_on == date(2026, 3, 31)


def test_only_those_who_keep_the_inventory_decide(use: ProductUse, client: Client, tom: User, ari: User) -> None:
    address = reverse("admin:inventory_productuse_end", args=[use.pk])
    assert client.get(address).status_code == 302
    for person in (tom, ari):
        client.force_login(person, backend=BACKEND)
        assert client.post(address, {"decision": "keep", "reason": "x"}).status_code == 403
