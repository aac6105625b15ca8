"""What the office writes: a message to the family, or a note that stays in the house."""

from typing import Any, Final

from django import forms

from requests_portal.models import ReplyTemplate
from requests_portal.thread.fields import FIELDS, unknown_fields
from requests_portal.thread.services import LONGEST, LONGEST_SUBJECT

GAP: Final = "…"


class MessageForm(forms.Form):
    """The message with its fields still in braces; they are filled when it is looked at."""

    subject = forms.CharField(
        label="Subject",
        max_length=LONGEST_SUBJECT,
        error_messages={"required": "Write a subject: it stands above the message on the family’s page."},
    )
    text = forms.CharField(
        label="Message",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Write the message."},
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name in ("subject", "text"):
            if wrong := unknown_fields(str(found.get(name, ""))):
                known = ", ".join(f"{{{field}}}" for field in FIELDS)
                self.add_error(name, f"There is no field {{{wrong[0]}}}. There are: {known}.")
        if any(line.strip() == GAP for line in str(found.get("text", "")).splitlines()):
            self.add_error("text", f"Replace the line “{GAP}” with your own words.")
        return found


class SendForm(MessageForm):
    """As looked at, with files and the way it goes."""

    subject = forms.CharField(max_length=LONGEST_SUBJECT, widget=forms.HiddenInput)
    text = forms.CharField(max_length=LONGEST, widget=forms.HiddenInput)
    attached = forms.FileField(
        label="Attach a file",
        required=False,
        help_text="The family opens it on its page, after a code. PDF, Word, pictures or text.",
        error_messages={"empty": "This file is empty."},
    )
    by_letter = forms.BooleanField(
        label="Send it by post",
        required=False,
        help_text="No e-mail goes out. Print the letter from the message afterwards.",
    )

    def clean(self) -> dict[str, Any]:
        """Nothing is a field any more: braces that were typed were looked at as they are."""
        return forms.Form.clean(self) or {}


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Internal note",
        max_length=LONGEST,
        help_text="For people of the office alone. It can never be sent.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the note."},
    )


class TemplateForm(forms.ModelForm):
    """A text for messages, with its fields looked at."""

    class Meta:
        model = ReplyTemplate
        fields = ("name", "kind", "language", "subject", "body", "active")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name in ("subject", "body"):
            if wrong := unknown_fields(str(found.get(name, ""))):
                known = ", ".join(f"{{{field}}}" for field in FIELDS)
                self.add_error(name, f"There is no field {{{wrong[0]}}}. There are: {known}.")
        return found
