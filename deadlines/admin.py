"""Clocks in the office: the list is Django's, a clock's page is our own and read-only."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from deadlines import pages
from deadlines.models import Alarm, Deadline, Hold
from deadlines.presenters import due_in_words, status_in_words, status_tone
from deadlines.selectors import (
    deadlines_due_within,
    deadlines_held,
    deadlines_late,
    deadlines_of_person,
    deadlines_visible_to,
    deadlines_waiting,
    people_owning,
)
from district.clock import now as clock_now
from district.office import OfficeModelAdmin
from district.roles import ROLE_NAMES
from district.selectors import district_current_or_none


class StandingFilter(admin.SimpleListFilter):
    """The numbers of the home page."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("late", "late"), ("soon", "due in 3 days"), ("waiting", "waiting on others"), ("held", "held")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deadline]) -> QuerySet[Deadline]:
        if self.value() == "late":
            return deadlines_late(queryset, now=clock_now())
        if self.value() == "soon":
            return deadlines_due_within(queryset, now=clock_now())
        if self.value() == "waiting":
            return deadlines_waiting(queryset, now=clock_now())
        return deadlines_held(queryset) if self.value() == "held" else queryset


class WhoseFilter(admin.SimpleListFilter):
    """Mine, everyone's, or one person's."""

    title = "person"
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        owners = people_owning(deadlines_visible_to(pages.person(request)))
        return [("mine", "mine"), ("everyone", "everyone’s"), *((str(pk), name) for pk, name in owners)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deadline]) -> QuerySet[Deadline]:
        chosen = self.value() or ""
        if chosen == "mine":
            return deadlines_of_person(queryset, pages.person(request))
        return queryset.filter(owner_id=int(chosen)) if chosen.isdecimal() and len(chosen) < 19 else queryset


class RoleFilter(admin.SimpleListFilter):
    """By the role that answers."""

    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(ROLE_NAMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deadline]) -> QuerySet[Deadline]:
        return queryset.filter(role=self.value()) if self.value() in ROLE_NAMES else queryset


@admin.register(Deadline)
class DeadlineAdmin(OfficeModelAdmin):
    """Nothing is edited here: what happens to a clock is an action with a page of its own."""

    list_display = ("title", "subject_name", "status", "due", "role_name", "owner")
    list_filter = ("state", StandingFilter, WhoseFilter, RoleFilter, "verified")
    list_select_related = ("owner",)
    search_fields = ("title", "subject_name", "rule")
    search_help_text = "Title, what it is about, or a rule's id"
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deadline]:
        """With the district's time zone on each row, read once: an admin object serves many requests at once."""
        district = district_current_or_none()
        zone = district.time_zone if district else "UTC"
        return deadlines_visible_to(pages.person(request)).annotate(zone=Value(zone))

    @admin.display(description="status")
    def status(self, deadline: Deadline) -> SafeString:
        moment = clock_now()
        words = {"tone": status_tone(deadline, moment), "text": status_in_words(deadline, moment)}
        return render_to_string("components/status.html", words)

    @admin.display(description="due", ordering="due_at")
    def due(self, deadline: Any) -> str:
        return due_in_words(deadline, deadline.zone)

    @admin.display(description="role", ordering="role")
    def role_name(self, deadline: Deadline) -> str:
        return ROLE_NAMES.get(deadline.role, deadline.role)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{name}/", view(pages.action_page), {"name": name}, name=f"deadlines_deadline_{name}")
            for name in pages.ACTIONS
        ]
        document = path(
            "<int:pk>/holds/<int:hold_pk>/", view(pages.hold_document), name="deadlines_deadline_hold_document"
        )
        return [*own, document, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The clock's own page, in the place of a form."""
        return pages.clock_page(request, int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Alarm)
class AlarmAdmin(OfficeModelAdmin):
    """What rang, what will, and what fails with which error. Read-only."""

    list_display = ("deadline", "kind", "fires_at", "state", "outcome", "failures", "retry_at")
    list_filter = ("state", "kind", "outcome")
    list_select_related = ("deadline",)
    search_fields = ("deadline__title", "deadline__subject_name", "last_error")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Hold)
class HoldAdmin(OfficeModelAdmin):
    """Every hold, in force and lifted. Placing and lifting are done at the clock. Read-only."""

    list_display = ("deadline", "requested_by", "document_name", "placed_by", "placed_at", "ask_again_at", "lifted_at")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    list_select_related = ("deadline", "placed_by")
    search_fields = ("deadline__title", "deadline__subject_name", "requested_by", "document_name")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hold]:
        """Without those of drills, which their own room shows."""
        return super().get_queryset(request).filter(deadline__drill=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
