"""What a column of a spreadsheet can be, and the guess that its header allows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from inventory.importing.names import name_key
from inventory.models import ImportPurpose

TICK: Final = "element:"  # before the number of a kind of information whose column is ticked


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a column can hold. `heads` are headers, without case and punctuation, that mean it."""

    name: str
    title: str
    group: str
    heads: tuple[str, ...] = ()


OPERATOR, PRODUCT, USE, INFORMATION, SEEN = "Operator", "App", "Use", "Information", "App seen"
FIELDS: Final = (
    Field("operator", "Operator", OPERATOR, (
        "operator", "vendor", "company", "provider", "publisher", "developer", "vendor name", "company name",
        "operator name", "service provider", "provider name", "supplier", "third party", "contractor", "originator",
    )),
    Field("operator_kind", "Kind of operator", OPERATOR, ("kind of operator", "operator kind", "operator type")),
    Field("operator_address", "Business address", OPERATOR, (
        "business address", "address", "vendor address", "company address", "operator address", "mailing address",
    )),
    Field("operator_website", "Website of the operator", OPERATOR, (
        "website of the operator", "operator website", "vendor website", "company website", "vendor url",
    )),
    Field("subcontractors_url", "Link to its subcontractors", OPERATOR, (
        "link to its subcontractors", "subcontractors link", "subprocessors", "subprocessor list", "subcontractor list",
    )),
    Field("contact_name", "Contact: name", OPERATOR, (
        "contact name", "contact", "privacy contact", "vendor contact", "contact person",
    )),
    Field("contact_position", "Contact: position", OPERATOR, ("contact position", "contact title")),
    Field("contact_email", "Contact: e-mail", OPERATOR, (
        "contact e mail", "contact email", "vendor email", "privacy email", "email", "e mail",
    )),
    Field("contact_telephone", "Contact: telephone", OPERATOR, (
        "contact telephone", "contact phone", "phone", "telephone", "vendor phone",
    )),
    Field("contact_breaches", "Contact: answers for breaches", OPERATOR, ("contact answers for breaches",)),
    Field("subcontractor", "Subcontractor", OPERATOR, ("subcontractor", "subcontractor name")),
    Field("subcontractor_purpose", "Subcontractor: what for", OPERATOR, ("subcontractor what for",)),
    Field("product", "App", PRODUCT, (
        "app", "app name", "application", "product", "product name", "software", "tool", "resource", "resource name",
        "title", "service", "application name", "site", "name", "digital tool", "website name", "program",
    )),
    Field("product_kind", "Kind of app", PRODUCT, ("kind of app", "app type", "product type", "type", "kind")),
    Field("product_website", "Website of the app", PRODUCT, (
        "website of the app", "website", "url", "link", "app url", "product url", "product website", "web address",
        "domain", "home page",
    )),
    Field("description", "Description for families", PRODUCT, (
        "description for families", "description", "app description", "product description", "summary", "about",
    )),
    Field("description_es", "Description in Spanish", PRODUCT, ("description in spanish", "description es")),
    Field("general_audience", "Made for everyone", PRODUCT, ("made for everyone", "general audience")),
    Field("general_audience_reason", "Why it counts as made for everyone", PRODUCT, (
        "why it counts as made for everyone", "general audience reason",
    )),
    Field("sign_in", "How people sign in", PRODUCT, (
        "how people sign in", "sign in", "login", "sso", "sign in method",
    )),
    Field("data_location", "Where the data is", PRODUCT, (
        "where the data is", "data location", "hosting", "hosted in", "data storage location", "data center",
    )),
    Field("data_location_es", "Where the data is, in Spanish", PRODUCT, ("where the data is in spanish",)),
    Field("purpose", "K-12 purpose", USE, (
        "k 12 purpose", "purpose", "educational purpose", "use", "instructional purpose", "purpose of use", "how used",
    )),
    Field("purpose_es", "K-12 purpose in Spanish", USE, ("k 12 purpose in spanish", "purpose in spanish")),
    Field("content_area", "Content area", USE, (
        "content area", "subject", "subject area", "subjects", "category", "curriculum area", "department",
    )),
    Field("grades", "Grades, from and to", USE, ("grades", "grade levels", "grade level", "grade", "grade band")),
    Field("lowest_grade", "Lowest grade", USE, ("lowest grade", "from grade", "grade from", "min grade")),
    Field("highest_grade", "Highest grade", USE, ("highest grade", "to grade", "grade to", "max grade")),
    Field("schools", "Schools", USE, ("schools", "school", "buildings", "campus", "sites", "locations")),
    Field("in_use_since", "In use since", USE, ("in use since", "start date", "since", "date added", "approved on")),
    Field("ended_on", "Ended on", USE, ("ended on", "end date", "retired on", "ended")),
    Field("users_under_13", "Used by children under 13", USE, ("used by children under 13", "under 13", "coppa")),
    Field("under_13_consent", "Consent for children under 13", USE, ("consent for children under 13", "coppa consent")),
    Field("elements", "Kinds of information, as a list", INFORMATION, (
        "kinds of information", "data elements", "data collected", "student data", "data shared", "pii",
        "student data elements", "information collected", "data",
    )),
    Field("element", "One kind of information", INFORMATION, ("kind of information", "data element")),
    Field("collected", "It is collected", INFORMATION, ("it is collected", "collected")),
    Field("maintained", "It is maintained", INFORMATION, ("it is maintained", "maintained", "stored")),
    Field("disclosed", "It is disclosed", INFORMATION, ("it is disclosed", "disclosed", "shared")),
    Field("how_used", "How it is used", INFORMATION, ("how it is used",)),
    Field("how_used_es", "How it is used, in Spanish", INFORMATION, ("how it is used in spanish",)),
    Field("disclosed_to", "To whom it is disclosed", INFORMATION, (
        "to whom it is disclosed", "disclosed to", "shared with",
    )),
    Field("disclosed_to_es", "To whom, in Spanish", INFORMATION, ("to whom it is disclosed in spanish",)),
    Field("element_purpose", "For what purpose it is used", INFORMATION, ("for what purpose it is used",)),
    Field("element_purpose_es", "For what purpose, in Spanish", INFORMATION, (
        "for what purpose it is used in spanish",
    )),
)  # fmt: skip
SEEN_FIELDS: Final = (
    Field("app", "Name of the app", SEEN, (
        "app", "app name", "application", "application name", "name", "resource", "resource name", "site", "product",
        "title", "service", "tool", "website name", "signature", "application or site",
    )),
    Field("website", "Web address", SEEN, ("website", "url", "domain", "host", "hostname", "link", "web address")),
    Field("users", "How many people", SEEN, (
        "users", "user count", "unique users", "students", "active users", "number of users", "logins", "visitors",
        "accounts", "people", "how many people", "unique visitors",
    )),
    Field("seen_on", "Last day of use", SEEN, (
        "last seen", "last used", "last login", "last day of use", "last access", "last activity", "last visit", "date",
    )),
)  # fmt: skip
BY_PURPOSE: Final[Mapping[str, tuple[Field, ...]]] = {
    ImportPurpose.INVENTORY: FIELDS,
    ImportPurpose.SEEN: SEEN_FIELDS,
}
BY_NAME: Final = {field.name: field for field in (*FIELDS, *SEEN_FIELDS)}
EXTRA_WORDS: Final = re.compile(r"\b(required|optional|s)\b|\(.*?\)|[*?]")


