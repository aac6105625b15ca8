"""Which clocks publishing meets, and which go on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from contracts.models import Agreement, Posting
from deadlines.models import Deadline, DeadlineState
from district.audit import SystemActor
from district.models import District, User
from inventory.models import ElementUse
from tests.factories.deadlines import DeadlineFactory
from tests.factories.transparency import app_posted_able
from transparency.services import publish
from vendors.models import Operator, Product

pytestmark = pytest.mark.django_db
ACTOR = SystemActor("command:publish")
SignIn = Callable[[User], Client]


def posting_clock(product: Product) -> Deadline:
    agreement = product.agreements.get()
    kind = ContentType.objects.get_for_model(Agreement)
    clock: Deadline = DeadlineFactory(subject_type=kind, subject_id=agreement.pk)
    return clock


def state(clock: Deadline) -> tuple[str, datetime | None]:
    clock.refresh_from_db()
    return clock.state, clock.closed_at


def test_a_complete_posting_meets_its_clock(illinois: District, now: datetime) -> None:
    clock = posting_clock(app_posted_able("Maple Reader"))
    snapshot = publish(actor=ACTOR, now=now).snapshot
    assert state(clock) == (DeadlineState.MET, now)
    assert snapshot is not None
    assert snapshot.sha256 in clock.closed_reason


@pytest.mark.parametrize("lacking", ["address", "purpose", "explanation", "elements", "use"])
def test_the_clock_goes_on_until_everything_is_posted_beside_the_agreement(
    illinois: District, now: datetime, lacking: str
) -> None:
    product = app_posted_able("Maple Reader")
    clock = posting_clock(product)
    elements = ElementUse.objects.filter(use__product=product)
    if lacking == "address":
        Operator.objects.update(business_address=" \n ")
    elif lacking == "purpose":
        product.use.__class__.objects.update(purpose=" ")
    elif lacking == "explanation":
        elements.filter(element__name="Name").update(how_used="")
    elif lacking == "elements":
        elements.delete()
    else:
        product.use.delete()
    publish(actor=ACTOR, now=now)
    assert Posting.objects.get().posted_at == now
    assert state(clock) == (DeadlineState.OPEN, None)


def test_a_later_complete_publication_meets_the_clock_then(illinois: District, now: datetime) -> None:
    clock = posting_clock(app_posted_able("Maple Reader"))
    Operator.objects.update(business_address="")
    publish(actor=ACTOR, now=now)
    Operator.objects.update(business_address="2 New Street")
    later = now + timedelta(days=4)
    publish(actor=ACTOR, now=later)
    assert state(clock) == (DeadlineState.MET, later)
    assert Posting.objects.get().posted_at == now


def test_an_agreement_waits_for_each_of_its_products(illinois: District, now: datetime) -> None:
    product, other = app_posted_able("Maple Reader"), app_posted_able("Maple Writer", elements=())
    clock = posting_clock(product)
    product.agreements.get().products.add(other)
    publish(actor=ACTOR, now=now)
    assert state(clock) == (DeadlineState.OPEN, None)


def test_the_page_names_agreements_whose_clock_goes_on(
    illinois: District, signed_in: SignIn, dana: User, now: datetime
) -> None:
    product = app_posted_able("Maple Reader")
    posting_clock(product)
    assert "its clock for posting goes on" not in signed_in(dana).get("/office/publish/").content.decode()
    Operator.objects.update(business_address="")
    for _ in range(2):
        said = signed_in(dana).get("/office/publish/").content.decode()
        assert "its clock for posting goes on" in said
        assert f"{product.operator.name}: Data agreement for Maple Reader" in said
        publish(actor=ACTOR, now=now)
