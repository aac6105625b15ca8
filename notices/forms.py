"""Forms of mailings."""

from typing import Any

from django import forms

from notices.services.mailings.returning import RETURN_REASONS


class WhyForm(forms.Form):
    why = forms.CharField(
        label="Why",
        max_length=500,
        error_messages={"required": "Say why: the reason is kept."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MailedForm(forms.Form):
    mailed_on = forms.DateField(
        label="Handed to the post on",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the day.", "invalid": "Enter a day such as 2026-11-27."},
    )
    certificate = forms.FileField(
        label="Proof of mailing",
        required=False,
        help_text="The post's certificate, as PDF or a picture; at most 20 MB. It is kept sealed.",
    )


class BounceForm(forms.Form):
    file = forms.FileField(
        label="List of bounces (CSV)",
        help_text="The first line names the columns: “email” or “message-id”, and “reason” where there is one.",
        error_messages={"required": "Choose the list.", "empty": "The file is empty."},
    )


class ReturnedForm(forms.Form):
    reference = forms.CharField(
        label="Reference of the letter",
        max_length=40,
        help_text="Such as 7-00123-K. Scan it, or type it as it stands above the letter’s first line.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        error_messages={"required": "Scan or type the reference."},
    )
    reason = forms.ChoiceField(label="Why it came back", choices=[(words, words) for words in RETURN_REASONS])


class AddressForm(forms.Form):
    """Another way to reach somebody: one of the two."""

    email = forms.CharField(label="E-mail address", max_length=254, required=False)
    lines = forms.CharField(
        label="Or a postal address",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Without the name, a line each; the last one is city, state and ZIP code.",
    )

    def lines_typed(self) -> list[str]:
        return str(self.cleaned_data.get("lines", "")).splitlines()


class SearchForm(forms.Form):
    q = forms.CharField(
        label="Whose messages",
        max_length=200,
        required=False,
        help_text="A letter’s reference, an e-mail address, a pupil’s number, or a whole name.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def words(self) -> str:
        values: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return " ".join(str(values.get("q", "")).replace("\0", " ").split())