def columns_proposed(
    header: Sequence[str], purpose: str, elements: Mapping[str, int], remembered: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Column number (from 0) by field: as remembered of the source first, then guessed from the headers.

    `elements`: numbers of kinds of information by their names without case, for columns that are ticked.
    """
    keys = [head_key(name) for name in header]
    found: dict[str, int] = {}
    for name, head in (remembered or {}).items():
        if head in keys and is_field(name, purpose):
            found[name] = keys.index(head)
    if remembered and found:
        return found
    taken = set(found.values())
    for field in BY_PURPOSE[purpose]:  # as the exports of the inventory itself call it
        if (title := head_key(field.title)) in keys and field.name not in found:
            found[field.name] = keys.index(title)
            taken.add(found[field.name])
    for rank in range(max(len(field.heads) for field in BY_PURPOSE[purpose])):
        for field in BY_PURPOSE[purpose]:
            head = field.heads[rank] if rank < len(field.heads) else ""
            if head and field.name not in found and head in keys and keys.index(head) not in taken:
                found[field.name] = keys.index(head)
                taken.add(keys.index(head))
    if found.keys() & {"operator", "product"}:
        found |= {
            f"{TICK}{elements[key]}": place
            for place, key in enumerate(keys)
            if place not in taken and key in elements and keys.index(key) == place
        }
    return found


def head_key(name: str) -> str:
    """A header as it is compared: case, punctuation, "(required)" and the like do not count."""
    return name_key(EXTRA_WORDS.sub(" ", name.replace("’s", "").replace("'s", "")))


def is_field(name: str, purpose: str) -> bool:
    if name.startswith(TICK):
        return purpose == ImportPurpose.INVENTORY and name.removeprefix(TICK).isdigit()
    return any(field.name == name for field in BY_PURPOSE[purpose])


def columns_wrong(columns: Iterable[str], purpose: str) -> str:
    """Why a mapping cannot be used, as a sentence; empty where it can."""
    named = set(columns)
    if purpose == ImportPurpose.SEEN:
        return (
            "" if "app" in named else "Say which column is the name of the app. Without it there is nothing to match."
        )
    if not named & {"operator", "product"}:
        return "Say which column is the operator, or the app: without either no row says what it is about."
    ticked = any(name.startswith(TICK) for name in named)
    about_use = named & {"purpose", "content_area", "grades", "schools", "elements", "element"}
    if (about_use or ticked) and "product" not in named:
        return "Say which column is the app: grades, schools and information belong to one."
    if "element" not in named and named & {"how_used", "disclosed_to", "element_purpose"}:
        return "Say which column is the one kind of information that the row explains."
    if bool("lowest_grade" in named) != bool("highest_grade" in named):
        return "Lowest and highest grade belong together: name both columns, or neither."
    return ""
