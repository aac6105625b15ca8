"""Forms of mail that came in."""

from typing import Any

from django import forms

from requests_portal.inbound.reading import MOST_BYTES


class NumberForm(forms.Form):
    """Into which request a mail belongs."""

    number = forms.CharField(
        label="Number of the request",
        max_length=12,
        help_text="Such as R-203.",
        error_messages={"required": "Give the number of the request."},
    )

    def clean_number(self) -> str:
        digits = self.cleaned_data["number"].strip().upper().removeprefix("R").removeprefix("-").strip()
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
            raise forms.ValidationError("A number looks like R-203.")
        return f"R-{int(digits)}"


class DropForm(forms.Form):
    """Why a mail is put aside."""

    because = forms.CharField(
        label="Why",
        max_length=200,
        help_text="Such as “advertising”. Name nobody: the reason stays when the mail is gone.",
        error_messages={"required": "Say why."},
    )


class SavedMailForm(forms.Form):
    """A mail that somebody saved as a file."""

    file = forms.FileField(
        label="Saved mail",
        help_text="A file with the ending .eml, as mail programs save it.",
        error_messages={"required": "Choose the saved mail.", "empty": "This file is empty."},
        widget=forms.FileInput(attrs={"accept": ".eml,message/rfc822"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"At most {MOST_BYTES // 2**20} MB.")
        return file
