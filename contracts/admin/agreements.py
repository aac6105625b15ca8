"""Agreements in the office: the list, and the record's form."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contracts.admin.findingfilters import LawFilter, OperatorFilter, ProvisionFilter, VerdictFilter
from contracts.admin.words import status
from contracts.models import Agreement, AgreementState
from contracts.people import reviewers
from contracts.presenters import STATE_TONES
from contracts.selectors import agreements_listed
from contracts.services import agreement_save
from contracts.services.agreements import agreement_dates_check, products_check
from contracts.standing import standing_of
from contracts.views.common import office_render
from district.clock import now as clock_now
from district.office import OfficeModelAdmin
from vendors.models import Operator, Product
from vendors.selectors import operators_visible_to, products_of

if TYPE_CHECKING:
    AgreementModelForm = forms.ModelForm[Agreement]
else:  # Django's own class takes no parameter at run time
    AgreementModelForm = forms.ModelForm


class AgreementForm(AgreementModelForm):
    """The record of an agreement. Products are those of its operator, which the form is opened with."""

    products = forms.ModelMultipleChoiceField(
        queryset=Product.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,  # the sentence below says more than "this field is required"
        help_text="What the agreement covers. A product that is not here yet is entered with its operator first.",
    )

    class Meta:
        model = Agreement
        fields = [
            "title", "kind", "products", "starts_on", "ends_on", "renews", "notice_days", "amended_on",
            "offered_until", "reviewer", "description", "notes",
        ]  # fmt: skip
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("starts_on", "ends_on", "amended_on", "offered_until")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "products" in self.fields:
            products: Any = self.fields["products"]
            products.queryset = products_of(self.instance.operator)
        if "reviewer" in self.fields:
            reviewer: Any = self.fields["reviewer"]
            reviewer.queryset = reviewers()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in ("starts_on", "ends_on", "notice_days", "amended_on", "offered_until"):
            if name in values:
                setattr(self.instance, name, values[name])
        self._ask(lambda: agreement_dates_check(self.instance))
        if "products" in values:
            self._ask(lambda: products_check(self.instance, list(values["products"])))
        return values

    def _ask(self, rule: Any) -> None:
        try:
            rule()
        except forms.ValidationError as problems:
            self.add_error(None, problems)


class EndingFilter(admin.SimpleListFilter):
    """Agreements by when their term ends."""

    title = "term"
    parameter_name = "term"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("60", "ends within 60 days"), ("over", "has ended"), ("open", "no fixed end")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        today = timezone.localtime(clock_now()).date()  # in the district's zone: DistrictTimeMiddleware sets it
        if self.value() == "60":
            return queryset.filter(ends_on__gte=today, ends_on__lte=today + timedelta(days=60))
        if self.value() == "over":
            return queryset.filter(ends_on__lt=today)
        return queryset.filter(ends_on=None) if self.value() == "open" else queryset


@admin.register(Agreement)
class AgreementAdmin(OfficeModelAdmin):
    form = AgreementForm
    list_display = ("page", "operator", "state_word", "kind", "term", "next_clock")
    list_display_links = None
    list_filter = (
        LawFilter, ProvisionFilter, VerdictFilter, OperatorFilter, "state", EndingFilter, "kind", "renews",
    )  # fmt: skip
    search_fields = ("title", "operator__name", "products__name")
    search_help_text = "Title, operator or product"
    date_hierarchy = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        return agreements_listed(super().get_queryset(request))

    @admin.display(description="agreement", ordering="title")
    def page(self, agreement: Agreement) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("contracts:agreement", args=[agreement.pk]), agreement.title)

    @admin.display(description="state", ordering="state")
    def state_word(self, agreement: Agreement) -> SafeString:
        if agreement.state != AgreementState.SIGNED:
            return status(STATE_TONES[agreement.state], agreement.get_state_display())
        standing = standing_of(agreement, timezone.localtime(clock_now()).date())
        return status(standing.tone, standing.words)

    @admin.display(description="term", ordering="ends_on")
    def term(self, agreement: Agreement) -> str:
        begins = f"{agreement.starts_on.day} {agreement.starts_on:%b %Y}"
        return (
            f"{begins} – {agreement.ends_on.day} {agreement.ends_on:%b %Y}" if agreement.ends_on else f"from {begins}"
        )

    @admin.display(description="next clock", ordering="next_due_at", empty_value="none")
    def next_clock(self, agreement: Any) -> SafeString | None:
        if agreement.next_due_at is None:
            return None
        late = agreement.next_due_at <= clock_now()
        day = f"{agreement.next_last_day.day} {agreement.next_last_day:%b %Y}"
        return status("late" if late else "open", f"{'late since' if late else 'by'} {day}")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """First the operator, then the form with that operator's products: works without scripts."""
        if self.has_add_permission(request) and _operator_asked(request) is None:
            return _operator_chosen_first(request)
        return super().add_view(request, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Agreement | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        operator = None if obj is not None else _operator_asked(request)
        if operator is None:
            return form

        class OfOperator(form):  # type: ignore[misc,valid-type]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                kwargs["instance"] = Agreement(operator=operator)
                super().__init__(*args, **kwargs)

        return OfOperator

    def save_model(self, request: HttpRequest, obj: Agreement, form: Any, change: bool) -> None:
        actor: Any = request.user
        agreement_save(agreement=obj, products=form.cleaned_data["products"], actor=actor, now=clock_now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Products were written by the service, with the agreement."""

    def response_add(self, request: HttpRequest, obj: Agreement, post_url_continue: str | None = None) -> HttpResponse:
        self.message_user(request, "The agreement is entered. Now upload its file.")
        return HttpResponseRedirect(reverse("contracts:agreement", args=[obj.pk]))

    def response_change(self, request: HttpRequest, obj: Agreement) -> HttpResponse:
        self.message_user(request, "The record was changed.")
        return HttpResponseRedirect(reverse("contracts:agreement", args=[obj.pk]))


def _operator_asked(request: HttpRequest) -> Operator | None:
    """The operator that the address names, where the person may see it."""
    value = request.GET.get("operator", "")
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        return None
    user: Any = request.user
    return operators_visible_to(user).filter(pk=value).first()


def _operator_chosen_first(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    words = request.GET.get("q", "").replace("\x00", "").strip()
    operators = operators_visible_to(user).order_by("name")
    if words:
        operators = operators.filter(name__icontains=words)
    found = list(operators[:51])
    return office_render(
        request,
        "staff/contracts/choose_operator.html",
        title="Whose agreement is it?",
        operators=found[:50],
        more=len(found) > 50,
        words=words,
    )
