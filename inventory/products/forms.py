"""Forms of a product's task page: what it is, what for, and what it holds."""

from typing import TYPE_CHECKING, Any

from django import forms

from inventory.models import DataElement, ElementDraft, ElementUse, ProductUse
from inventory.products.drafts import FIELDS, WORDS
from vendors.forms import url_field
from vendors.models import Product

if TYPE_CHECKING:
    ProductModelForm = forms.ModelForm[Product]
    UseModelForm = forms.ModelForm[ProductUse]
    ElementModelForm = forms.ModelForm[ElementUse]
    DraftModelForm = forms.ModelForm[ElementDraft]
else:  # Django's own class takes no parameter at run time
    ProductModelForm = UseModelForm = ElementModelForm = DraftModelForm = forms.ModelForm

LABELS = {
    "how_used": "How it is used",
    "how_used_es": "How it is used, in Spanish",
    "disclosed_to": "To whom it is disclosed",
    "disclosed_to_es": "To whom it is disclosed, in Spanish",
    "purpose": "For what purpose",
    "purpose_es": "For what purpose, in Spanish",
}


def short(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def day_field(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class FactsForm(ProductModelForm):
    """What a product is, for families and for the office."""

    website = url_field(label="Website")

    class Meta:
        model = Product
        fields = [
            "name", "kind", "description", "description_es", "website", "sign_in", "data_location", "data_location_es",
        ]  # fmt: skip
        labels = {
            "description": "What it is, for families",
            "description_es": "The same in Spanish",
            "data_location": "Where the data is",
            "data_location_es": "Where the data is, in Spanish",
        }
        widgets = {"description": short(3), "description_es": short(3)}


class AudienceForm(ProductModelForm):
    """Made for everyone, with the reason: such a product may be left out of the inventory."""

    class Meta:
        model = Product
        fields = ["general_audience", "general_audience_reason"]
        labels = {
            "general_audience": "It is made for everyone, not for schools: leave it out of the public inventory",
            "general_audience_reason": "Why it counts as made for everyone",
        }
        widgets = {"general_audience_reason": short(3)}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("general_audience") and not values.get("general_audience_reason", "").strip():
            self.add_error("general_audience_reason", "Say why it counts as made for everyone: the reason is kept.")
        return values


class UseForm(UseModelForm):
    """What a product is used for, by whom, where and since when."""

    in_use_since = day_field("In use since")
    ended_on = day_field("Last day of use", "Empty while it is in use.")

    class Meta:
        model = ProductUse
        fields = [
            "purpose", "purpose_es", "content_area", "lowest_grade", "highest_grade", "schools", "users_under_13",
            "under_13_consent", "in_use_since", "ended_on",
        ]  # fmt: skip
        labels = {
            "purpose": "What it is used for, in plain words",
            "purpose_es": "The same in Spanish",
            "content_area": "Subject or area",
            "lowest_grade": "From grade",
            "highest_grade": "To grade",
            "users_under_13": "Is it used by children under 13?",
            "under_13_consent": "Who consents for children under 13, and how",
        }
        widgets = {
            "purpose": short(3),
            "purpose_es": short(3),
            "under_13_consent": short(),
            "schools": forms.CheckboxSelectMultiple,
            "users_under_13": forms.RadioSelect,
        }


class ElementForm(ElementModelForm):
    """One kind of information of a product: what is done with it, to whom it goes and why."""

    class Meta:
        model = ElementUse
        fields = list(FIELDS)
        labels = LABELS
        widgets = {name: short() for name in WORDS}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("disclosed") and not values.get("disclosed_to", "").strip():
            self.add_error("disclosed_to", "It is disclosed: say to whom.")
        return values


class DraftForm(DraftModelForm):
    """One proposal on the page of proposals. It may be saved half done; confirming asks for what is missing."""

    confirm = forms.BooleanField(label="These words are right: confirm them", required=False)
    discard = forms.BooleanField(label="It does not hold this: take the proposal back", required=False)

    class Meta:
        model = ElementDraft
        fields = list(FIELDS)
        labels = LABELS
        widgets = {name: short() for name in WORDS}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("confirm") and values.get("discard"):
            self.add_error("discard", "Either confirm it or take it back.")
        if not values.get("confirm") or values.get("discard"):
            return values
        for name, words in (("how_used", "how it is used"), ("purpose", "for what purpose")):
            if not values.get(name, "").strip():
                self.add_error(name, f"Say {words} before you confirm it.")
        if values.get("disclosed") and not values.get("disclosed_to", "").strip():
            self.add_error("disclosed_to", "It is disclosed: say to whom.")
        return values


class ProposeForm(forms.Form):
    """Which kinds of information a product holds, or another product to begin with."""

    elements = forms.ModelMultipleChoiceField(queryset=DataElement.objects.none(), required=False)
    like = forms.ModelChoiceField(
        label="Or begin with what another product holds",
        queryset=ProductUse.objects.none(),
        required=False,
        empty_label="none",
    )

    def __init__(self, *args: Any, elements: Any, like: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["elements"].queryset = elements  # type: ignore[attr-defined]
        self.fields["like"].queryset = like  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("elements") and not values.get("like"):
            raise forms.ValidationError("Tick what the product holds, or choose a product to begin with.")
        return values


class RemoveForm(forms.Form):
    """Why a kind of information is taken off the product."""

    reason = forms.CharField(label="Why", max_length=300, widget=short(), help_text="Kept in the audit trail.")
