"""Cases against fictional operators."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from inventory.models import Authority, ConductCase
from tests.factories.vendors import OperatorFactory


class ConductCaseFactory(DjangoModelFactory):
    class Meta:
        model = ConductCase

    operator = factory.SubFactory(OperatorFactory)
    title = "Advertising beside reading exercises"
    suspicion = "On 27 February a teacher saw banners for toys beside the exercises."
    noticed_on = date(2026, 2, 27)
    opened_at = datetime(2026, 2, 27, 15, 0, tzinfo=UTC)
    opened_by = "dana@prairie-lantern.example"


class AuthorityFactory(DjangoModelFactory):
    class Meta:
        model = Authority

    name = factory.Sequence(lambda n: f"Fictional Office of Consumer Affairs {n}")
    address = "1 Nowhere Plaza\nFictional Falls, IL 60000"
    matter = "Consumer protection"
    source = "A fictional page, read on 1 March 2026"
