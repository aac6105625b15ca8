"""Forms of followed districts."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from contracts.offerforms import OfferForm
from vendors.models import Operator, Product


class FollowForm(forms.Form):
    address = forms.CharField(
        label="Address of the district's public page",
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text="Such as https://privacy.district.example. Its file for other districts is found there.",
        error_messages={"required": "Enter the address of the district's public page."},
    )


class OperatorForm(forms.Form):
    """Whose offer it is, in this district's own records."""

    operator = forms.ModelChoiceField(
        label="The operator in this district's records",
        queryset=Operator.objects.none(),
        empty_label="Choose an operator",
        error_messages={"required": "Choose the operator, or enter it first under Operators."},
    )

    def __init__(self, *args: Any, operators: QuerySet[Operator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["operator"]
        field.queryset = operators


class AdoptForm(OfferForm):
    """The offer as it is entered here; its schedule may be entered later, from the agreement itself."""

    def __init__(self, *args: Any, products: QuerySet[Product], **kwargs: Any) -> None:
        super().__init__(*args, products=products, **kwargs)
        self.fields["elements"].help_text = (
            "As the other district lists them for its pupils, in its words. Compare them with the agreement's own "
            "schedule of data before you accept."
        )
