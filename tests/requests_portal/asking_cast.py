"""A school with two apps, and a mother who walks through the questions."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.test import Client
from django.urls import reverse

from district.models import School
from inventory.models import DataElement
from notices.models import Message
from requests_portal.models import PrivacyRequest
from tests.factories.district import AdoptedPackFactory, SchoolFactory
from tests.factories.inventory import DataElementFactory, ElementUseFactory, FictionalProductFactory, ProductUseFactory
from vendors.models import Product

BEA: Final = "bea@family.example"
CODE: Final = re.compile(r"(?<!\d)\d{6}(?!\d)")
KINDS: Final = ("copy", "inspect", "correct", "delete", "content", "directory")


@dataclass(frozen=True)
class Place:
    """A school, an app of its grades 3 to 5, an app of grades 6 to 8, and what the first one holds."""

    school: School
    app: Product
    older: Product
    element: DataElement


def place_made() -> Place:
    for pack in ("il-soppa", "il-school-records"):
        AdoptedPackFactory(pack=pack)
    school = SchoolFactory()
    app, older = FictionalProductFactory(name="Maple Reader"), FictionalProductFactory(name="Oak Reader")
    use = ProductUseFactory(product=app)
    element = DataElementFactory(name="Reading level")
    ElementUseFactory(use=use, element=element)
    ProductUseFactory(product=older, lowest_grade="6", highest_grade="8")
    return Place(school, app, older, element)


def answers_of(kind: str, place: Place, **changed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What she types into each question of a kind, by the question's name."""
    scope: dict[str, dict[str, Any]] = {"scope": {"scope": "apps"}, "apps": {"apps": [str(place.app.pk)]}}
    common: dict[str, dict[str, Any]] = {
        "what": {"kind": kind},
        "who": {"relationship": "parent"},
        "child": {
            "student_name": "Ana Fictional",
            "birth_date_month": "3",
            "birth_date_day": "4",
            "birth_date_year": "2016",
        },
        "school": {"school": str(place.school.pk), "grade": "4"},
        **scope,
    }
    you = {"name": "Bea Fictional", "email": BEA, "telephone": "(217) 555-0102"}
    address = {"street": "7 Fictional Street", "city": "Prairie Lantern", "state": "IL", "postal_code": "60000"}
    own: dict[str, dict[str, dict[str, Any]]] = {
        "copy": {"copy": {"form": "electronic"}, "you": you, "address": address},
        "inspect": {"inspect": {"what": "Everything."}, "you": you},
        "correct": {"correct": {"wrong": "Grade 2.", "right": "Grade 5."}, "proof": {}, "you": you},
        "delete": {"delete": {"what": "The recordings."}, "you": you},
        "content": {"content": {"keep": "transfer", "account": "bea@family.example"}, "you": you},
        "directory": {
            "directory": {"what": "Names of the choir.", "purpose": "A leaflet.", "recipient": "The choir"},
            "you": you,
        },
    }
    first = {"what": common["what"]} if kind == "directory" else common
    return {name: changed.get(name, given) for name, given in {**first, **own[kind]}.items()}


def question(name: str) -> str:
    return reverse("portal:question", args=[name])


def answered(client: Client, name: str, given: dict[str, Any]) -> Any:
    answer = client.post(question(name), given)
    assert answer.status_code == 302, f"{name}: {errors_in(answer)}"
    return answer


def walked(client: Client, answers: dict[str, dict[str, Any]]) -> None:
    """Every question answered, up to the page that checks them."""
    last = None
    for name, given in answers.items():
        if last is not None:
            assert last.url == question(name), f"after {last.url} came {name}"
        last = answered(client, name, given)
    assert last is not None
    assert last.url == reverse("portal:check")


def signed(client: Client, signature: str = "Bea Fictional") -> PrivacyRequest:
    """Signed and sent; the request that came of it."""
    answer = client.post(reverse("portal:check"), {"signature": signature})
    assert answer.status_code == 302, errors_in(answer)
    assert answer.headers["Location"] == reverse("portal:sent")
    return PrivacyRequest.objects.latest("pk")


def asked_by(client: Client, kind: str, place: Place, **changed: dict[str, Any]) -> PrivacyRequest:
    """The whole way."""
    walked(client, answers_of(kind, place, **changed))
    return signed(client)


def errors_in(answer: Any) -> str:
    return " ".join(re.findall(r'(?s)<ul class="errorlist".*?</ul>', answer.content.decode())) or str(answer)


def mails_to(email: str = BEA) -> list[dict[str, str]]:
    """Subject and body of every mail to a family's address, the newest last."""
    found = Message.objects.filter(kind="asker").order_by("pk")
    return [dict(message.content or {}) for message in found if message.sealed and message.sealed["email"] == email]


def code_in(body: str) -> str:
    found = CODE.search(body)
    assert found is not None, body
    return found[0]


def token_in(body: str) -> str:
    """The token of the private link whose mark stands in a mail."""
    from district.links import MARK, links_filled

    mark = MARK.search(body)
    assert mark is not None, body
    return re.search(r"/([A-Za-z0-9_-]{43})/", links_filled(mark[0], BEA))[1]  # type: ignore[index]
