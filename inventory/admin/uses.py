"""What is in use, in the privacy office: what each product holds, and what is still unexplained."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from district.grades import grades_in_words
from district.office import OfficeModelAdmin
from district.templatetags.words import day_in_words
from inventory.endviews import end_decide
from inventory.models import ElementUse, ProductUse
from inventory.selectors import gap_of, uses_incomplete
from inventory.standing import (
    standing_in_words,
    use_standing,
    uses_standing,
    uses_with_standing,
    uses_without_agreement,
)
from inventory.today import today


class ElementUseInline(admin.StackedInline):
    """The kinds of information of one product, each with its plain explanation."""

    model = ElementUse
    extra = 0
    autocomplete_fields = ["element"]
    verbose_name = "kind of information"
    verbose_name_plural = "kinds of information"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "element",
                    ("collected", "maintained", "disclosed"),
                    "how_used",
                    "how_used_es",
                    "purpose",
                    "purpose_es",
                    "disclosed_to",
                    "disclosed_to_es",
                ]
            },
        )
    ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 2
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[ElementUse]:
        return super().get_queryset(request).select_related("element", "use__product")


class CompleteFilter(admin.SimpleListFilter):
    """Products whose public entry would lack something that the law asks."""

    title = "explanation"
    parameter_name = "complete"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("no", "something is missing"), ("yes", "complete")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ProductUse]) -> QuerySet[ProductUse]:
        short = uses_incomplete(today()).values("pk")
        if self.value() == "no":
            return queryset.filter(pk__in=short)
        return queryset.exclude(pk__in=short) if self.value() == "yes" else queryset


class AgreementFilter(admin.SimpleListFilter):
    """Products by how the agreement that speaks for them stands today."""

    title = "agreement"
    parameter_name = "agreement"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [
            ("missing", "in use without one in force"),
            ("in_force", "in force"),
            ("not_begun", "signed, not begun"),
            ("expired", "expired"),
            ("void", "void"),
            ("ended", "ended"),
            ("none", "none signed"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ProductUse]) -> QuerySet[ProductUse]:
        if self.value() == "missing":
            return uses_without_agreement(queryset, today())
        known = {str(code) for code, _ in self.lookup_choices}
        return uses_standing(queryset, self.value()) if self.value() in known else queryset


class HoldsFilter(admin.RelatedFieldListFilter):
    """Products that hold one kind of information."""

    def has_output(self) -> bool:
        return False  # reached from a kind of information; fifty of them would drown the other filters


@admin.register(ProductUse)
class ProductUseAdmin(OfficeModelAdmin):
    list_display = ["product", "operator", "content_area", "grade_range", "kinds", "agreement", "proposal", "ended_on"]
    list_filter = [AgreementFilter, CompleteFilter, "content_area", "schools", ("ended_on", admin.EmptyFieldListFilter)]
    list_filter += [("end_proposed_on", admin.EmptyFieldListFilter), ("elements__element", HoldsFilter)]
    search_fields = ["product__name", "product__operator__name", "purpose", "content_area"]
    autocomplete_fields = ["product"]
    filter_horizontal = ["schools"]
    inlines = [ElementUseInline]
    readonly_fields = ["still_missing", "proposal"]
    list_select_related = ["product__operator"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "still_missing",
                    "product",
                    "purpose",
                    "purpose_es",
                    "content_area",
                    ("lowest_grade", "highest_grade"),
                    "users_under_13",
                    "under_13_consent",
                ]
            },
        ),
        ("Where and since when", {"fields": ["schools", ("in_use_since", "ended_on"), "proposal"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProductUse]:
        uses = super().get_queryset(request).annotate(kinds_counted=Count("elements"))
        return uses_with_standing(uses, today())

    @admin.display(ordering="standing_code")
    def agreement(self, use: ProductUse) -> SafeString:
        """In force until, expired, void, none: of the agreement that speaks for the product."""
        word, more = standing_in_words(standing := use_standing(use))
        pill = render_to_string("components/status.html", {"tone": standing.tone, "text": word})
        return format_html('{}<br><span class="dp-hint">{}</span>', mark_safe(pill), more)  # noqa: S308 - escaped there

    def get_urls(self) -> list[Any]:
        decide = self.admin_site.admin_view(end_decide)
        return [path("<int:pk>/end/", decide, name="inventory_productuse_end"), *super().get_urls()]

    @admin.display(description="end of use", ordering="end_proposed_on", empty_value="not proposed")
    def proposal(self, use: ProductUse) -> SafeString | None:
        """Where an end is proposed: since when, and the way to decide."""
        if use.end_proposed_on is None:
            return None
        address = reverse("admin:inventory_productuse_end", args=[use.pk])
        return format_html('<a href="{}">proposed on {}: decide</a>', address, day_in_words(use.end_proposed_on))

    @admin.display(ordering="product__operator__name")
    def operator(self, use: ProductUse) -> str:
        return use.product.operator.name

    @admin.display(description="grades")
    def grade_range(self, use: ProductUse) -> str:
        return grades_in_words(use.lowest_grade, use.highest_grade)

    @admin.display(description="kinds of information", ordering="kinds_counted")
    def kinds(self, use: ProductUse) -> int:
        return use.kinds_counted  # type: ignore[attr-defined]

    @admin.display(description="still missing")
    def still_missing(self, use: ProductUse) -> str:
        """What the public page would lack about this product."""
        gap = gap_of(use.product, use) if use.pk else None
        return ", ".join(gap.lacks).capitalize() if gap else "Nothing: the explanation is complete."
