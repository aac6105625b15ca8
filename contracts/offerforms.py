"""Forms of general offers."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from contracts.forms import SignerForm
from district.statenames import STATE_NAMES
from vendors.models import Product

DAY = {"type": "date"}
STATES = sorted(STATE_NAMES.items(), key=lambda row: row[1])


class LinesField(forms.CharField):
    """One name a line; cleaned to a list of names, each once."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in str(super().to_python(value) or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """The length was bounded before the lines were parted."""


class OfferForm(forms.Form):
    """What the offer says, as it says it; and the products of this district that it is to cover."""

    originating_district = forms.CharField(label="The district that it was made with", max_length=200)
    originating_state = forms.ChoiceField(label="Its state", choices=STATES)
    version = forms.CharField(label="Version", max_length=60, help_text="As the offer names it, such as 2.1.")
    offered_on = forms.DateField(label="Dated", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    expires_on = forms.DateField(
        label="Can be accepted until",
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text="The last day that the offer names.",
    )
    product_names = LinesField(
        label="Products that the offer names, one a line",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the products as the offer names them."},
    )
    elements = LinesField(
        label="Kinds of information in its schedule of data, one a line",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="In the names of this district's inventory: they are compared with what is in use.",
        error_messages={"required": "Write the kinds of information that the offer's schedule lists."},
    )
    source = forms.CharField(
        label="Where it was found",
        max_length=300,
        required=False,
        help_text="Such as the operator's page, or a person.",
    )
    products = forms.ModelMultipleChoiceField(
        label="Products that this district takes",
        queryset=Product.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one product."},
    )
    starts_on = forms.DateField(label="It is to begin here on", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label="It ends on",
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text="Empty: no fixed end.",
    )

    def __init__(self, *args: Any, products: QuerySet[Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["products"]
        field.queryset = products

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self._ordered(
            values, "offered_on", "expires_on", "The offer ends before it was made. Correct one of the two dates."
        )
        self._ordered(values, "starts_on", "ends_on", "The term ends before it begins. Correct one of the two dates.")
        return values

    def _ordered(self, values: dict[str, Any], first: str, last: str, problem: str) -> None:
        if values.get(first) and values.get(last) and values[last] < values[first]:
            self.add_error(last, problem)


class ExceptionForm(forms.Form):
    reason = forms.CharField(
        label="Why the offer may be accepted all the same",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It stands with your name on the page that is signed.",
        error_messages={"required": "Write why the offer may be accepted all the same: it stands with your name."},
    )


class AcceptForm(SignerForm):
    """When the page was signed, by whom, and the page itself."""

    file = forms.FileField(
        label="The signed page",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        help_text="PDF with text, or Word. It is kept beside the agreement; the agreement itself is what gets posted.",
        error_messages={"required": "Choose the file of the signed page."},
    )
