"""What a family types to show who it is."""

from django import forms
from django.utils.translation import gettext_lazy as lazy


class RecordCodeForm(forms.Form):
    """The code that came to an address on record."""

    code = forms.CharField(
        label=lazy("Code"),
        max_length=32,
        help_text=lazy("Six digits, from the newest e-mail at the address that the school has of you."),
        error_messages={"required": lazy("Type the code from the e-mail.")},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "portal-code",
                "spellcheck": "false",
            }
        ),
    )
