"""The demonstration's operators, products and what each product holds, by bulk inserts."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils.text import slugify

from district.grades import grades_between
from district.models import School
from inventory.models import DataElement, ElementUse, ProductUse
from vendors.models import Contact, Operator, Product, Subcontractor

FOLDER = Path(__file__).parent
KINDS = {
    "website": "a website",
    "online_service": "an online service",
    "online_application": "an online application",
    "mobile_application": "a mobile application",
}
HOSTING = [["Cloudberry Hosting Fictional", "Stores the data on its servers"]]


def read(name: str) -> Any:
    """A YAML file beside this module."""
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def operators_make() -> list[Operator]:
    """Operators with a contact each and the subcontractors that the story names."""
    story = read("operators.yaml")
    operators = Operator.objects.bulk_create(
        Operator(
            name=row["operator"],
            slug=slugify(row["operator"]),
            business_address=row["address"],
            website=f"https://{slugify(row['operator'].split(' Fictional')[0])}.example",
        )
        for row in story
    )
    Contact.objects.bulk_create(
        Contact(
            operator=operator,
            name="Privacy desk",
            email=f"privacy@{operator.website.removeprefix('https://')}",
            for_breaches=True,
        )
        for operator in operators
    )
    Subcontractor.objects.bulk_create(
        Subcontractor(operator=operator, name=name, purpose=purpose)
        for operator, row in zip(operators, story, strict=True)
        for name, purpose in row.get("subcontractors", HOSTING)
    )
    return operators


def products_make(operators: list[Operator], schools: list[School], *, now: datetime) -> list[Product]:
    """Products, each with its purpose, grades, schools and kinds of information."""
    story = [
        (operator, product)
        for operator, row in zip(operators, read("operators.yaml"), strict=True)
        for product in row["products"]
    ]
    products = Product.objects.bulk_create(
        Product(
            operator=operator,
            name=name,
            slug=slugify(name),
            kind=kind,
            description=f"{name} is {KINDS[kind]} for {area[0].lower()}{area[1:]}.",
            website=operator.website,
        )
        for operator, (name, kind, area, _, _, _, _) in story
    )
    uses = ProductUse.objects.bulk_create(
        ProductUse(
            product=product,
            purpose=f"{what[0].upper()}{what[1:]}.",
            content_area=area,
            lowest_grade=low,
            highest_grade=high,
            in_use_since=(now - timedelta(days=400)).date(),
        )
        for product, (_, (_, _, area, low, high, what, _)) in zip(products, story, strict=True)
    )
    links = ProductUse.schools.through
    links.objects.bulk_create(
        links(productuse_id=use.pk, school_id=school.pk)
        for use in uses
        for school in schools
        if set(grades_between(use.lowest_grade, use.highest_grade))
        & set(grades_between(school.lowest_grade, school.highest_grade))
    )
    elements = {element.code: element for element in DataElement.objects.exclude(code=None)}
    wordings = read("elements.yaml")
    ElementUse.objects.bulk_create(
        ElementUse(use=use, element=elements[code], how_used=how_used, purpose=why)
        for use, (_, product) in zip(uses, story, strict=True)
        for code, (how_used, why) in {c: words for name in product[6] for c, words in wordings[name].items()}.items()
    )
    return products
