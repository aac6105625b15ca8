"""The form that decides on a proposed end of use."""

from typing import Any

from django import forms


class EndForm(forms.Form):
    """Ends, and when; or goes on. `ends_on` of the cleaned data is None where it goes on."""

    decision = forms.ChoiceField(
        label="Decision",
        choices=[("end", "The use ends"), ("keep", "The use goes on")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the use ends."},
    )
    ends_on = forms.DateField(
        label="Last day of use",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Where the use ends.",
    )
    reason = forms.CharField(
        label="Why",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why: the reason is kept in the audit trail."},
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("decision") == "end" and not values.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", "Give the last day of use.")
        if values.get("decision") == "keep":
            values["ends_on"] = None
        return values
