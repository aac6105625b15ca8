"""Forms of redactions. They parse and complain; services decide and write."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from contracts.models import RedactionState
from contracts.services.documents import too_large

REASON = forms.CharField(
    label="Reason",
    max_length=300,
    help_text="Posted with the copy: say why, and repeat nothing of what is hidden.",
    error_messages={"required": "Say why it is hidden: the reason is posted with the copy."},
)


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

    page = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    left = _percent("Left edge")
    top = _percent("Top edge")
    right = _percent("Right edge")
    bottom = _percent("Bottom edge")
    reason = REASON

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for low, high in (("left", "right"), ("top", "bottom")):
            if low in values and high in values and values[low] >= values[high]:
                self.add_error(high, f"The {high} edge lies after the {low} edge.")
        return values


class WordsForm(forms.Form):
    """Places of words, ticked from a list of all of them."""

    words = forms.CharField(widget=forms.HiddenInput, max_length=2000)
    reason = REASON


class AskForm(forms.Form):
    address = forms.EmailField(label="The operator's e-mail address")
    message = forms.CharField(
        label="A word beside the list",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The message lists every place with its page, its words and its reason.",
    )


class AnswerForm(forms.Form):
    """The operator's answer, with its evidence."""

    answer = forms.ChoiceField(
        label="What the operator said",
        choices=[(RedactionState.AGREED, "It agrees"), (RedactionState.REFUSED, "It refuses")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the operator said."},
    )
    answered_by = forms.CharField(label="Who said it for the operator", max_length=200, help_text="Name and position.")
    answered_on = forms.DateField(label="On which day", widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(
        label="In which words",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The sentence of the e-mail or letter.",
    )
    file = forms.FileField(label="The letter or e-mail itself", required=False, help_text="Kept privately as evidence.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_answered_on(self) -> date:
        day: date = self.cleaned_data["answered_on"]
        if day > self.today:
            raise forms.ValidationError("This day has not come yet.")
        return day

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > settings.UPLOAD_MOST_BYTES:
            raise forms.ValidationError(too_large(file.size))
        return file


class EvidenceForm(forms.Form):
    """Where a provision stands: its words, or a reason why the file does not say it."""

    words = forms.CharField(
        label="The words of the file that say it",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Copied from the file's text. They stay readable.",
    )
    reason = forms.CharField(
        label="Or: why the file does not say it",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is withdrawn."},
    )
