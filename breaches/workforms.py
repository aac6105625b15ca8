"""Forms of tasks, contacts, costs and claims. They parse and complain; services decide and write."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from breaches.models import BreachContact
from district.models import User
from rulebook.costkinds import CostKind

LONGEST: Final = 4000


def words_field(label: str, required: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": required},
        **more,
    )


def day_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class DoneForm(forms.Form):
    evidence = words_field(
        "How it was done",
        "Say how it was done: somebody else must be able to check it.",
        help_text="What somebody else could check, such as “telephoned on 21 November, call note 4”.",
    )


class NotNeededForm(forms.Form):
    because = words_field("Why it is not needed", "Say why it is not needed: the reason is kept.")


class OwnerForm(forms.Form):
    """Nobody chosen: the role answers for it."""

    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who does it", required=False, empty_label="Nobody by name: the role"
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people


class CostForm(forms.Form):
    """One cost, by the kinds that the law names."""

    kind = forms.ChoiceField(label="Kind of costs")
    amount = forms.DecimalField(
        label="Amount in dollars",
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        error_messages={"min_value": "Enter an amount in dollars and cents, more than nothing."},
    )
    what = forms.CharField(label="What it was spent on", max_length=300)
    spent_on = day_field("Day")
    document = forms.FileField(label="Invoice or other evidence", required=False, help_text="Kept with the cost.")

    def __init__(self, *args: Any, kinds: Iterable[CostKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(kind.id, kind.title) for kind in kinds]

    def clean_document(self) -> UploadedFile[Any] | None:
        document: UploadedFile[Any] | None = self.cleaned_data.get("document")
        if document is not None and (document.size or 0) > settings.UPLOAD_MOST_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {settings.UPLOAD_MOST_BYTES // 1024 // 1024} MB. Choose a smaller one."
            )
        return document


class TakeBackForm(forms.Form):
    because = words_field("Why it is taken back", "Say why it is taken back: the reason is kept.")


class MailedForm(forms.Form):
    mailed_on = day_field("Day on which the letter was mailed")


class ContactForm(forms.ModelForm):
    class Meta:
        model = BreachContact
        fields = ("kind", "name", "email", "address", "policy_number", "told_at_once", "active")
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}
