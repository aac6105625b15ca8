"""Forms of cure notices. They parse and complain; services decide and write."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from contracts.cure.gaps import Gap
from contracts.models import CureOutcome
from contracts.services.cure_answers import MOST_WORDS
from contracts.services.documents import too_large
from vendors.models import Contact

FILES = ".pdf,.docx,.html,.htm,.txt,.md"


def date_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def reason_field(label: str, required: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": required},
    )


class NoticeForm(forms.Form):
    """To whom, until when, in which words; and each gap, to be asked for or left out with a reason.

    Cleaned data: `contact`, `term_ends_on`, `message`, and `left_out`, reasons by provision.
    """

    contact = forms.ModelChoiceField(
        queryset=Contact.objects.none(),
        label="Sent to",
        empty_label=None,
        error_messages={"required": "Choose whom the notice goes to."},
    )
    term_ends_on = date_field("Last day of the term")
    message = forms.CharField(
        label="In your own words",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Stands in the letter and in the message, before the list. May stay empty.",
    )

    def __init__(
        self,
        *args: Any,
        contacts: QuerySet[Contact],
        gaps: tuple[Gap, ...],
        left_out: Mapping[str, str],
        proposed: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        contact: Any = self.fields["contact"]
        contact.queryset = contacts
        contact.label_from_instance = lambda one: f"{one.name} ({one.email})"
        self.fields["term_ends_on"].help_text = proposed
        self.gaps = gaps
        for gap in gaps:
            self.fields[f"ask.{gap.provision}"] = forms.BooleanField(
                label="Ask for it in the letter", required=False, initial=gap.provision not in left_out
            )
            self.fields[f"why.{gap.provision}"] = forms.CharField(
                label="If not: why",
                required=False,
                max_length=1000,
                initial=left_out.get(gap.provision, ""),
            )

    def lines(self) -> Iterator[tuple[Gap, Any, Any]]:
        """Each gap with its two fields."""
        for gap in self.gaps:
            yield gap, self[f"ask.{gap.provision}"], self[f"why.{gap.provision}"]

    def general_fields(self) -> list[Any]:
        return [self["contact"], self["term_ends_on"], self["message"]]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        left_out = {gap.provision: "" for gap in self.gaps if not values.get(f"ask.{gap.provision}")}
        for provision in left_out:
            left_out[provision] = values.get(f"why.{provision}", "").strip()
            if not left_out[provision]:
                self.add_error(f"why.{provision}", f"Say why {provision} is left out: the reason is kept.")
        values["left_out"] = left_out
        return values


class ExtendForm(forms.Form):
    term_ends_on = date_field("New last day")
    reason = reason_field("Why the term is longer", "Say why the term is longer: the reason is kept.")


class WithdrawForm(forms.Form):
    reason = reason_field("Why it is withdrawn", "Say why it is withdrawn: the reason is kept.")


class VoidCorrectForm(forms.Form):
    reason = reason_field("Why it was not void", "Say why it was not void: the reason is kept.")


class ItemForm(forms.Form):
    """Cured or not, for one provision; `seen` is when it was last decided as the page showed it."""

    outcome = forms.ChoiceField(
        choices=[("", "Choose"), (CureOutcome.CURED, "Cured"), (CureOutcome.NOT_CURED, "Not cured")],
        label="Decision",
        error_messages={"required": "Choose whether it is cured."},
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed where it is not cured.",
    )
    seen = forms.FloatField(widget=forms.HiddenInput, min_value=0)


class AnswerForm(forms.Form):
    """What the operator answers: the signed file, words, or both."""

    given_by = forms.CharField(
        label="Your name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Write your name: it is kept with the answer."},
    )
    file = forms.FileField(
        label="The signed addendum, or the amended agreement",
        required=False,
        allow_empty_file=True,  # the service says what to do about an empty one
        widget=forms.FileInput(attrs={"accept": FILES}),
        help_text=f"PDF, Word (.docx), HTML or text, unlocked; at most {settings.UPLOAD_MOST_BYTES // 2**20} MB.",
    )
    text = forms.CharField(
        label="Answer in words",
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Where something is not clear, cannot be agreed to, or takes longer.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > settings.UPLOAD_MOST_BYTES:
            raise forms.ValidationError(too_large(file.size))
        return file

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("file") and not values.get("text", "").strip():
            raise forms.ValidationError("Choose the signed file, or write an answer.")
        return values


class OfficeAnswerForm(AnswerForm):
    """An answer that came another way, entered by the office."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_by"].label = "Who answered for the operator"
        self.fields["given_by"].error_messages["required"] = "Write who answered: it is kept with the answer."
        self.fields["given_by"].widget.attrs.pop("autocomplete", None)
