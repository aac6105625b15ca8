"""Fields that several forms of the portal and the desk share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy


class CodeField(forms.CharField):
    """The six digits of a mail. A phone offers its numbers, and fills in what just arrived."""

    def __init__(self, **options: Any) -> None:
        attrs = {
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "class": "portal-code",
            "maxlength": "12",
            "spellcheck": "false",
        }
        options.setdefault("label", lazy("Code"))
        options.setdefault("help_text", lazy("Six digits, from the newest e-mail."))
        options.setdefault("error_messages", {"required": lazy("Type the code from the e-mail.")})
        super().__init__(max_length=32, widget=forms.TextInput(attrs=attrs), **options)
