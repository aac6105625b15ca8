"""Forms of copies. They parse and complain; services decide and write."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from district.filefields import ManyFilesField
from requests_portal.models import Outcome, RequestFile

MOST_AT_ONCE = 50
NOT_ELECTRONIC = "Say why it is not held electronically and why making it so would be unduly burdensome."
NOT_YET = ""
OUTCOMES = [
    (Outcome.GRANTED, "Yes: this is everything that was asked for"),
    (Outcome.PARTLY, "In part: the rest was refused, or does not exist"),
    (NOT_YET, "Not yet: more follows"),
]


class AddFilesForm(forms.Form):
    """Files and whose answer they are; `holders` are (task id, name)."""

    # An empty one is kept in the list: the service says of each file why it is refused.
    uploads = ManyFilesField(
        most=MOST_AT_ONCE,
        too_many="At most %(most)d files at once.",
        allow_empty_file=True,
        label="Files",
        help_text="PDF where you can: in other kinds nothing can be hidden here.",
        error_messages={"required": "Choose at least one file."},
    )
    holder = forms.TypedChoiceField(label="From whom they came", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, holders: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["holder"]
        field.choices = [("", "the district’s own files"), *holders]  # type: ignore[attr-defined]
        if not holders:
            del self.fields["holder"]


class OneFileForm(forms.Form):
    file = forms.FileField(
        label="The PDF printed from it", allow_empty_file=True, error_messages={"required": "Choose the PDF."}
    )


class NamesForm(forms.Form):
    names = forms.CharField(
        label="Names to look for",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One on each line, besides the pupils of the roster, who are looked for anyway.",
    )

    def typed(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()][:100]


def _percent(label: str) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
        error_messages={"required": f"Give the {label.lower()} in percent of the page."},
    )


class BoxForm(forms.Form):
    """A box on a page by its edges, in percent of the page from its top left."""

    page = forms.IntegerField(min_value=1, max_value=100_000, widget=forms.HiddenInput)
    left = _percent("Left edge")
    top = _percent("Top edge")
    right = _percent("Right edge")
    bottom = _percent("Bottom edge")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for low, high in (("left", "right"), ("top", "bottom")):
            if low in values and high in values and values[low] >= values[high]:
                self.add_error(high, f"The {high} edge lies after the {low} edge.")
        return values

    def shares(self) -> tuple[float, float, float, float]:
        left, top, right, bottom = (self.cleaned_data[name] / 100 for name in ("left", "top", "right", "bottom"))
        return left, top, right, bottom


class WordsForm(forms.Form):
    words = forms.CharField(
        label="Words to hide", max_length=300, help_text="Every place where they stand whole is hidden."
    )


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Does this answer the request?",
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        required=False,
        initial=Outcome.GRANTED,
    )


class ChosenFilesForm(forms.Form):
    """Files that may be given, all ticked beforehand."""

    given = forms.TypedMultipleChoiceField(
        label="Files",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one file."},
    )

    def __init__(self, *args: Any, choices: Sequence[RequestFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.files_known = {file.pk: file for file in choices}
        field = self.fields["given"]
        field.choices = [(file.pk, file_words(file)) for file in choices]  # type: ignore[attr-defined]
        field.initial = [file.pk for file in choices]

    def chosen(self) -> list[RequestFile]:
        return [self.files_known[pk] for pk in self.cleaned_data["given"] if pk in self.files_known]


def file_words(file: RequestFile) -> str:
    """ "scores.pdf, 3 pages"."""
    if not file.pages:
        return file.name
    return f"{file.name}, {file.pages:,} page{'' if file.pages == 1 else 's'}"


class LinkForm(ChosenFilesForm, OutcomeForm):
    field_order = ("given", "outcome")


class PaperForm(ChosenFilesForm):
    more_pages = forms.IntegerField(
        label="Pages of the files that do not say theirs", required=False, min_value=0, max_value=100_000
    )
    not_electronic_because = forms.CharField(
        label="Why it is not given electronically",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Name nobody: it is kept. The family reads it as you write it, in its letter.",
        error_messages={"required": NOT_ELECTRONIC},
    )
    waive_because = forms.CharField(
        label="Waive the fee, because", required=False, max_length=300, help_text="Empty: the fee stands."
    )

    def __init__(self, *args: Any, counted: bool, electronic: bool, fee: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, shown in (
            ("more_pages", not counted),
            ("not_electronic_because", electronic),
            ("waive_because", fee),
        ):
            if not shown:
                del self.fields[name]
        if electronic:
            self.fields["not_electronic_because"].required = True


class AppointmentForm(forms.Form):
    """A day and an hour of the district's own time, and where."""

    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    hour = forms.TimeField(label="Time", widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.CharField(label="Where", max_length=300, help_text="Building, room, and whom to ask for.")

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def appointment_at(self) -> datetime:
        values = self.cleaned_data
        return datetime.combine(values["day"], values["hour"], ZoneInfo(self.zone))

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day.year > 2200:
            raise forms.ValidationError("This day lies too far ahead.")
        return day


class TransferForm(forms.Form):
    holder = forms.CharField(label="Who moves it", max_length=300, help_text="The operator’s name.")


class ReasonForm(forms.Form):
    because = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is kept: name nobody.",
        error_messages={"required": "Say why: the reason is kept."},
    )


class DayForm(forms.Form):
    day = forms.DateField(label="On which day", widget=forms.DateInput(attrs={"type": "date"}))


class AnswerDayForm(DayForm, OutcomeForm):
    field_order = ("day", "outcome")


def soonest(now: datetime, zone: str) -> dict[str, Any]:
    """What an appointment is proposed with: the day after tomorrow at nine."""
    return {"day": (now.astimezone(ZoneInfo(zone)) + timedelta(days=2)).date(), "hour": "09:00"}
