"""Forms of holders' tasks. They parse and complain; services decide and write."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from contracts.models import Agreement
from district.models import User
from inventory.asking.forms import BY_HAND, ContactForm, date_field, words_field
from requests_portal.holders.asked import PUPIL_FIELDS
from requests_portal.holders.services.cases import ENDS
from requests_portal.holders.services.cases import MOST_WORDS as MOST_NOTICE_WORDS
from requests_portal.models import CaseOutcome, Holder
from vendors.models import Operator


class AddForm(forms.Form):
    """One more holder: `holder` and, for an operator, which."""

    operator = forms.ModelChoiceField(
        queryset=Operator.objects.none(), label="Operator", required=False, empty_label="No operator"
    )
    holder = forms.ChoiceField(
        label="Who holds it",
        widget=forms.RadioSelect,
        choices=[
            (Holder.OPERATOR, "An operator"),
            (Holder.DISTRICT, "The district's own systems"),
            (Holder.STATE_BOARD, "The State Board of Education"),
        ],
        error_messages={"required": "Choose who holds it."},
    )
    field_order = ("holder", "operator")

    def __init__(self, *args: Any, operators: QuerySet[Operator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["operator"]
        field.queryset = operators

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("holder") == Holder.OPERATOR and not values.get("operator"):
            self.add_error("operator", "Choose the operator.")
        elif values.get("holder") != Holder.OPERATOR:
            values["operator"] = None
        return values


class AskForm(ContactForm):
    """What is asked, which of the pupil's data is told, and until when. `law`: the packs name the day themselves."""

    asks = words_field("What is asked", missing="Say what is asked.", rows=8)
    pupil = forms.MultipleChoiceField(
        label="What is told about the pupil",
        widget=forms.CheckboxSelectMultiple,
        help_text="Only behind the private link, and only what the operator needs to find the pupil.",
        error_messages={"required": "Without anything about the pupil nobody can find the pupil."},
    )
    last_day = date_field("Answer by", required=False)

    def __init__(self, *args: Any, pupil: Mapping[str, str], by_law: bool, day_hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["pupil"]
        field.choices = [(name, f"{PUPIL_FIELDS[name]}: {value}") for name, value in pupil.items()]
        self.fields["last_day"].help_text = day_hint
        if by_law:
            del self.fields["last_day"]


class ByHandForm(forms.Form):
    how = forms.ChoiceField(
        label="How it was asked",
        choices=[("", "Choose"), *BY_HAND.items()],
        error_messages={"required": "Say how it was asked."},
    )
    asked_on = date_field("Day on which it had the notice", error_messages={"required": "Say on which day."})
    last_day = date_field("Answer by", required=False)

    def __init__(self, *args: Any, by_law: bool, day_hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].help_text = day_hint
        if by_law:
            del self.fields["last_day"]


class EvidenceForm(forms.Form):
    evidence = words_field(
        "How it was done",
        missing="Say how it was done: somebody else must be able to check it.",
        hint="And where it can be seen. It is kept with the task.",
    )


class ReasonForm(forms.Form):
    because = words_field("Why", missing="Say why: the reason is kept.")


class BackForm(forms.Form):
    because = words_field("What is missing", missing="Say why: the operator reads it behind its link.")
    last_day = date_field("Answer by", required=False)

    def __init__(self, *args: Any, by_law: bool, day_hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].help_text = day_hint
        if by_law:
            del self.fields["last_day"]


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Person", required=False, empty_label="Whoever has the request"
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people
        field.label_from_instance = lambda one: one.name or one.email


class CaseForm(ContactForm):
    """The notice of a case, its day, and the agreement in question."""

    notice = words_field(
        "What the operator is told",
        missing="Write what the operator is told.",
        rows=10,
        most=MOST_NOTICE_WORDS,
        hint="No pupil is named in it: the pupil stands behind the link.",
    )
    answer_by = date_field("Answer by", error_messages={"required": "Say by when."})
    agreement = forms.ModelChoiceField(
        queryset=Agreement.objects.none(), label="Agreement in question", required=False, empty_label="None"
    )

    def __init__(self, *args: Any, agreements: Sequence[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agreement"]
        field.queryset = Agreement.objects.filter(pk__in=[one.pk for one in agreements]).select_related("operator")
        field.label_from_instance = lambda one: one.title


class CaseCloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What came of it",
        choices=[("", "Choose"), *((one.value, CaseOutcome(one).label) for one in ENDS)],
        error_messages={"required": "Choose what came of it."},
    )
    because = words_field("Why", missing="Say why: the reason is kept.")


class ExtendForm(forms.Form):
    """Which of the rule's reasons, by its place in the rule."""

    choice = forms.ChoiceField(
        label="Reason",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose one of the reasons that the rule names.",
            "invalid_choice": "Choose one of the reasons that the rule names.",
        },
    )

    def __init__(self, *args: Any, reasons: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons = list(reasons)
        field: Any = self.fields["choice"]
        field.choices = [(str(number), reason.capitalize()) for number, reason in enumerate(self.reasons)]

    def reason(self) -> str:
        """The rule's own words."""
        return self.reasons[int(self.cleaned_data["choice"])]
