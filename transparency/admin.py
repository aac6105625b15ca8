"""The record of what was published, readable and searchable in the office; publishing itself has its own page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from district.office import OfficeModelAdmin
from transparency.models import (
    AdoptedOffer,
    AgreementNotice,
    BoardReport,
    FollowedApp,
    FollowedBreach,
    FollowedDistrict,
    PageReview,
    PublicationApproval,
    PublicBreach,
    PublicEntry,
    PublishingRule,
    SigningKey,
    Snapshot,
    SnapshotProof,
    YearNotice,
    YearNoticeGiven,
)


class FrozenAdmin(OfficeModelAdmin):
    """Rows that only publishing makes: nobody adds or edits them by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Snapshot)
class SnapshotAdmin(FrozenAdmin):
    list_display = ["__str__", "taken_at", "published_by", "entries", "breaches", "sha256"]
    list_filter = ["taken_at"]
    search_fields = ["sha256", "published_by"]
    date_hierarchy = "taken_at"


@admin.register(PublicEntry)
class PublicEntryAdmin(FrozenAdmin):
    list_display = ["name", "operator_name", "element_count", "shown_from", "shown_until"]
    list_filter = [("shown_until", admin.EmptyFieldListFilter), "content_area"]
    search_fields = ["name", "operator_name", "key", "sha256"]
    exclude = ["name_sorted", "operator_sorted", "search_text", "row"]


@admin.register(PublicBreach)
class PublicBreachAdmin(FrozenAdmin):
    list_display = ["key", "happened_from", "operator_slug", "shown_from", "shown_until"]
    list_filter = [("shown_until", admin.EmptyFieldListFilter)]
    search_fields = ["key", "operator_slug", "sha256"]
    date_hierarchy = "happened_from"


@admin.register(AgreementNotice)
class AgreementNoticeAdmin(FrozenAdmin):
    list_display = ["agreement", "executed_on", "prepared_at", "sent_at", "sent_how", "recipients"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter), "sent_how"]
    search_fields = ["agreement__title", "agreement__operator__name", "text"]
    date_hierarchy = "prepared_at"
    list_select_related = ["agreement"]


@admin.register(FollowedDistrict)
class FollowedDistrictAdmin(FrozenAdmin):
    list_display = ["__str__", "state", "published_at", "good_at", "problem", "apps", "breaches"]
    list_filter = ["state", ("stopped_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "address"]


@admin.register(FollowedApp)
class FollowedAppAdmin(FrozenAdmin):
    list_display = ["name", "operator_name", "district", "offered_until"]
    list_filter = ["district"]
    search_fields = ["name", "operator_name"]
    list_select_related = ["district"]
    exclude = ["name_key", "operator_key", "site"]


@admin.register(FollowedBreach)
class FollowedBreachAdmin(FrozenAdmin):
    list_display = ["__str__", "district", "students", "withheld", "posted_on"]
    list_filter = ["district"]
    search_fields = ["operator_name"]
    list_select_related = ["district"]
    exclude = ["operator_key"]


@admin.register(AdoptedOffer)
class AdoptedOfferAdmin(FrozenAdmin):
    list_display = ["__str__", "district", "state", "problem"]
    list_filter = ["state"]
    search_fields = ["address", "sha256", "offer__agreement__title"]
    list_select_related = ["offer__agreement", "district"]


@admin.register(SigningKey)
class SigningKeyAdmin(FrozenAdmin):
    list_display = ["fingerprint", "made_at", "made_by", "retired_at"]
    search_fields = ["fingerprint", "because"]
    exclude = ["private"]


@admin.register(SnapshotProof)
class SnapshotProofAdmin(FrozenAdmin):
    list_display = ["link", "snapshot", "key"]
    search_fields = ["link", "statement"]
    list_select_related = ["snapshot", "key"]


@admin.register(PublishingRule)
class PublishingRuleAdmin(FrozenAdmin):
    list_display = ["__str__"]


@admin.register(PublicationApproval)
class PublicationApprovalAdmin(FrozenAdmin):
    list_display = ["__str__", "asked_by", "asked_at", "state", "decided_by", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["asked_by", "decided_by"]


@admin.register(PageReview)
class PageReviewAdmin(FrozenAdmin):
    list_display = ["due_on", "attested_on", "name", "position"]
    date_hierarchy = "due_on"
    search_fields = ["name", "text"]


@admin.register(YearNotice)
class YearNoticeAdmin(FrozenAdmin):
    list_display = ["school_year", "starts_on", "prepared_by", "prepared_at", "approved_by"]
    list_select_related = ["prepared_by", "approved_by"]
    search_fields = ["school_year", "text"]


@admin.register(YearNoticeGiven)
class YearNoticeGivenAdmin(FrozenAdmin):
    list_display = ["notice", "school", "how", "given_on", "families", "recorded_by"]
    list_filter = ["how"]
    list_select_related = ["notice", "school"]
    search_fields = ["evidence"]


@admin.register(BoardReport)
class BoardReportAdmin(FrozenAdmin):
    list_display = ["title", "from_day", "to_day", "made_by", "made_at"]
    list_select_related = ["made_by"]
    search_fields = ["title", "words"]
