"""What one app's public page says, as plain data: the one thing that is published, hashed, downloaded and compared.

Shape (schema 2), every key always there:
    product    {slug, name, kind, description, description_es, website, sign_in: none | own | district | both | "",
                data_location, data_location_es}
    operator   {slug, name, kind, address: [lines], website, subcontractors: [{name, purpose}], subcontractors_url}
    use        {purpose, purpose_es, content_area, lowest_grade, highest_grade, schools: [names],
                users_under_13: yes | no | unknown, under_13_consent, since, ended_on} or null
    elements   [{code, name, group, class, explanation, about_staff, collected, maintained, disclosed, how_used,
                 how_used_es, disclosed_to, disclosed_to_es, purpose, purpose_es}]
    agreements [{title, kind, description, signed_on, starts_on, ends_on, renews, amended_on, offered_until,
                 posted_on,
                 document: {sha256, name, media_type, size, redacted: {places, reasons: [texts]}},
                 notice: {executed_on, about, information: [{product, kinds: [{name, group, class, explanation}]}],
                          text_es}}]
`code` is the permanent key of a kind of information: that of the product's own list, or "kind-" and a number. Texts
that end in `_es` are Spanish, empty where nobody wrote any. An empty `sign_in` is not known yet.
`offered_until`: the last day on which other districts may take over these terms. `redacted` is there only where parts
of the copy are hidden by agreement with the operator (C9). `notice` may be missing too: it is there where a notice of
the agreement was kept (C10).
Entries of schema 1 lack what schema 2 added, and `offered_until`: `content_read` fills it in.
Dates are ISO days of the district's own calendar, or null. What the checker found is the office's and stays there.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from django.utils.text import slugify

from contracts.models import Agreement
from contracts.selectors import PostedFile
from district.clock import local_day
from inventory.models import DataElement, ElementUse, ProductUse
from inventory.taxonomy import elements_listed
from transparency.models import AgreementNotice
from vendors.models import Operator, Product

SCHEMA = 2
Content = dict[str, Any]


def content_of(
    product: Product,
    operator: Operator,
    use: ProductUse | None,
    agreements: Iterable[tuple[Agreement, PostedFile, date | None]],
    notices: Mapping[int, AgreementNotice],
    zone: str,
) -> Content:
    """One product's entry. Each agreement comes with its file and the day that was posted, if it was.

    `notices`: those that stand beside their agreements, by the agreement's id.
    """
    return {
        "schema": SCHEMA,
        "product": _product(product),
        "operator": _operator(operator),
        "use": None if use is None else _use(use),
        "elements": [] if use is None else [_element(row) for row in use.elements.all()],
        "agreements": [
            _agreement(agreement, file, posted, zone) | _noticed(notices.get(agreement.pk))
            for agreement, file, posted in agreements
        ],
    }


def _product(product: Product) -> Content:
    return {
        "slug": product.slug,
        "name": product.name,
        "kind": product.get_kind_display(),
        "description": product.description.strip(),
        "description_es": product.description_es.strip(),
        "website": product.website,
        "sign_in": product.sign_in,
        "data_location": product.data_location.strip(),
        "data_location_es": product.data_location_es.strip(),
    }


def _operator(operator: Operator) -> Content:
    return {
        "slug": operator.slug,
        "name": operator.name,
        "kind": operator.get_kind_display(),
        "address": [line.strip() for line in operator.business_address.splitlines() if line.strip()],
        "website": operator.website,
        "subcontractors": [{"name": row.name, "purpose": row.purpose} for row in operator.subcontractors.all()],
        "subcontractors_url": operator.subcontractors_url,
    }


def _use(use: ProductUse) -> Content:
    return {
        "purpose": use.purpose.strip(),
        "purpose_es": use.purpose_es.strip(),
        "content_area": use.content_area,
        "lowest_grade": use.lowest_grade,
        "highest_grade": use.highest_grade,
        "schools": sorted(school.name for school in use.schools.all()),
        "users_under_13": use.users_under_13,
        "under_13_consent": use.under_13_consent.strip(),
        "since": _day(use.in_use_since),
        "ended_on": _day(use.ended_on),
    }


def _element(row: ElementUse) -> Content:
    return {
        "code": element_code(row.element),
        "name": row.element.name,
        "group": row.element.group,
        "class": row.element.element_class,
        "explanation": row.element.explanation,
        "about_staff": row.element.about_staff,
        "collected": row.collected,
        "maintained": row.maintained,
        "disclosed": row.disclosed,
        "how_used": row.how_used.strip(),
        "how_used_es": row.how_used_es.strip(),
        "disclosed_to": row.disclosed_to.strip(),
        "disclosed_to_es": row.disclosed_to_es.strip(),
        "purpose": row.purpose.strip(),
        "purpose_es": row.purpose_es.strip(),
    }


def element_code(element: DataElement) -> str:
    """The permanent key of a kind of information, also where the district gave it another name since."""
    return element.code or f"kind-{element.pk}"


def _agreement(agreement: Agreement, file: PostedFile, posted: date | None, zone: str) -> Content:
    assert agreement.signed_at is not None, "a check constraint of the table"  # noqa: S101
    return {
        "title": agreement.title,
        "kind": agreement.get_kind_display(),
        "description": agreement.description.strip(),
        "signed_on": _day(local_day(agreement.signed_at, zone)),
        "starts_on": _day(agreement.starts_on),
        "ends_on": _day(agreement.ends_on),
        "renews": agreement.renews,
        "amended_on": _day(agreement.amended_on),
        "offered_until": _day(agreement.offered_until),
        "posted_on": _day(posted),
        "document": {
            "sha256": file.sha256,
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            **({"redacted": {"places": file.places, "reasons": list(file.reasons)}} if file.places else {}),
        },
    }


def _noticed(notice: AgreementNotice | None) -> Content:
    return {} if notice is None else {"notice": notice_content(notice)}


def notice_content(notice: AgreementNotice) -> Content:
    """What the page shows of a notice."""
    return {
        "executed_on": _day(notice.executed_on),
        "about": notice.about,
        "information": notice.information,
        "text_es": notice.text_es,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def content_stamped(content: Mapping[str, Any], day: date) -> Content:
    """The content as it is published on a day: agreements that were not posted before carry that day."""
    agreements = [{**row, "posted_on": row["posted_on"] or day.isoformat()} for row in content["agreements"]]
    return {**content, "agreements": agreements}


# What schema 2 added, with what an entry of schema 1 says of it: nothing.
ADDED_TO_PRODUCT: Final = {"description_es": "", "sign_in": "", "data_location": "", "data_location_es": ""}
ADDED_TO_USE: Final = {"purpose_es": "", "users_under_13": "unknown", "under_13_consent": ""}
ADDED_TO_ELEMENT: Final = {"how_used_es": "", "disclosed_to_es": "", "purpose_es": ""}
ADDED_TO_AGREEMENT: Final = {"offered_until": None}


def content_read(content: Mapping[str, Any]) -> Content:
    """An entry's content as schema 2 has it, whichever schema it was published in. `schema` says which that was."""
    if content.get("schema", 1) >= SCHEMA:
        return dict(content)
    use = content["use"]
    return {
        **content,
        "product": ADDED_TO_PRODUCT | content["product"],
        "use": None if use is None else ADDED_TO_USE | use,
        "elements": [ADDED_TO_ELEMENT | {"code": code_by_name(row["name"])} | row for row in content["elements"]],
        "agreements": [ADDED_TO_AGREEMENT | row for row in content["agreements"]],
    }


def code_by_name(name: str) -> str:
    """The key of a kind of information that an entry of schema 1 knows by its name only."""
    return _listed_codes().get(name) or slugify(name)[:80]


@cache
def _listed_codes() -> dict[str, str]:
    return {element.name: element.code for element in elements_listed()}


def content_comparable(content: Mapping[str, Any]) -> Content:
    """What two contents are compared by: a change of schema alone, or of a key, changes nothing that anybody reads."""
    elements = [
        {key: value for key, value in row.items() if key != "code"} for row in content_read(content)["elements"]
    ]
    return {**content_read(content), "schema": SCHEMA, "elements": elements}
