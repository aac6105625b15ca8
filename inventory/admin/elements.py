"""Kinds of information in the privacy office."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from district import clock
from district.office import OfficeModelAdmin
from inventory.models import DataElement
from inventory.selectors import elements_counted
from inventory.services import element_save
from inventory.today import today


@admin.register(DataElement)
class DataElementAdmin(OfficeModelAdmin):
    list_display = ["name", "group", "element_class", "about_staff", "products", "own_words"]
    list_filter = ["group", "element_class", "about_staff"]
    search_fields = ["name", "group", "explanation"]
    readonly_fields = ["used_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataElement]:
        return elements_counted(super().get_queryset(request), today())

    def save_model(self, request: HttpRequest, obj: DataElement, form: Any, change: bool) -> None:
        element_save(element=obj, actor=request.user, now=clock.now())  # type: ignore[arg-type]

    @admin.display(description="products", ordering="products_counted")
    def products(self, element: DataElement) -> int:
        return element.products_counted  # type: ignore[attr-defined]

    @admin.display(description="used by")
    def used_by(self, element: DataElement) -> str:
        address = f"{reverse('admin:inventory_productuse_changelist')}?elements__element__id__exact={element.pk}"
        return format_html('<a href="{}">the products that hold it</a>', address) if element.pk else ""
