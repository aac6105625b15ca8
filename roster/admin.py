"""The roster's tables in the office: read-only, without anything sealed. People are found under "Find a pupil".

Addresses of the office end up in logs and histories of browsers, and a list is searched by its address: so these lists
take the roster's own ids alone, and names and numbers are searched by a form that is posted.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from district.office import OfficeModelAdmin
from roster.models import (
    ColumnMapping,
    EnrolmentCount,
    Guardian,
    Guardianship,
    Household,
    PersonAct,
    PurgeRecord,
    RetentionRule,
    RosterImport,
    SchoolAlias,
    Student,
)


class ReadOnlyAdmin(OfficeModelAdmin):
    """Rows that services write and nobody edits here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Student)
class StudentAdmin(ReadOnlyAdmin):
    list_display = ("row", "page", "school", "grade", "language", "active", "entered_on", "left_on")
    list_filter = ("active", "grade", "language", "school")
    list_select_related = ("school",)
    search_fields = ("source_id__exact",)
    search_help_text = "The roster's own id, exactly. By name or number: Find a pupil."
    ordering = ("-pk",)

    @admin.display(description="row", ordering="pk")
    def row(self, student: Student) -> int:
        return student.pk

    @admin.display(description="pupil")
    def page(self, student: Student) -> SafeString:
        """The page with the name, whose opening leaves a line."""
        address = reverse("roster:student", args=[student.pk])
        return format_html('<a href="{}">Open pupil {}</a>', address, student.pk)


@admin.register(Guardian)
class GuardianAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "household", "language", "do_not_contact", "active")
    list_filter = ("do_not_contact", "active", "language")
    list_select_related = ("household",)
    search_fields = ("source_id__exact",)
    search_help_text = "The roster's own id, exactly. By e-mail address: Find a pupil."
    ordering = ("-pk",)


@admin.register(Household)
class HouseholdAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "language")
    list_filter = ("language",)
    exclude = ("source_key",)  # districts make it of the address
    ordering = ("-pk",)


@admin.register(Guardianship)
class GuardianshipAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "student", "guardian", "relationship", "court_order", "active")
    list_filter = ("court_order", "active")
    list_select_related = ("student", "guardian")
    ordering = ("-pk",)


@admin.register(EnrolmentCount)
class EnrolmentCountAdmin(ReadOnlyAdmin):
    list_display = ("school", "day", "students")
    list_filter = ("school",)
    list_select_related = ("school",)
    date_hierarchy = "day"


@admin.register(RosterImport)
class RosterImportAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "source", "state", "by", "created_at", "committed_at")
    list_filter = ("state", "source")
    list_select_related = ("by",)


@admin.register(ColumnMapping)
class ColumnMappingAdmin(ReadOnlyAdmin):
    list_display = ("name",)


@admin.register(SchoolAlias)
class SchoolAliasAdmin(OfficeModelAdmin):
    """What was once said of a school's name in files can be said otherwise here."""

    list_display = ("written", "school")
    list_select_related = ("school",)
    search_fields = ("written",)
    deletion_allowed = True


@admin.register(RetentionRule)
class RetentionRuleAdmin(ReadOnlyAdmin):
    list_display = ("what", "days")


@admin.register(PurgeRecord)
class PurgeRecordAdmin(ReadOnlyAdmin):
    list_display = ("what", "counts", "before", "at", "days")
    list_filter = ("what",)


@admin.register(PersonAct)
class PersonActAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "what", "student_number", "guardian_number")
    list_filter = ("what",)
    list_select_related = ("by",)
    search_fields = ("by__email", "student_number__exact")
    search_help_text = "A person's address, or the number of a pupil's row"
