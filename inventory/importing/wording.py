"""How the dry run names fields and values."""

from collections.abc import Mapping
from typing import Any, Final

from district.grades import CHOICES
from inventory.importing.fields import BY_NAME
from inventory.importing.targets import (
    CONTACT_FIELDS,
    ELEMENT_FIELDS,
    OPERATOR_FIELDS,
    PRODUCT_FIELDS,
    SUBCONTRACTOR_FIELDS,
    USE_FIELDS,
)
from inventory.models.uses import UnderThirteen
from vendors.models import OperatorKind, ProductKind, SignIn

BY_KIND: Final[Mapping[str, Mapping[str, str]]] = {
    "operator": OPERATOR_FIELDS,
    "product": PRODUCT_FIELDS,
    "use": USE_FIELDS,
    "element": ELEMENT_FIELDS,
    "contact": CONTACT_FIELDS,
    "subcontractor": SUBCONTRACTOR_FIELDS,
}


def _named() -> dict[tuple[str, str], str]:
    found = {
        (kind, own): BY_NAME[name].title.lower() for kind, fields in BY_KIND.items() for name, own in fields.items()
    }
    return found | {
        ("operator", ""): "new operator",
        ("product", ""): "new app",
        ("element", ""): "kind of information",
        ("contact", ""): "contact",
        ("subcontractor", ""): "subcontractor",
        ("use", "users_under_13"): "used by children under 13",
        ("use", "under_13_consent"): "consent for children under 13",
        ("use", "purpose"): "K-12 purpose",
    }


NAMED: Final = _named()
CHOSEN: Final[Mapping[tuple[str, str], Mapping[str, str]]] = {
    ("operator", "kind"): dict(OperatorKind.choices),
    ("product", "kind"): dict(ProductKind.choices),
    ("product", "sign_in"): dict(SignIn.choices),
    ("use", "users_under_13"): dict(UnderThirteen.choices),
    ("use", "lowest_grade"): dict(CHOICES),
    ("use", "highest_grade"): dict(CHOICES),
}


def in_words(kind: str, name: str, value: Any, schools: Mapping[int, str]) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return ""
    if name == "schools":
        return ", ".join(schools.get(pk, "?") for pk in value) or "all schools"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(CHOSEN.get((kind, name), {}).get(value, value))
