"""Tasks, contacts, costs and claims in the office's lists. Read-only: each is dealt with in the room."""

from django.contrib import admin

from breaches.models import BreachContact, BreachCost, BreachTask, Claim, Told
from contracts.admin.records import ReadOnlyAdmin


@admin.register(BreachTask)
class BreachTaskAdmin(ReadOnlyAdmin):
    list_display = ("breach", "title", "role", "owner", "due_at", "done_at", "not_needed_because")
    list_filter = (("done_at", admin.EmptyFieldListFilter), "role", "verified")
    list_select_related = ("breach", "owner")
    search_fields = ("breach__number", "title")


@admin.register(BreachContact)
class BreachContactAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "email", "told_at_once", "active")
    list_filter = ("kind", "told_at_once", "active")
    search_fields = ("name", "email")


@admin.register(Told)
class ToldAdmin(ReadOnlyAdmin):
    list_display = ("breach", "role", "name", "address", "at")
    list_filter = ("role",)
    list_select_related = ("breach",)
    search_fields = ("breach__number", "name")


@admin.register(BreachCost)
class BreachCostAdmin(ReadOnlyAdmin):
    list_display = ("breach", "kind", "amount", "what", "spent_on", "entered_by", "taken_back_at")
    list_filter = ("kind", ("taken_back_at", admin.EmptyFieldListFilter))
    list_select_related = ("breach", "entered_by")
    search_fields = ("breach__number", "what")


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    list_display = ("breach", "total", "made_by", "made_at", "sent_how", "sent_at")
    list_select_related = ("breach", "made_by")
    search_fields = ("breach__number",)
