"""Forms of holders' tasks. They parse and complain; services decide and write."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet

from contracts.models import Agreement
from district.models import User
from requests_portal.fields import ManyFilesField
from requests_portal.holders.asked import MOST_WORDS, PUPIL_FIELDS
from requests_portal.holders.services.answering import MOST_FILES
from requests_portal.holders.services.asking import BY_HAND
from requests_portal.holders.services.cases import ENDS
from requests_portal.holders.services.cases import MOST_WORDS as MOST_NOTICE_WORDS
from requests_portal.models import CaseOutcome, Holder
from vendors.models import Contact, Operator

NOON: Final = time(12)


def date_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def words_field(label: str, *, missing: str, most: int = MOST_WORDS, rows: int = 3, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def moment_of(day: date, *, zone: str, earliest: datetime, now: datetime) -> datetime:
    """A day that was entered, as an instant: its noon, not before `earliest` nor after `now` on the same day."""
    local = ZoneInfo(zone)
    noon = datetime.combine(day, NOON, local)
    if day == now.astimezone(local).date():
        return now
    return max(noon, earliest) if day == earliest.astimezone(local).date() else noon


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


class ContactForm(forms.Form):
    contact = forms.ModelChoiceField(
        queryset=Contact.objects.none(),
        label="Sent to",
        empty_label=None,
        error_messages={"required": "Choose whom it goes to."},
    )

    def __init__(self, *args: Any, contacts: QuerySet[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contact"]
        field.queryset = contacts
        field.label_from_instance = lambda one: f"{one.name} ({one.email})"


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


class AnswerForm(forms.Form):
    """What a holder answers: what was done, in words, with files."""

    outcome = forms.ChoiceField(
        label="What was done",
        widget=forms.RadioSelect,
        choices=[
            ("confirmed", "Everything that was asked"),
            ("partly", "Part of it"),
            ("refused", "It cannot or will not be done"),
        ],
        error_messages={"required": "Choose what was done."},
    )
    statement = words_field(
        "In your own words",
        missing="Say what was done, or why not.",
        rows=5,
        hint="What was done and when; or which part is left, and why.",
    )
    attached = ManyFilesField(
        most=MOST_FILES,
        too_many="Send at most %(most)d files at once, or put them into one archive.",
        label="Files",
        required=False,
        help_text=f"A certificate, a confirmation, or the data that was asked for. At most {MOST_FILES} at once.",
    )
    given_by = forms.CharField(
        label="Your name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Write your name: it is kept with the answer."},
    )


class OfficeAnswerForm(AnswerForm):
    """The same, entered by the office for an answer that came another way."""

    answered_on = date_field("Day on which it came", error_messages={"required": "Say on which day it came."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_by"].label = "Who answered"
        self.fields["statement"].label = "What they said"


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
