"""Forms of the register."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from district.forms import ModelForm
from district.models import User
from inventory.disclosures.cover import Lawful
from inventory.disclosures.selectors import agreements_choosable, elements_choosable, operators_choosable
from inventory.models import Disclosure


class ElementsField(forms.ModelMultipleChoiceField):
    """Kinds of information, each after its group."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.group}: {obj.name}"


class DisclosureForm(ModelForm):
    """One recipient: who, what, what for, and what covers it."""

    elements = ElementsField(
        queryset=None,
        label="Kinds of information",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick what is given: at least one kind."},
    )
    exception = forms.ChoiceField(label="Lawful exception, where there is no agreement", required=False)
    document = forms.FileField(
        label="The exception's document",
        required=False,
        help_text="Such as the court's order or the letter that asked. Without it the entry counts as lacking one.",
    )

    class Meta:
        model = Disclosure
        fields = (
            *("recipient", "recipient_kind", "operator", "address", "purpose", "elements", "students_counted", "how"),
            *("first_on", "agreement", "exception", "exception_reason"),
        )
        widgets = {
            "first_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "address": forms.Textarea(attrs={"rows": 3}),
            "exception_reason": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, user: User, offered: list[Lawful], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["elements"].queryset = elements_choosable()
        fields["operator"].queryset = operators_choosable()
        fields["agreement"].queryset = agreements_choosable(user)
        choices = [(one.key, f"{one.text} ({one.citation})") for one in offered]
        kept = self.instance.exception
        if kept and kept not in dict(choices):
            choices.append((kept, f"{self.instance.exception_words} ({self.instance.exception_citation})"))
        fields["exception"].choices = [("", "None"), *choices]
        if self.instance.pk:
            self.initial["elements"] = list(self.instance.elements.values_list("pk", flat=True))

    def clean(self) -> dict[str, Any]:
        """One cover at most, and an exception with its reason."""
        values = super().clean() or {}
        if values.get("agreement") and values.get("exception"):
            raise ValidationError("Name the agreement or the exception, not both.")
        if values.get("exception") and not (values.get("exception_reason") or "").strip():
            self.add_error("exception_reason", "Say why the exception holds: the reason is kept.")
        return values


class EndForm(forms.Form):
    """Nothing is given any more."""

    ended_on = forms.DateField(label="No longer given since", widget=forms.DateInput(attrs={"type": "date"}))
    because = forms.CharField(label="Why", max_length=300)
