"""Forms of operators and products. A name that is nearly there already is asked about once, then taken."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms

from vendors.models import Operator, Product
from vendors.selectors import NearName, operator_names_near, product_names_near

if TYPE_CHECKING:
    OperatorModelForm = forms.ModelForm[Operator]
    ProductModelForm = forms.ModelForm[Product]
else:  # Django's own class takes no parameter at run time
    OperatorModelForm = ProductModelForm = forms.ModelForm

ANOTHER = "another"


def another_field() -> forms.BooleanField:
    return forms.BooleanField(label="It is another one: enter it all the same", required=False)


def url_field(**options: Any) -> forms.URLField:
    return forms.URLField(
        required=False, assume_scheme="https", widget=forms.URLInput(attrs={"class": "vURLField"}), **options
    )


def another_hidden_until_asked(form: forms.BaseForm) -> None:
    """The tick is there only after the question, or while it is ticked."""
    if ANOTHER in form.fields and not form.data.get(form.add_prefix(ANOTHER)):
        form.fields[ANOTHER].widget = forms.HiddenInput()


def near_names_asked(form: Any, name: str, near: Callable[[], list[NearName]]) -> None:
    """Ask once before a second row with nearly the same name is made. The very same name is the model's own error."""
    if form.instance.pk is not None or not name or form.data.get(form.add_prefix(ANOTHER)):
        return
    found = near()
    if not found or any(entry.name.lower() == name.lower() for entry in found):
        return
    form.fields[ANOTHER].widget = forms.CheckboxInput()
    names = ", ".join(f"“{entry.name}”" for entry in found)
    form.add_error("name", f"Nearly the same name is there already: {names}. Use it, or tick that this is another.")


class ProductRowForm(ProductModelForm):
    """A product as a row of its operator's form."""

    website = url_field()

    class Meta:
        model = Product
        fields = ["name", "kind", "description", "website", "general_audience", "general_audience_reason"]


class OperatorForm(OperatorModelForm):
    another = another_field()
    website = url_field()
    subcontractors_url = url_field(
        label="Link to the operator's list of subcontractors", help_text="Where the operator lists them itself."
    )

    class Meta:
        model = Operator
        fields = ["name", "another", "kind", "business_address", "website", "subcontractors_url", "notes"]
        widgets = {"business_address": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        another_hidden_until_asked(self)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        name = values.get("name", "")
        near_names_asked(self, name, lambda: operator_names_near(name))
        return values


class ProductForm(ProductModelForm):
    another = another_field()
    website = url_field()

    class Meta:
        model = Product
        fields = [
            "operator", "name", "another", "kind", "description", "description_es", "website", "sign_in",
            "data_location", "data_location_es", "general_audience", "general_audience_reason",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        another_hidden_until_asked(self)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        name, operator = values.get("name", ""), values.get("operator")
        if operator is not None:
            near_names_asked(self, name, lambda: product_names_near(name, operator))
        return values
