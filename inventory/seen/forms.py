"""Forms that decide on an app seen in use."""

from typing import Any, Final

from django import forms

from inventory.models import SeenApp, SeenState
from inventory.models.seen import REASONED
from inventory.seen.choices import operators_to_choose, products_to_choose
from vendors.models import Operator, Product

OTHER: Final = "other"


class SameForm(forms.Form):
    """Which product of the inventory it is: one that is near, or any other."""

    same = forms.ChoiceField(label="It is the same as", widget=forms.RadioSelect)
    product = forms.ModelChoiceField(
        label="Another app of the inventory", queryset=Product.objects.none(), required=False
    )

    def __init__(self, *args: Any, app: SeenApp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = [(str(one["pk"]), one["name"]) for one in app.near]
        self.fields["same"].choices = [*near, (OTHER, "Another app, chosen below")]  # type: ignore[attr-defined]
        self.fields["same"].initial = near[0][0] if near else OTHER
        self.fields["product"].queryset = products_to_choose()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("same") == OTHER and cleaned.get("product") is None and "product" not in self.errors:
            self.add_error("product", "Choose the app that it is.")
        elif cleaned.get("same") not in (None, OTHER):
            cleaned["product"] = products_to_choose().filter(pk=cleaned["same"]).first()
            if cleaned["product"] is None:
                self.add_error("same", "That app is not there any more: choose another.")
        return cleaned


class DecideForm(forms.Form):
    """What becomes of it, and why."""

    state = forms.ChoiceField(
        label="What becomes of it",
        choices=[
            (SeenState.BLOCKED.value, "Block it: it is not to be used"),
            (SeenState.GENERAL.value, "Made for everyone, not for schools"),
            (SeenState.NOT_AN_APP.value, "No app: nothing to decide, such as a browser or a network name"),
            (SeenState.ASKED.value, "The committee has been asked"),
        ],
        widget=forms.RadioSelect,
    )
    operator = forms.ModelChoiceField(
        label="Its operator, where it is made for everyone",
        queryset=Operator.objects.none(),
        required=False,
        help_text="Chosen: the app is entered in the inventory as made for everyone, with the reason.",
    )
    reason = forms.CharField(
        label="Why",
        widget=forms.Textarea({"rows": 3}),
        required=False,
        max_length=2000,
        help_text="Kept with the decision; needed unless the committee was asked.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["operator"].queryset = operators_to_choose()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") in REASONED and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why: the reason is kept.")
        return cleaned
