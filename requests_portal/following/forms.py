"""What a family fills in on its page. Every word is translated."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from district.filefields import ManyFilesField
from requests_portal.fields import CodeField

MOST_FILES: Final = 5
LONGEST: Final = 5000


class CodeForm(forms.Form):
    code = CodeField()


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=lazy("Your e-mail address"),
        max_length=254,
        help_text=lazy("The one that you gave when you asked."),
        error_messages={
            "required": lazy("Type your e-mail address."),
            "invalid": lazy("Type an address such as name@mail.example."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AddForm(forms.Form):
    """A message with files; one of the two is enough."""

    text = forms.CharField(
        label=lazy("Your message"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    attached = ManyFilesField(
        most=MOST_FILES,
        too_many=lazy("At most %(most)d files at once."),
        label=lazy("Files"),
        required=False,
        help_text=lazy("You need not send any. PDF, Word, pictures or text, at most 20 MB each."),
        error_messages={"empty": lazy("This file is empty.")},
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        found["text"] = str(found.get("text") or "").replace("\0", " ")
        if not self.errors and not found["text"].strip() and not found.get("attached"):
            self.add_error("text", _("Write something, or choose a file."))
        return found
