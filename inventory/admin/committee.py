"""The committee's book, read-only: it is worked with under Committee."""

from django.contrib import admin

from inventory.admin.imports import ReadOnlyAdmin
from inventory.models import (
    AppRequest,
    AppRequestNote,
    CommitteeDecision,
    CommitteeSettings,
    Condition,
    ConflictDeclared,
    Criterion,
    Evaluation,
    GateException,
    Meeting,
    MeetingAttendance,
    MeetingItem,
    Rubric,
    RubricVersion,
    Vote,
)


@admin.register(AppRequest)
class AppRequestAdmin(ReadOnlyAdmin):
    list_display = ("number", "product_name", "requester", "state", "asked_at")
    list_filter = ("state",)
    list_select_related = ("requester",)
    search_fields = ("number", "product_name", "operator_name")


@admin.register(CommitteeDecision)
class CommitteeDecisionAdmin(ReadOnlyAdmin):
    list_display = ("product", "request", "outcome", "decided_on", "expires_on", "ended_on")
    list_filter = ("outcome",)
    list_select_related = ("product__operator", "request")


@admin.register(Condition)
class ConditionAdmin(ReadOnlyAdmin):
    list_display = ("text", "owner", "due_on", "met_on")
    list_select_related = ("owner",)


@admin.register(GateException)
class GateExceptionAdmin(ReadOnlyAdmin):
    list_display = ("request", "gate_title", "person_name", "written_at")
    list_select_related = ("request",)


@admin.register(Vote)
class VoteAdmin(ReadOnlyAdmin):
    """Who voted, and when: how stands on the request's own page, once the vote is closed."""

    list_display = ("request", "round", "member", "cast_at")
    list_select_related = ("request", "member")
    fields = ("request", "round", "member", "cast_at", "recorded_by", "meeting", "set_aside_because")


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin):
    """Drafts are their members' own: only who began and who handed in stands here."""

    list_display = ("request", "member", "written_at", "handed_in_at")
    list_select_related = ("request", "member")
    fields = ("request", "member", "written_at", "handed_in_at")


@admin.register(ConflictDeclared)
class ConflictDeclaredAdmin(ReadOnlyAdmin):
    list_display = ("request", "member", "declared_at", "lifted_at")
    list_select_related = ("request", "member")


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    list_display = ("held_on", "place", "state", "chair")
    list_select_related = ("chair",)


@admin.register(MeetingAttendance)
class MeetingAttendanceAdmin(ReadOnlyAdmin):
    list_display = ("meeting", "member", "guest_name", "presence")
    list_select_related = ("meeting", "member")


@admin.register(MeetingItem)
class MeetingItemAdmin(ReadOnlyAdmin):
    list_display = ("meeting", "request", "position")
    list_select_related = ("meeting", "request")


@admin.register(RubricVersion)
class RubricVersionAdmin(ReadOnlyAdmin):
    list_display = ("rubric", "number", "made_by", "made_at")
    list_select_related = ("rubric", "made_by")


@admin.register(Criterion)
class CriterionAdmin(ReadOnlyAdmin):
    list_display = ("question", "version", "area", "weight")
    list_select_related = ("version__rubric",)


for model in (AppRequestNote, CommitteeSettings, Rubric):
    admin.site.register(model, ReadOnlyAdmin)
