"""Forms of safeguards. They parse and complain; services decide and write."""

from collections.abc import Sequence
from typing import Any

from django import forms

from inventory.asking.forms import BY_HAND, MOST_WORDS, ContactForm, date_field, words_field
from inventory.asking.services.asking import LINK
from inventory.models import ConsentMethod, EvidenceKind, SafeguardAnswer
from inventory.safeguards.rules import Asked


class EvidenceForm(forms.Form):
    """One paper or observation; what it shows is ticked."""

    rules = forms.MultipleChoiceField(
        label="What it shows",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what it shows."},
    )
    kind = forms.ChoiceField(
        label="What it is", choices=[one for one in EvidenceKind.choices if one[0] != EvidenceKind.ANSWER]
    )
    title = forms.CharField(label="Name", max_length=200, help_text="Such as Audit report of the operator, 2026.")
    words = forms.CharField(
        label="What it says, or what was seen",
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    address = forms.URLField(label="Where it can be read", required=False, max_length=500, assume_scheme="https")
    file = forms.FileField(label="File", required=False, allow_empty_file=True, widget=forms.FileInput)
    dated = date_field("Its day", error_messages={"required": "Say of which day it is."})
    expires_on = date_field("Good until", required=False, help_text="Empty: it names no end. A clock runs to this day.")

    def __init__(self, *args: Any, asked: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rules"]
        field.choices = [(one.id, f"{one.rule.title} ({one.law})") for one in asked]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not (values.get("file") or values.get("address") or values.get("words", "").strip()):
            self.add_error(None, "Attach a file, give the address, or write what was seen.")
        return values


class MarkForm(forms.Form):
    answer = forms.ChoiceField(
        label="How it stands",
        widget=forms.RadioSelect,
        choices=[
            (SafeguardAnswer.NOT_SHOWN, "It is not shown, or was found wanting"),
            (SafeguardAnswer.NOT_APPLICABLE, "It does not apply to this product"),
        ],
        error_messages={"required": "Choose one of the two."},
    )
    reason = words_field("Why", missing="Say why: the reason is kept.")


class AskForm(forms.Form):
    """What is asked, until when; by link to a contact, or another way."""

    how = forms.ChoiceField(
        label="How",
        choices=[(LINK, "by a private link, now"), *((key, f"already asked {way}") for key, way in BY_HAND.items())],
    )
    contact = ContactForm.base_fields["contact"]
    asks = words_field("What is asked", missing="Say what is asked.", rows=6)
    last_day = date_field(
        "Answer by",
        help_text="No law names a day: it is yours to set.",
        error_messages={"required": "Say by which day."},
    )

    def __init__(self, *args: Any, contacts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contact"]
        field.queryset, field.required, field.empty_label = contacts, False, "Nobody"
        field.label_from_instance = lambda one: f"{one.name} ({one.email})"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("how") == LINK and values.get("contact") is None:
            self.add_error("contact", "Choose whom it goes to.")
        return values


class ConsentForm(forms.Form):
    covers = forms.CharField(
        label="For whom", max_length=300, help_text="Such as Grade 3 at Maple School, 24 students. No names."
    )
    method = forms.ChoiceField(label="How consent was given", choices=ConsentMethod.choices)
    verified_how = words_field(
        "How it can be verified",
        missing="Say how it is known that a parent gave it.",
        hint="How it is known that a parent gave it, and how that can be shown.",
    )
    held_where = forms.CharField(label="Where the consents are", max_length=300)
    given_on = date_field("Given on", error_messages={"required": "Say on which day."})
    good_until = date_field("Good until", required=False)
    authorised_by = forms.CharField(
        label="Authorized for the district by", required=False, max_length=200, help_text="Name and office."
    )
    authorised_on = date_field("Authorized on", required=False)
    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput,
        help_text="Such as the blank form. Signed forms name families: they belong where you said above.",
    )


class ExpiryForm(forms.Form):
    expires_on = date_field("Good until", required=False)
    because = words_field("Why", missing="Say why: the reason is kept.")
