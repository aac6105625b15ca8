"""Reads of drafts: addenda, model agreements and acceptances, without their contents until one is opened."""

from django.db.models import Q, QuerySet

from contracts.models import Agreement, AgreementKind, Draft, GeneralOffer
from contracts.selectors import agreements_visible_to
from district.models import User
from vendors.models import Operator, Product

DRAFTS_LISTED = 50


def drafts_visible_to(user: User) -> QuerySet[Draft]:
    """Every draft for people whose role reads them; for others, those of the agreements granted to them."""
    drafts = Draft.objects.select_related("operator", "agreement", "document", "released_by", "releases", "release")
    drafts = drafts.defer("content", "document__text", "document__pages", "releases__content", "release__content")
    if user.has_perm("contracts.view_draft"):
        return drafts
    return drafts.filter(agreement__in=agreements_visible_to(user))


def drafts_of(agreement: Agreement) -> list[Draft]:
    """The drafts of an agreement, newest first."""
    drafts = agreement.drafts.select_related("released_by").defer("content")
    return list(drafts.order_by("-made_at", "-pk")[:DRAFTS_LISTED])


def drafts_of_operator(operator: Operator) -> list[Draft]:
    """Model agreements drafted for an operator, newest first."""
    drafts = operator.drafts.filter(agreement=None).select_related("released_by").defer("content")
    return list(drafts.order_by("-made_at", "-pk")[:DRAFTS_LISTED])


def products_drafted(draft: Draft) -> list[Product]:
    return list(draft.products.order_by("name"))


def draft_hashes() -> set[str]:
    """Every SHA-256 that a draft names."""
    return {sha256 for row in Draft.objects.values_list("docx_sha256", "pdf_sha256") for sha256 in row}


def draft_names(sha256: str) -> bool:
    """Whether a draft names a file."""
    return Draft.objects.filter(Q(docx_sha256=sha256) | Q(pdf_sha256=sha256)).exists()


def offer_of(agreement: Agreement) -> GeneralOffer | None:
    """The general offer that an agreement adopts, or would."""
    if agreement.kind != AgreementKind.GENERAL_OFFER:
        return None
    return GeneralOffer.objects.filter(agreement=agreement).first()


def offers_visible_to(user: User) -> QuerySet[GeneralOffer]:
    """General offers of the agreements that the person may see."""
    offers = GeneralOffer.objects.filter(agreement__in=agreements_visible_to(user))
    return offers.select_related("agreement__operator", "accepted_by", "page").defer("page__text", "page__pages")
