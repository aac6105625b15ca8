"""Forms of an operator's task page."""

from typing import TYPE_CHECKING

from django import forms

from vendors.forms import url_field
from vendors.models import Contact, Operator, Subcontractor

if TYPE_CHECKING:
    OperatorModelForm = forms.ModelForm[Operator]
    ContactModelForm = forms.ModelForm[Contact]
    SubcontractorModelForm = forms.ModelForm[Subcontractor]
else:  # Django's own class takes no parameter at run time
    OperatorModelForm = ContactModelForm = SubcontractorModelForm = forms.ModelForm


class FactsForm(OperatorModelForm):
    """Who the operator is. Its name may change; its permanent address does not."""

    website = url_field(label="Website")
    subcontractors_url = url_field(
        label="Link to the operator's own list of subcontractors",
        help_text="Where it lists them itself. Then none need be entered here.",
    )

    class Meta:
        model = Operator
        fields = ["name", "kind", "business_address", "website", "subcontractors_url", "notes"]
        widgets = {"business_address": forms.Textarea(attrs={"rows": 4}), "notes": forms.Textarea(attrs={"rows": 3})}


class ContactForm(ContactModelForm):
    class Meta:
        model = Contact
        fields = ["name", "position", "email", "telephone", "for_breaches"]


class SubcontractorForm(SubcontractorModelForm):
    class Meta:
        model = Subcontractor
        fields = ["name", "purpose"]
        labels = {"purpose": "What it does with the information"}
