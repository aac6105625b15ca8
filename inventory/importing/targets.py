"""Records as a plan sees them: what stands there, what the file says, what would be written. No database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from district.grades import GRADES

# Field of a spreadsheet → the record's own.
OPERATOR_FIELDS: Final = {
    "operator_kind": "kind",
    "operator_address": "business_address",
    "operator_website": "website",
    "subcontractors_url": "subcontractors_url",
}
PRODUCT_FIELDS: Final = {
    "product_kind": "kind",
    "product_website": "website",
    "description": "description",
    "description_es": "description_es",
    "general_audience": "general_audience",
    "general_audience_reason": "general_audience_reason",
    "sign_in": "sign_in",
    "data_location": "data_location",
    "data_location_es": "data_location_es",
}
USE_FIELDS: Final = {
    "purpose": "purpose",
    "purpose_es": "purpose_es",
    "content_area": "content_area",
    "lowest_grade": "lowest_grade",
    "highest_grade": "highest_grade",
    "schools": "schools",
    "in_use_since": "in_use_since",
    "ended_on": "ended_on",
    "users_under_13": "users_under_13",
    "under_13_consent": "under_13_consent",
}
ELEMENT_FIELDS: Final = {
    "collected": "collected",
    "maintained": "maintained",
    "disclosed": "disclosed",
    "how_used": "how_used",
    "how_used_es": "how_used_es",
    "disclosed_to": "disclosed_to",
    "disclosed_to_es": "disclosed_to_es",
    "element_purpose": "purpose",
    "element_purpose_es": "purpose_es",
}
CONTACT_FIELDS: Final = {
    "contact_position": "position",
    "contact_email": "email",
    "contact_telephone": "telephone",
    "contact_breaches": "for_breaches",
}
SUBCONTRACTOR_FIELDS: Final = {"subcontractor_purpose": "purpose"}
BLANK: Final[Mapping[str, Mapping[str, Any]]] = {
    "operator": {"kind": "operator", "business_address": "", "website": "", "subcontractors_url": ""},
    "product": {
        "kind": "online_application", "website": "", "description": "", "description_es": "", "general_audience": False,
        "general_audience_reason": "", "sign_in": "", "data_location": "", "data_location_es": "",
    },
    "use": {
        "purpose": "", "purpose_es": "", "content_area": "", "lowest_grade": "", "highest_grade": "", "schools": [],
        "in_use_since": None, "ended_on": None, "users_under_13": "unknown", "under_13_consent": "",
    },
    "element": {
        "collected": True, "maintained": True, "disclosed": False, "how_used": "", "how_used_es": "",
        "disclosed_to": "", "disclosed_to_es": "", "purpose": "", "purpose_es": "",
    },
    "contact": {"position": "", "email": "", "telephone": "", "for_breaches": False},
    "subcontractor": {"purpose": ""},
}  # fmt: skip


@dataclass(slots=True)
class Target:
    """One record. `there` is what stands in the database, or the blank record; `said`: line by field that said it."""

    kind: str
    name: str
    there: dict[str, Any]
    pk: int | None = None
    made_by: int = 0  # the line that makes it; 0 where it is there or nobody made it yet
    write: dict[str, Any] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    # Of an operator: contacts and subcontractors by small name. Of a product: its use and its kinds of information.
    parts: dict[Any, "Target"] = field(default_factory=dict)

    @property
    def exists(self) -> bool:
        return self.pk is not None or bool(self.made_by)

    def value(self, name: str) -> Any:
        return self.write.get(name, self.there[name])


def blank(kind: str, name: str = "") -> Target:
    return Target(kind, name, dict(BLANK[kind]))


def picked(said: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """What a row says of one record, under the record's own names."""
    return {own: said[name] for name, own in fields.items() if name in said}


def broken(kind: str, values: Mapping[str, Any]) -> str:
    """Which rule of its record the values break, as a sentence; empty where none."""
    if kind == "product" and values["general_audience"] and not values["general_audience_reason"]:
        return "It is said to be made for everyone: say why. The reason is kept."
    if kind == "element" and values["disclosed"] and not values["disclosed_to"]:
        return "It is said to be disclosed: say to whom."
    if kind == "contact" and not values["email"]:
        return "The contact has no e-mail address."
    if kind == "subcontractor" and not values["purpose"]:
        return "Say what the subcontractor does with the information."
    return _use_broken(values) if kind == "use" else ""


def _use_broken(values: Mapping[str, Any]) -> str:
    lowest, highest = values["lowest_grade"], values["highest_grade"]
    if not lowest or not highest:
        return "It says what the app is used for, but not in which grades."
    if GRADES.index(lowest) > GRADES.index(highest):
        return f"The lowest grade ({lowest}) comes after the highest ({highest})."
    if values["ended_on"] and values["in_use_since"] and values["ended_on"] < values["in_use_since"]:
        return "The use ended before it began."
    return ""
