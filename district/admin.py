"""The district's own records in the office."""

from django.contrib import admin

from district.models import Closure, School
from district.office import OfficeModelAdmin


@admin.register(School)
class SchoolAdmin(OfficeModelAdmin):
    list_display = ("name", "code", "lowest_grade", "highest_grade", "enrolment")
    search_fields = ("name", "code")


@admin.register(Closure)
class ClosureAdmin(OfficeModelAdmin):
    list_display = ("day", "name", "source")
    search_fields = ("name", "source")
    date_hierarchy = "day"
    deletion_allowed = True
