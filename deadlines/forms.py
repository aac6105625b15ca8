"""What a person says when a clock is met, withdrawn, held or let go again."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

# First bytes of what an agency's written request may come as.
DOCUMENT_KINDS: Final[dict[bytes, str]] = {
    b"%PDF-": "PDF",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"PK\x03\x04": "DOCX",
}
LONGEST_WORDS: Final = 4000


class MeetForm(forms.Form):
    """When the duty was done, and how that can be shown. The time is the district's own."""

    met_at = forms.DateTimeField(
        label="When it was done",
        help_text="In the district's time.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    evidence = forms.CharField(
        label="How it was done",
        help_text="What somebody else could check, such as “posted on the public page, posting 12”.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_WORDS,
    )


class WithdrawForm(forms.Form):
    """Why the duty does not apply after all."""

    reason = forms.CharField(
        label="Why it does not apply",
        help_text="Kept with the clock, and read by whoever audits it.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_WORDS,
    )


class HoldForm(forms.Form):
    """The written request of an agency to wait."""

    requested_by = forms.CharField(label="Agency that asks", max_length=200)
    document = forms.FileField(label="Its written request", help_text="PDF, DOCX, PNG or JPEG.")
    ask_again_on = forms.DateField(
        label="Ask again on",
        help_text="When to ask whether the hold is still in force. Left empty: in a week.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_document(self) -> UploadedFile[Any]:
        document: UploadedFile[Any] = self.cleaned_data["document"]
        if (document.size or 0) > settings.UPLOAD_MOST_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {settings.UPLOAD_MOST_BYTES // 1024 // 1024} MB. Choose a smaller one."
            )
        start = document.read(8)
        document.seek(0)
        if not any(start.startswith(mark) for mark in DOCUMENT_KINDS):
            raise forms.ValidationError("The file is neither a PDF, a DOCX, a PNG nor a JPEG.")
        return document


class LiftForm(forms.Form):
    """Nothing to say: the page itself asks whether the reason to wait is gone."""
