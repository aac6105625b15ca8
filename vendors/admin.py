"""Operators and products in the office."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from district.clock import now as clock_now
from district.office import OfficeModelAdmin
from vendors.forms import OperatorForm, ProductForm, ProductRowForm
from vendors.models import Contact, Operator, Product, Subcontractor
from vendors.selectors import operators_counted, products_of
from vendors.services import operator_save, product_save, row_remove, row_save


class ContactInline(admin.TabularInline):
    model = Contact
    extra = 1  # a row to fill without scripts


class SubcontractorInline(admin.TabularInline):
    model = Subcontractor
    extra = 1


class ProductInline(admin.StackedInline):
    model = Product
    form = ProductRowForm
    can_delete = False
    show_change_link = True

    def get_extra(self, request: HttpRequest, obj: Operator | None = None, **kwargs: Any) -> int:
        """An empty product only where there is none yet: further ones are added from the list of products."""
        return 0 if obj is not None and products_of(obj).exists() else 1


@admin.register(Operator)
class OperatorAdmin(OfficeModelAdmin):
    form = OperatorForm
    inlines = (ProductInline, ContactInline, SubcontractorInline)
    list_display = ("name", "kind", "products_link", "agreements_link", "website")
    list_filter = ("kind",)
    search_fields = ("name", "products__name", "contacts__name", "contacts__email", "subcontractors__name")
    search_help_text = "Name, product, contact or subcontractor"
    readonly_fields = ("permanent_address",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Operator]:
        return operators_counted(super().get_queryset(request))

    def get_fields(self, request: HttpRequest, obj: Operator | None = None) -> Any:
        fields = list(OperatorForm.Meta.fields)
        if obj is None:
            return fields
        return [*(name for name in fields if name != "another"), "permanent_address"]

    @admin.display(description="products", ordering="product_count")
    def products_link(self, operator: Any) -> SafeString:
        address = reverse("admin:vendors_product_changelist")
        return format_html('<a href="{}?operator__id__exact={}">{}</a>', address, operator.pk, operator.product_count)

    @admin.display(description="agreements", ordering="agreement_count")
    def agreements_link(self, operator: Any) -> SafeString:
        address = reverse("admin:contracts_agreement_changelist")
        return format_html('<a href="{}?operator__id__exact={}">{}</a>', address, operator.pk, operator.agreement_count)

    @admin.display(description="permanent address")
    def permanent_address(self, operator: Operator) -> str:
        return f"/operators/{operator.slug}/"

    def save_model(self, request: HttpRequest, obj: Operator, form: Any, change: bool) -> None:
        actor: Any = request.user
        operator_save(operator=obj, actor=actor, now=clock_now())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        actor: Any = request.user
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            row_remove(row=row, actor=actor, now=clock_now())
        for row in rows:
            row_save(row=row, actor=actor, now=clock_now())
        formset.save_m2m()


@admin.register(Product)
class ProductAdmin(OfficeModelAdmin):
    form = ProductForm
    list_display = ("name", "operator", "kind", "audience")
    list_filter = ("kind", "general_audience")
    list_select_related = ("operator",)
    search_fields = ("name", "operator__name", "description")
    search_help_text = "Name, operator or description"
    autocomplete_fields = ("operator",)
    readonly_fields = ("permanent_address",)

    def get_fields(self, request: HttpRequest, obj: Product | None = None) -> Any:
        fields = list(ProductForm.Meta.fields)
        if obj is None:
            return fields
        return [*(name for name in fields if name != "another"), "permanent_address"]

    def get_readonly_fields(self, request: HttpRequest, obj: Product | None = None) -> Any:
        """A product stays with its operator: agreements, uses and public entries hang on it."""
        return self.readonly_fields if obj is None else ("operator", *self.readonly_fields)

    @admin.display(description="made for", ordering="general_audience")
    def audience(self, product: Product) -> str:
        return "everyone" if product.general_audience else "schools"

    @admin.display(description="permanent address")
    def permanent_address(self, product: Product) -> str:
        return f"/apps/{product.slug}/"

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        actor: Any = request.user
        product_save(product=obj, actor=actor, now=clock_now())


@admin.register(Contact)
class ContactAdmin(OfficeModelAdmin):
    list_display = ("name", "operator", "position", "email", "for_breaches")
    list_filter = ("for_breaches",)
    list_select_related = ("operator",)
    search_fields = ("name", "email", "operator__name")
    autocomplete_fields = ("operator",)
    deletion_allowed = True


@admin.register(Subcontractor)
class SubcontractorAdmin(OfficeModelAdmin):
    list_display = ("name", "operator", "purpose")
    list_select_related = ("operator",)
    search_fields = ("name", "purpose", "operator__name")
    autocomplete_fields = ("operator",)
    deletion_allowed = True
