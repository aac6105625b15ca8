"""Forms of ends of agreements. They parse and complain; services decide and write."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from contracts.models import Agreement
from district.models import User
from inventory.asking.forms import BY_HAND, MOST_WORDS, ContactForm, date_field, words_field
from inventory.leaving.services import AskGiven
from inventory.leaving.words import PART_TITLES
from inventory.models import OperatorAsk, ReturnOption
from vendors.models import Product


class OptionForm(forms.Form):
    option = forms.ChoiceField(
        label="What happens to the data",
        widget=forms.RadioSelect,
        choices=[
            (ReturnOption.RETURN, "It is returned to us, then deleted"),
            (ReturnOption.TRANSFER, "It is transferred to another service, then deleted"),
            (ReturnOption.NONE, "We want nothing back: it is deleted"),
        ],
        error_messages={"required": "Choose what happens to the data."},
    )
    words = forms.CharField(
        label="In which form, and to whom",
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: as CSV files through the private link. Needed for a transfer.",
    )


class PartsForm(forms.Form):
    """For each part: whether to ask it now, the words and the last day. `given()` answers with those chosen."""

    def __init__(
        self, *args: Any, asks: Sequence[OperatorAsk], days: dict[str, tuple[date | None, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts = [ask.kind for ask in asks]
        for ask in asks:
            title, (day, hint) = PART_TITLES[ask.kind], days[ask.kind]
            self.fields[f"take.{ask.kind}"] = forms.BooleanField(
                label=f"Ask for it now: {title.lower()}", required=False, initial=True
            )
            self.fields[f"asks.{ask.kind}"] = words_field(
                f"{title}: what is asked", missing="Say what is asked.", rows=6
            )
            self.fields[f"asks.{ask.kind}"].initial = ask.asks
            self.fields[f"asks.{ask.kind}"].required = False
            self.fields[f"day.{ask.kind}"] = date_field(
                f"{title}: answer by", initial=day, help_text=hint, required=False
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        taken = [kind for kind in self.parts if values.get(f"take.{kind}")]
        if not taken:
            self.add_error(None, "Choose at least one part.")
        for kind in taken:
            if not str(values.get(f"asks.{kind}") or "").strip() and f"asks.{kind}" not in self.errors:
                self.add_error(f"asks.{kind}", "Say what is asked.")
            if values.get(f"day.{kind}") is None and f"day.{kind}" not in self.errors:
                self.add_error(f"day.{kind}", "Say by which day.")
        return values

    def given(self) -> dict[str, AskGiven]:
        values = self.cleaned_data
        return {
            kind: AskGiven(values[f"asks.{kind}"], values[f"day.{kind}"])
            for kind in self.parts
            if values[f"take.{kind}"]
        }


class AskForm(ContactForm, PartsForm):
    """By private link, to a contact of the operator."""


class ByHandForm(PartsForm):
    how = forms.ChoiceField(
        label="How it was asked",
        choices=[("", "Choose"), *BY_HAND.items()],
        error_messages={"required": "Say how it was asked."},
    )
    asked_on = date_field("Day on which it was asked", error_messages={"required": "Say on which day."})


class CloseForm(forms.Form):
    because = words_field(
        "In a sentence",
        missing="Say how it ended: it is kept.",
        hint="What came of it, for whoever reads it in some years.",
    )


class BeginForm(forms.Form):
    products = forms.ModelMultipleChoiceField(
        queryset=Product.objects.none(),
        label="Products whose data is no longer needed",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one product."},
    )
    ended_on = date_field("Day from which it is no longer needed", error_messages={"required": "Say from which day."})
    because = words_field("Why", missing="Say why: the reason is kept.")

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["products"]
        field.queryset = agreement.products.order_by("name")


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Person", required=False, empty_label="The privacy officers"
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people
        field.label_from_instance = lambda one: one.name or one.email
