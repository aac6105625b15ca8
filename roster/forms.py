"""Forms of the roster. They parse and complain; services decide and write."""

from typing import Any

from django import forms

from roster.retention import RuleLine
from roster.retention.rules import LONGEST


def day_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class FindForm(forms.Form):
    """What a pupil is searched by. Everything given must apply; nothing given finds nobody."""

    number = forms.CharField(label="Pupil's number", max_length=60, required=False)
    name = forms.CharField(label="Name", max_length=200, required=False)
    birth_date = day_field("Date of birth", required=False)
    guardian_email = forms.EmailField(label="A guardian's e-mail address", max_length=254, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError("Give a number, a name, a date of birth or a guardian's e-mail address.")
        return cleaned


class FlagForm(forms.Form):
    """Why a flag is set or lifted."""

    reason = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="And where the order or the request lies. It is sealed, and shown on the pupil's page alone.",
        error_messages={"required": "Say why, and where the order or the request lies."},
    )


class DayForm(forms.Form):
    """The day whose enrolment is asked for."""

    day = day_field("On", error_messages={"invalid": "Write the day as 2026-03-02."})


class RetentionForm(forms.Form):
    """A number of days for each kind of record; empty: kept."""

    def __init__(self, *args: Any, lines: list[RuleLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            self.fields[line.kind.what] = forms.IntegerField(
                label=line.kind.title,
                required=False,
                initial=line.days,
                min_value=1,
                max_value=LONGEST,
                help_text=f"Days {line.kind.counted}. Empty: nothing is removed.",
            )
