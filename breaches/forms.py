"""Forms of reports, facts, kinds of information and steps. They parse and complain; services decide and write."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from breaches.models import Breach, FactKind, Reporter
from breaches.selectors import agreements_of_operator, products_in_use
from breaches.steps import step_words
from inventory.models import DataElement, ElementClass
from vendors.models import Operator

LONGEST_WORDS: Final = 20_000
LONGEST_REASON: Final = 2000
MOMENT_FORMATS: Final = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


def moment_field(label: str, *, error_messages: dict[str, str] | None = None, **more: Any) -> forms.DateTimeField:
    """A moment of the district's own clock."""
    return forms.DateTimeField(
        label=label,
        input_formats=MOMENT_FORMATS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Enter a day and a time, such as 2026-11-20 17:40.", **(error_messages or {})},
        **more,
    )


def day_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def words_field(label: str, *, rows: int = 4, most: int = LONGEST_WORDS, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


def reason_field(label: str, required: str) -> forms.CharField:
    return words_field(label, rows=3, most=LONGEST_REASON, error_messages={"required": required})


class ReportForm(forms.Form):
    """The first evening: who, when, what. Everything else is asked later."""

    reported_by = forms.ChoiceField(
        label="Who told us", choices=Reporter.choices, initial=Reporter.OPERATOR, widget=forms.RadioSelect
    )
    operator = forms.ModelChoiceField(
        queryset=Operator.objects.none(),
        label="Which operator holds the information",
        required=False,
        empty_label="Choose one, or leave this: the district's own systems",
    )
    reporter = forms.CharField(
        label="Name and address of whoever wrote or called",
        max_length=254,
        help_text="As it stands under the message.",
        error_messages={"required": "Say who told us: the time limits rest on it."},
    )
    known_at = moment_field(
        "When it reached us",
        help_text="When the message came in, even if it was read later. In the district's time.",
        error_messages={"required": "Enter when it reached us: clocks run from that moment."},
    )
    operator_discovered = moment_field(
        "When the operator says it discovered it", required=False, help_text="Leave it empty where it does not say."
    )
    what_happened = words_field(
        "What they say", required=False, rows=8, help_text="Paste the message. You can put it in better words later."
    )

    def __init__(self, *args: Any, operators: QuerySet[Operator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser: Any = self.fields["operator"]
        chooser.queryset = operators

    @property
    def known_kind(self) -> str:
        """Which fact `known_at` is: the operator's notice, or what the district came to know without it."""
        if self.cleaned_data["reported_by"] == Reporter.OPERATOR:
            return FactKind.DISTRICT_NOTIFIED
        return FactKind.DISTRICT_DISCOVERED

    def facts(self) -> dict[str, Any]:
        """Moments by kind, as the service takes them."""
        found = {self.known_kind: self.cleaned_data["known_at"]}
        if self.cleaned_data["operator_discovered"]:
            found[FactKind.OPERATOR_DISCOVERED] = self.cleaned_data["operator_discovered"]
        return found

    def field_of(self, refused: str) -> str | None:
        """The form's field for a refusal's: the service names facts by their kinds."""
        name = "known_at" if refused in {FactKind.DISTRICT_NOTIFIED, FactKind.DISTRICT_DISCOVERED} else refused
        return name if name in self.fields else None


class DetailsForm(forms.Form):
    """What is told of the breach, as it is learnt."""

    title = forms.CharField(label="What it is called in the office", max_length=200)
    what_happened = words_field("What happened", required=False, rows=8)
    happened_from = day_field("First day of the breach", required=False)
    happened_until = day_field(
        "Last day of the breach", required=False, help_text="Empty: one day, or it is not known yet."
    )
    products = forms.ModelMultipleChoiceField(
        queryset=products_in_use([]),
        label="Products that it touched",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agreement = forms.ModelChoiceField(
        queryset=agreements_of_operator(Operator(pk=0)),
        label="Agreement that it falls under",
        required=False,
        empty_label="None",
    )
    reporter = forms.CharField(label="Who told us", max_length=254, required=False)
    measures = words_field("What the district does about it", required=False)
    operator_contact = words_field(
        "Whom families may ask at the operator", required=False, rows=3, help_text="Name, address, telephone, e-mail."
    )
    reason = words_field(
        "Why the agreement is another one",
        required=False,
        rows=2,
        most=LONGEST_REASON,
        help_text="Only if you change it.",
    )

    def __init__(self, *args: Any, breach: Breach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products: Any = self.fields["products"]
        agreements: Any = self.fields["agreement"]
        if breach.operator is None:
            del (
                self.fields["products"],
                self.fields["agreement"],
                self.fields["reason"],
                self.fields["operator_contact"],
            )
            return
        products.queryset = products_in_use([breach.operator.pk])
        products.label_from_instance = lambda product: product.name
        agreements.queryset = agreements_of_operator(breach.operator)


class FactForm(forms.Form):
    """One moment, and who says so. A correction also says why."""

    at = moment_field(
        "When",
        help_text="In the district's time.",
        error_messages={"required": "Enter the day and the time; where only the day is known, the earliest time."},
    )
    stated_by = forms.CharField(
        label="Who says so",
        max_length=254,
        help_text="Such as the operator's letter of 24 February, or a name.",
        error_messages={"required": "Say who says so: the operator's letter, a name, or the office itself."},
    )
    note = words_field("Note", required=False, rows=3, most=LONGEST_REASON)

    def __init__(self, *args: Any, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if corrects:
            self.fields["note"].label = "Why it is corrected"
            self.fields["note"].required = True
            self.fields["note"].error_messages["required"] = (
                "Say why it is corrected: the old moment and the reason are kept."
            )


class StrikeForm(forms.Form):
    reason = reason_field("Why it did not happen", "Say why it did not happen: the fact and the reason are kept.")


class StepForm(forms.Form):
    """The next stage, with its reason; what is determined also says when."""

    to = forms.ChoiceField(
        label="Next step", widget=forms.RadioSelect, error_messages={"required": "Choose the next step."}
    )
    reason = reason_field("Why", "Say why: the reason is kept.")
    at = moment_field(
        "When it was determined",
        required=False,
        help_text="Needed for determining that it is a breach: clocks run from that moment. In the district's time.",
    )

    def __init__(self, *args: Any, steps: Iterable[str], back: bool, asks_moment: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser: Any = self.fields["to"]
        chooser.choices = [(step, step_words(step, back=back)) for step in steps]
        if not asks_moment:
            del self.fields["at"]


class ElementsForm(forms.Form):
    """Kinds of information to list: `proposed` ones that the products hold, and any `other` of the inventory."""

    proposed = forms.ModelMultipleChoiceField(
        queryset=DataElement.objects.none(),
        label="What the products hold by the inventory",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other = forms.ModelMultipleChoiceField(
        queryset=DataElement.objects.none(),
        label="Other kinds of information",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, proposed: dict[int, str], listed: QuerySet[DataElement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: Any = self.fields["proposed"]
        known.queryset = listed.filter(pk__in=proposed)
        known.label_from_instance = lambda element: f"{element.name} ({element.get_element_class_display()})"
        other: Any = self.fields["other"]
        other.queryset = listed.exclude(pk__in=proposed)
        other.label_from_instance = lambda element: f"{element.group}: {element.name}"
        if not proposed:
            del self.fields["proposed"]

    def chosen(self) -> list[DataElement]:
        return [*self.cleaned_data.get("proposed", ()), *self.cleaned_data["other"]]


class ElementClassForm(forms.Form):
    element_class = forms.ChoiceField(label="For this breach it counts as", choices=ElementClass.choices)
    reason = reason_field("Why", "Say why it counts as something else: the law asks.")


class ElementRemoveForm(forms.Form):
    reason = reason_field("Why it was not touched", "Say why it was not touched: the reason is kept.")
