"""Clocks in the office."""

from django.contrib import admin

from deadlines.adminfilters import StandingFilter, WhoseFilter
from deadlines.models import Deadline
from district.office import OfficeModelAdmin


@admin.register(Deadline)
class DeadlineAdmin(OfficeModelAdmin):
    """Read-only: what happens to a clock is an action of its own."""

    list_filter = (StandingFilter, WhoseFilter)
