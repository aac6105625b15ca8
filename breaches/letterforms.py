"""Forms of the letters. They parse and complain; services decide and write."""

from typing import Any, Final

from django import forms

from breaches.letters import FIELD_LABELS, SPANISH
from breaches.models import BreachLetter, SourceKind
from notices.merging import FIELDS, FieldMissing, merge_of

MOST_WORDS: Final = 6000
ROWS: Final = {
    "happened": 5,
    "information": 6,
    "measures": 4,
    "advice": 3,
    "operator_contact": 4,
    "district_contact": 5,
    "more": 3,
    "signer": 2,
    "email_body": 8,
}
ORDER: Final = ("dates", "happened", "information", "measures", "advice", "operator_contact", "district_contact",
                "more", "signer", "email_subject", "email_body")  # fmt: skip


class LetterForm(forms.Form):
    """The typed parts of one language, under the letter's own headings."""

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ORDER:
            self.fields[name] = _field(name, language)

    def clean_email_subject(self) -> str:
        subject: str = self.cleaned_data["email_subject"]
        return self._known(subject)

    def clean_email_body(self) -> str:
        return self._known(self.cleaned_data["email_body"])

    def _known(self, text: str) -> str:
        try:
            merge_of(text)
        except FieldMissing as missing:
            raise forms.ValidationError(str(missing)) from missing
        return text


def _field(name: str, language: str) -> forms.CharField:
    model_field: Any = BreachLetter._meta.get_field(name)
    attrs: dict[str, Any] = {"rows": ROWS.get(name, 1)} | ({"lang": "es"} if language == SPANISH else {})
    return forms.CharField(
        label=FIELD_LABELS[name],
        required=False,
        max_length=model_field.max_length or MOST_WORDS,
        widget=forms.Textarea(attrs=attrs) if name in ROWS else forms.TextInput(attrs=attrs),
        help_text=_help(name, model_field.help_text),
    )


def _help(name: str, said: str) -> str:
    if name == "email_body":
        return f"{said} All there are: {', '.join('{' + one + '}' for one in FIELDS)}."
    return said


class SourceForm(forms.Form):
    """An agency that letters name, with where and when its number and address were read."""

    kind = forms.ChoiceField(label="Kind", choices=SourceKind.choices)
    name = forms.CharField(label="Name", max_length=120)
    address = forms.CharField(
        label="Address", max_length=600, widget=forms.Textarea(attrs={"rows": 3}), help_text="One line a line."
    )
    telephone = forms.CharField(label="Toll-free number", max_length=40)
    website = forms.CharField(
        label="Website", max_length=120, required=False, help_text="Required for the Federal Trade Commission."
    )
    read_at = forms.CharField(
        label="Where you read it", max_length=300, help_text="Such as the address of the agency's own page."
    )
    read_on = forms.DateField(label="When you read it", widget=forms.DateInput(attrs={"type": "date"}))
    in_use = forms.BooleanField(label="Letters name it", required=False, initial=True)
