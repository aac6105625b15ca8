"""Trainings, disclosures, the board's papers and the places of the approved list: written on their pages, read here."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from district.office import OfficeModelAdmin
from inventory.models import (
    ApprovedListPlace,
    BoardRecommendation,
    BoardReport,
    DesignatedPerson,
    Disclosure,
    MinutesPaper,
    TrainingCompletion,
    TrainingCourse,
    TrainingFile,
    TrainingRound,
)

SEE_TRAININGS = "inventory.see_trainings"


class ReadOnlyAdmin(OfficeModelAdmin):
    """Its own pages write it, so that every rule is asked; here one looks it up."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class TrainingAdmin(ReadOnlyAdmin):
    """Who has done what is read by those who may see trainings, not by everybody who reads the inventory."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(SEE_TRAININGS)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEE_TRAININGS)


@admin.register(TrainingCourse)
class TrainingCourseAdmin(TrainingAdmin):
    list_display = ["title", "topic", "every_school_year", "retired_on"]
    list_filter = ["topic", "every_school_year"]
    search_fields = ["title", "provider", "summary"]


@admin.register(TrainingRound)
class TrainingRoundAdmin(TrainingAdmin):
    list_display = ["course", "opens_on", "due_on", "made_by"]
    list_select_related = ["course"]
    search_fields = ["course__title"]


@admin.register(TrainingCompletion)
class TrainingCompletionAdmin(TrainingAdmin):
    list_display = ["person", "round", "completed_on", "source", "entered_by", "entered_at"]
    list_filter = ["source"]
    list_select_related = ["person", "round__course"]
    search_fields = ["person__name", "person__email", "round__course__title"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("evidence_sealed")


@admin.register(TrainingFile)
class TrainingFileAdmin(TrainingAdmin):
    list_display = ["name", "round", "state", "checked_at", "checked_by"]
    list_select_related = ["round__course", "checked_by"]
    search_fields = ["name", "round__course__title"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("rows")


@admin.register(DesignatedPerson)
class DesignatedPersonAdmin(ReadOnlyAdmin):
    list_display = ["name", "operator", "designated_on", "trained_on", "ended_on"]
    list_select_related = ["operator"]
    search_fields = ["name", "operator__name"]


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnlyAdmin):
    list_display = ["number", "recipient", "recipient_kind", "agreement", "exception_citation", "first_on", "ended_on"]
    list_filter = ["recipient_kind"]
    list_select_related = ["agreement"]
    search_fields = ["recipient", "purpose"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("document_sealed")


@admin.register(BoardReport)
class BoardReportAdmin(ReadOnlyAdmin):
    list_display = ["title", "first_day", "last_day", "made_by", "finished_at"]
    list_select_related = ["made_by"]
    search_fields = ["title"]


@admin.register(BoardRecommendation)
class BoardRecommendationAdmin(ReadOnlyAdmin):
    list_display = ["agreement", "advice", "report"]
    list_filter = ["advice"]
    list_select_related = ["agreement", "report"]
    search_fields = ["agreement__title", "reason"]


@admin.register(MinutesPaper)
class MinutesPaperAdmin(ReadOnlyAdmin):
    list_display = ["meeting", "number", "made_by", "made_at"]
    list_select_related = ["meeting", "made_by"]
    search_fields = ["why"]


@admin.register(ApprovedListPlace)
class ApprovedListPlaceAdmin(ReadOnlyAdmin):
    list_display = ["name", "sites"]
    search_fields = ["name"]
