"""What a family types to show who it is."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from requests_portal.fields import CodeField


class RecordCodeForm(forms.Form):
    """The code that came to an address on record."""

    code = CodeField(help_text=lazy("Six digits, from the newest e-mail at the address that the school has of you."))
