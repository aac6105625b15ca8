"""Forms of what is asked of operators, in whichever room: whom, by hand, and what was answered. Services decide."""

from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet

from district.filefields import ManyFilesField
from inventory.models import AskOutcome
from vendors.models import Contact

NOON: Final = time(12)
MOST_WORDS: Final = 4000
MOST_FILES: Final = 20  # in one answer
BY_HAND: Final[dict[str, str]] = {
    "letter": "by letter",
    "email": "by e-mail",
    "telephone": "by telephone",
    "person": "in person",
    "console": "in the operator's own console",
}


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


class AskAnswerForm(AnswerForm):
    """What an operator answers to an ask."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["outcome"]
        field.choices = [(one.value, one.label.capitalize()) for one in AskOutcome]
        self.fields[
            "attached"
        ].help_text = f"A certificate, a report, or the data itself. At most {MOST_FILES} at once."
        self.fields["statement"].help_text = "What was done and when; or which part is left, and why. Name no student."


class AskOfficeAnswerForm(OfficeAnswerForm, AskAnswerForm):
    """The same, entered by the office."""


class ShownForm(forms.Form):
    """What shows it; a file, where there is one."""

    because = words_field(
        "What shows it",
        missing="Say what shows it: somebody else must be able to check it.",
        hint="What was seen, by whom and when, or which paper it is. It is kept.",
    )
    attached = ManyFilesField(
        most=MOST_FILES,
        too_many="Attach at most %(most)d files at once.",
        label="Files",
        required=False,
        help_text=f"At most {MOST_FILES} at once.",
    )


class AcceptForm(forms.Form):
    because = words_field(
        "What shows it",
        missing="Say what shows it: somebody else must be able to check it.",
        hint="Such as: the signed certificate, page 2, names every system.",
    )


class BecauseForm(forms.Form):
    because = words_field("Why", missing="Say why: the reason is kept.")


class AskBackForm(forms.Form):
    because = words_field("What is missing", missing="Say why: the operator reads it behind its link.")
    last_day = date_field("Answer by", error_messages={"required": "Say by which day."})
