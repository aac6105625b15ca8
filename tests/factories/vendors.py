"""Plainly invented operators and products."""

import factory

from vendors.models import Contact, Operator, Product, Subcontractor


class OperatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Operator

    name = factory.Sequence(lambda n: f"Maple Reader {n} Fictional, Inc.")
    slug = factory.Sequence(lambda n: f"maple-reader-{n}-fictional-inc")
    business_address = "12 Nowhere Lane\nMaple Falls, IL 60000"


class ProductFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Product

    operator = factory.SubFactory(OperatorFactory)
    name = factory.Sequence(lambda n: f"Maple Reader {n}")
    slug = factory.Sequence(lambda n: f"maple-reader-{n}")
    description = "Reading practice with stories."


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    operator = factory.SubFactory(OperatorFactory)
    name = "Pat Fictional"
    email = factory.Sequence(lambda n: f"pat{n}@maple-reader.example")


class SubcontractorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Subcontractor

    operator = factory.SubFactory(OperatorFactory)
    name = factory.Sequence(lambda n: f"Cloud Barn {n} Fictional, LLC")
    purpose = "Keeps the servers."
