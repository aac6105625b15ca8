"""Approvals of fictional apps, as the committee's book holds them."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from inventory.models import CommitteeDecision, Condition, DecisionOutcome
from tests.factories.district import PersonFactory
from tests.factories.inventory import FictionalProductFactory


class ApprovalFactory(DjangoModelFactory):
    """Approved on 2 February 2026, without an end."""

    class Meta:
        model = CommitteeDecision

    product = factory.SubFactory(FictionalProductFactory)
    outcome = DecisionOutcome.APPROVED
    reason = "It reads aloud well, and its agreement was checked."
    decided_on = date(2026, 2, 2)
    decided_at = datetime(2026, 2, 2, 16, 0, tzinfo=UTC)
    decided_by = factory.SubFactory(PersonFactory)


class ConditionFactory(DjangoModelFactory):
    class Meta:
        model = Condition

    decision = factory.SubFactory(ApprovalFactory, outcome=DecisionOutcome.CONDITIONS)
    text = "Only with accounts that the district makes."
    owner = factory.SubFactory(PersonFactory)
    due_on = date(2026, 4, 1)
