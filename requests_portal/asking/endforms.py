"""The forms around the questions: the signature, an e-mail address, the code from a mail."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from requests_portal.asking.forms import NAME_LENGTH
from requests_portal.asking.widgets import MailField
from requests_portal.fields import CodeField


class SignForm(forms.Form):
    signature = forms.CharField(
        label=lazy("Type your first and last name to sign"),
        max_length=NAME_LENGTH,
        min_length=2,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={
            "required": lazy("Type your first and last name to sign."),
            "min_length": lazy("Type your whole name to sign."),
        },
    )

    def title(self) -> str:
        return _("Check your answers and sign")


class EmailForm(forms.Form):
    """An address: for the link to a draft, or in place of a mistyped one."""

    email = MailField(
        label=lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": lazy("Give your e-mail address."),
        },
    )


class CodeForm(forms.Form):
    code = CodeField(label=lazy("Code from the e-mail"), help_text="")
