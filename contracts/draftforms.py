"""Forms of drafting: which provisions, and what the law leaves to the district. Services judge the answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from contracts.draftfacts import Gap
from contracts.drafting.provisions import FieldAsked, fields_asked
from contracts.models import Verdict
from vendors.models import Product

MOST_CHARACTERS = 8_000


def answer_field(asked: FieldAsked) -> forms.Field:
    """One open field of the packs, with its help, its reason and every law that asks for it."""
    field = asked.field
    said = [field.help, field.because, f"For {'; '.join(asked.for_laws)}."]
    shared: dict[str, Any] = {
        "label": field.asks,
        "help_text": " ".join(part for part in said if part),
        "error_messages": {"required": f"{field.asks}: this must be filled in."},
    }
    if field.kind == "choice":
        options = [asked.parties.named(option) for option in field.options]
        choices = [(option, option[:1].upper() + option[1:]) for option in options]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)
    if field.kind == "days":
        widget: forms.Widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "autocomplete": "off"})
    else:
        widget = forms.Textarea(attrs={"rows": 6 if field.kind == "lines" else 2})
    return forms.CharField(max_length=MOST_CHARACTERS, widget=widget, strip=True, **shared)


class DraftingForm(forms.Form):
    """What all papers ask: the open fields of the packs, by name."""

    def __init__(self, *args: Any, asked: Sequence[FieldAsked], proposed: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [one.field.name for one in asked]
        for one in asked:
            self.fields[one.field.name] = answer_field(one)
            self.fields[one.field.name].initial = proposed.get(one.field.name, "")

    @property
    def answers(self) -> dict[str, str]:
        return {name: str(self.cleaned_data.get(name, "")) for name in self.asked}

    @property
    def open_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.asked]

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Each problem at its field. It names what is asked, which the field's label says already."""
        for name, problem in problems.items():
            if name in self.fields:
                self.add_error(name, problem.removeprefix(f"{self.fields[name].label}: "))
            else:
                self.add_error(None, problem)


class AddendumForm(DraftingForm):
    """Every gap, ticked where the agreement lacks it. What is taken back elsewhere is offered, not ticked."""

    provisions = forms.MultipleChoiceField(
        label="Provisions of the addendum",
        widget=forms.CheckboxSelectMultiple,
        help_text="Untick what the addendum is to leave out.",
        error_messages={"required": "Choose at least one provision that the addendum is to hold."},
    )

    def __init__(self, *args: Any, gaps: Sequence[Gap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["provisions"]
        worded = [gap for gap in gaps if gap.asked is not None]
        field.choices = [(gap.provision, _gap_words(gap)) for gap in worded]
        field.initial = [gap.provision for gap in worded if gap.lacking]
        data: Any = self.data
        chosen = data.getlist("provisions") if self.is_bound else field.initial
        asked = [gap.asked for gap in worded if gap.asked is not None and gap.provision in chosen]
        needed = {one.field.name for one in fields_asked(asked)}
        for name in self.asked:  # what no chosen provision asks for may stay empty
            self.fields[name].required = name in needed


def _gap_words(gap: Gap) -> str:
    title = gap.asked.provision.title if gap.asked else gap.provision
    law = gap.asked.pack.short_title if gap.asked else ""
    verdict = Verdict(gap.state.verdict).label if gap.lacking else "found, and taken back elsewhere"
    return f"{title} ({law}): {verdict}"


class ModelForm(DraftingForm):
    """The model agreement: its products and term, then what the laws leave open."""

    products = forms.ModelMultipleChoiceField(
        label="Products that it covers",
        queryset=Product.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one product that the agreement is to cover."},
    )
    begins = forms.DateField(
        label="It begins on",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give the day on which it begins."},
    )
    ends = forms.DateField(
        label="It ends on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Empty: no fixed end.",
    )

    def __init__(self, *args: Any, products: QuerySet[Product], chosen: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["products"]
        field.queryset, field.initial = products, list(chosen)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        begins, ends = values.get("begins"), values.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", "It would end before it begins. Correct one of the two dates.")
        return values


class ReleaseForm(forms.Form):
    opinion = forms.CharField(
        label="Counsel's opinion",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Kept with the release. The date and your name stand on every page.",
        error_messages={"required": "Write the opinion, in a sentence at least: it stands with the release."},
    )
