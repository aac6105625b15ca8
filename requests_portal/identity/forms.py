"""Forms of who asks. They parse and complain; services decide and write."""

from typing import Any

from django import forms

from requests_portal.identity.services import WAYS
from roster.forms import day_field


class SeenForm(forms.Form):
    """How a person at school was sure."""

    way = forms.ChoiceField(
        label="How you are sure",
        choices=list(WAYS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Say how you are sure."},
    )
    note = forms.CharField(
        label="Where and by whom",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as “at the front office of Lantern School”. Copy no document, and write no number of one.",
        error_messages={"required": "Say where and by whom."},
    )


class ReasonForm(forms.Form):
    """Why; stays in the house."""

    because = forms.CharField(
        label="Why",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the request and shown in the office alone. Name nobody: its clocks keep it too.",
        error_messages={"required": "Say why: the reason is kept."},
    )


class PupilForm(forms.Form):
    """Looking for the pupil by what is on record. Everything given must apply."""

    number = forms.CharField(label="Student number", max_length=60, required=False)
    name = forms.CharField(label="Name", max_length=200, required=False)
    birth_date = day_field("Date of birth", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError("Give a number, a name or a date of birth.")
        return cleaned
