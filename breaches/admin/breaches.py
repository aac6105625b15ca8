"""Breaches in the office: the list with its filters; each opens in its own room. What happened to them is read only."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from breaches.models import (
    AffectedChange,
    AffectedList,
    Breach,
    BreachElement,
    BreachFact,
    BreachState,
    Stage,
)
from contracts.admin.records import ReadOnlyAdmin
from contracts.admin.words import status

TONES = {
    Stage.REPORTED: "soon",
    Stage.ASSESSING: "open",
    Stage.DETERMINED: "late",
    Stage.NOT_A_BREACH: "withdrawn",
    Stage.NOTIFYING: "waiting",
    Stage.CLOSED: "done",
}


def room_link(breach: Breach) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("breaches:room", args=[breach.pk]), breach)


@admin.register(Breach)
class BreachAdmin(ReadOnlyAdmin):
    list_display = ("room", "operator", "state_word", "affected_total", "created_at", "drill")
    list_display_links = None
    list_filter = ("state", "drill", "reported_by", "created_at")
    search_fields = ("number", "title", "operator__name", "what_happened")
    list_select_related = ("operator",)
    date_hierarchy = "created_at"

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A breach is dealt with in its room."""
        if not object_id.isdigit():
            return super().change_view(request, object_id, *args, **kwargs)
        return HttpResponseRedirect(reverse("breaches:room", args=[object_id]))

    @admin.display(description="breach", ordering="ordinal")
    def room(self, breach: Breach) -> SafeString:
        return room_link(breach)

    @admin.display(description="state", ordering="state")
    def state_word(self, breach: Breach) -> SafeString:
        return status(TONES[Stage(breach.state)], breach.get_state_display())


class OfBreachAdmin(ReadOnlyAdmin):
    """Rows of a breach, each with the way to its room."""

    list_display_links = None
    list_select_related: ClassVar[Any] = ("breach",)

    @admin.display(description="breach", ordering="breach__ordinal")
    def room(self, row: Any) -> SafeString:
        return room_link(row.breach)


@admin.register(BreachFact)
class BreachFactAdmin(OfBreachAdmin):
    list_display = ("room", "kind", "at", "stated_by", "struck", "entered_by", "entered_at")
    list_filter = ("kind", "struck", "entered_at")
    search_fields = ("breach__number", "breach__title", "stated_by", "note")
    list_select_related = ("breach", "entered_by")


@admin.register(BreachElement)
class BreachElementAdmin(OfBreachAdmin):
    list_display = ("room", "element", "element_class", "added_by", "added_at")
    list_filter = ("element_class",)
    search_fields = ("breach__number", "breach__title", "element__name")
    list_select_related = ("breach", "element", "added_by")


@admin.register(BreachState)
class BreachStateAdmin(OfBreachAdmin):
    list_display = ("room", "state", "at", "actor", "reason")
    list_filter = ("state", "at")
    search_fields = ("breach__number", "breach__title", "actor", "reason")


@admin.register(AffectedChange)
class AffectedChangeAdmin(OfBreachAdmin):
    list_display = ("room", "kind", "how", "what", "pupils", "by", "at")
    list_filter = ("kind", "how", "at")
    search_fields = ("breach__number", "breach__title", "what", "because")
    list_select_related = ("breach", "by")


@admin.register(AffectedList)
class AffectedListAdmin(OfBreachAdmin):
    list_display = ("page", "room", "state", "rows_read", "by", "at")
    list_filter = ("state", "at")
    search_fields = ("breach__number", "breach__title", "file_name", "sha256")
    list_select_related = ("breach", "by")
    exclude = ("sealed_key", "claimed_at", "attempts")

    @admin.display(description="list", ordering="file_name")
    def page(self, source: AffectedList) -> SafeString:
        address = reverse("breaches:list-page", args=[source.breach_id, source.pk])
        return format_html('<a href="{}">{}</a>', address, source.file_name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AffectedList]:
        return super().get_queryset(request).defer("sealed_key")
