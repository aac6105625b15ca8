"""Pages of safeguards: every service with its numbers, one service's checklist, the district's own, one evidence."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from district.clock import local_day
from district.clock import now as clock_now
from district.models import User
from district.selectors import district_current, packs_adopted
from district.taskpages import OfficeRequest, office_page, office_render, right_needed
from inventory.asking.files import kept_file_answer
from inventory.models import SafeguardEvidence
from inventory.safeguards.checklist import Known, checklist
from inventory.safeguards.presenters import ask_cards, consent_rows, evidence_rows, service_rows
from inventory.safeguards.rules import safeguards_of_district, safeguards_of_services
from inventory.safeguards.selectors import (
    MAY_WORK,
    SEE,
    asks_of_product,
    asks_open,
    consents_in_force,
    consents_of,
    evidence_of,
    evidence_visible_to,
    marks_newest,
    services_visible_to,
)
from vendors.models import Product
from vendors.selectors import products_visible_to

PAGE = "staff/safeguards/product.html"


def product_or_refuse(user: User, pk: int, may: str = "") -> Product:
    """403 without the right, 404 where there is none. A product that is out of use keeps its page."""
    if not user.has_perm(SEE) or (may and not user.has_perm(may)):
        raise PermissionDenied
    return get_object_or_404(products_visible_to(user), pk=pk)


@office_page(methods=("GET", "HEAD"))
def services(request: OfficeRequest) -> HttpResponse:
    """Every hosted service in use: how much of what the laws ask is shown."""
    right_needed(request.user, SEE)
    today = local_day(clock_now(), district_current().time_zone)
    products, adopted = list(services_visible_to(request.user, today)), packs_adopted(today)
    ids = [product.pk for product in products]
    known = Known(marks_newest([*ids, None]), asks_open(ids), consents_in_force(ids, today))
    asked, own = safeguards_of_services(adopted), safeguards_of_district(adopted)
    wanted = request.GET.get("view", "")
    rows = service_rows(products, asked, known, today)
    return office_render(
        request,
        "staff/safeguards/list.html",
        title="Safeguards of services",
        rows=[row for row in rows if not wanted or row.lacking or row.expired] if wanted == "lacking" else rows,
        views=[("All", "?", wanted != "lacking"), ("Something lacks", "?view=lacking", wanted == "lacking")],
        asked=len(asked),
        own=checklist(None, own, known, today),
    )


@office_page(methods=("GET", "HEAD"))
def product_page(request: OfficeRequest, product: int) -> HttpResponse:
    """One service: its checklist, what was asked, the evidence, the consents."""
    row = product_or_refuse(request.user, product)
    zone = district_current().time_zone
    today, may_work = local_day(clock_now(), zone), request.user.has_perm(MAY_WORK)
    known = Known(marks_newest([row.pk]), asks_open([row.pk]), consents_in_force([row.pk], today))
    lines = checklist(row.pk, safeguards_of_services(packs_adopted(today)), known, today)
    return office_render(
        request,
        PAGE,
        title=f"Safeguards: {row}",
        product=row,
        lines=lines,
        good=sum(line.good for line in lines),
        asks=ask_cards(asks_of_product(row), lines, today=today, may_work=may_work),
        evidence=evidence_rows(evidence_of(row), known, today),
        consents=consent_rows(consents_of(row), today),
        consent_asked=any(line.asked.consent for line in lines),
        evidence_url=reverse("safeguards:evidence", args=[row.pk]),
        mark_url=reverse("safeguards:mark", args=[row.pk]),
        may_work=may_work,
        zone=zone,
    )


@office_page(methods=("GET", "HEAD"))
def district_page(request: OfficeRequest) -> HttpResponse:
    """What the laws ask of the district itself."""
    right_needed(request.user, SEE)
    zone = district_current().time_zone
    today = local_day(clock_now(), zone)
    known = Known(marks_newest([None]), {}, {})
    lines = checklist(None, safeguards_of_district(packs_adopted(today)), known, today)
    return office_render(
        request,
        PAGE,
        title="Safeguards: the district itself",
        product=None,
        lines=lines,
        good=sum(line.good for line in lines),
        evidence=evidence_rows(evidence_of(None), known, today),
        evidence_url=reverse("safeguards:district-evidence"),
        mark_url=reverse("safeguards:district-mark"),
        may_work=request.user.has_perm(MAY_WORK),
        zone=zone,
    )


def home_of(evidence: SafeguardEvidence) -> str:
    """The page of what the evidence is about."""
    if evidence.product_id is None:
        return reverse("safeguards:district")
    return reverse("safeguards:product", args=[evidence.product_id])


@office_page(methods=("GET", "HEAD"))
def evidence_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """One evidence: what it is, what rests on it, until when."""
    right_needed(request.user, SEE)
    row = get_object_or_404(evidence_visible_to(request.user), pk=pk)
    zone = district_current().time_zone
    today = local_day(clock_now(), zone)
    asked: Any = {
        one.id: one
        for one in (*safeguards_of_services(packs_adopted(today)), *safeguards_of_district(packs_adopted(today)))
    }
    newest = marks_newest([row.product_id])
    rules = sorted({mark.rule for mark in row.marks.all()})
    return office_render(
        request,
        "staff/safeguards/evidence.html",
        title=str(row),
        evidence=row,
        back_url=home_of(row),
        rests=[(asked.get(rule), rule, newest[row.product_id, rule].evidence_id == row.pk) for rule in rules],
        expired=row.expires_on is not None and row.expires_on < today,
        may_work=request.user.has_perm(MAY_WORK),
        zone=zone,
    )


@office_page(methods=("GET", "HEAD"))
def evidence_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Its file, for those who work on safeguards: a log of accesses names pupils."""
    right_needed(request.user, MAY_WORK)
    row = get_object_or_404(evidence_visible_to(request.user).exclude(file=None), pk=pk)
    assert row.file is not None  # noqa: S101 - excluded above
    return kept_file_answer(row.file)


@office_page(methods=("GET", "HEAD"))
def consent_file(request: OfficeRequest, product: int, record: int) -> HttpResponseBase:
    row = product_or_refuse(request.user, product, MAY_WORK)
    found = next((one for one in consents_of(row) if one.pk == record and one.file is not None), None)
    if found is None or found.file is None:
        raise PermissionDenied
    return kept_file_answer(found.file)
