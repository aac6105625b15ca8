"""Forms of the office's pages about publishing."""

from datetime import date
from typing import Any

from django import forms


class DayForm(forms.Form):
    """A day that is not in the future, and optionally one app."""

    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The page is shown as it stood at the end of that day.",
        error_messages={"required": "Choose a day.", "invalid": "Enter a day such as 2026-07-31."},
    )
    app = forms.SlugField(required=False, widget=forms.HiddenInput, max_length=240)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError("That day has not come yet. Choose today or a day before.")
        return day
