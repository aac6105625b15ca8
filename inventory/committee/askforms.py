"""The form by which staff ask for an app."""

from typing import TYPE_CHECKING, Any, Final

from django import forms

from district.grades import GRADES
from inventory.models import AppRequest, DataElement
from vendors.models import Product

if TYPE_CHECKING:
    AskModelForm = forms.ModelForm[AppRequest]
else:
    AskModelForm = forms.ModelForm

FIELDS: Final = (
    *("product_name", "operator_name", "website", "purpose", "content_area", "lowest_grade", "highest_grade"),
    *("school", "under_13", "elements", "data_note", "need_by"),
)


class AskForm(AskModelForm):
    """What is wanted, what for, for whom, with which information of pupils, and by when."""

    website = forms.URLField(label="Website", required=False, max_length=200, assume_scheme="https")
    product = forms.ModelChoiceField(queryset=Product.objects.all(), required=False, widget=forms.HiddenInput)

    class Meta:
        model = AppRequest
        fields = (*FIELDS, "product")
        widgets = {
            "purpose": forms.Textarea({"rows": 4}),
            "data_note": forms.Textarea({"rows": 2}),
            "under_13": forms.RadioSelect,
            "elements": forms.CheckboxSelectMultiple,
            "need_by": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {
            "content_area": "Subject",
            "lowest_grade": "From grade",
            "highest_grade": "To grade",
            "need_by": "Needed by",
            "under_13": "Students under 13 will use it",
            "data_note": "What else it asks of students",
            "elements": "What it asks or shows of students",
        }
        help_texts = {"elements": "As far as you know; the privacy office looks at it too."}
        error_messages = {
            "product_name": {"required": "Write the name of the app."},
            "purpose": {"required": "Write what it is wanted for."},
            "lowest_grade": {"required": "Choose the lowest grade."},
            "highest_grade": {"required": "Choose the highest grade."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pupils = DataElement.objects.filter(about_staff=False).order_by("group", "name")
        self.fields["elements"].queryset = pupils  # type: ignore[attr-defined]
        self.fields["school"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        low, high = given.get("lowest_grade"), given.get("highest_grade")
        if low in GRADES and high in GRADES and GRADES.index(low) > GRADES.index(high):
            self.add_error("highest_grade", "The lowest grade comes after the highest.")
        return given

    def values(self) -> dict[str, Any]:
        """What the service takes, besides the kinds of information."""
        return {name: self.cleaned_data[name] for name in (*FIELDS, "product") if name != "elements"}
