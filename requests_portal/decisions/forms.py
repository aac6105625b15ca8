"""Forms of decisions, hearings and letters. They parse and complain; services decide and write."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.html import format_html

from requests_portal.decisions.grounds import Ground
from requests_portal.decisions.kinds import FOUND_WRONG, Question
from requests_portal.decisions.writing import LONGEST_BODY, LONGEST_SUBJECT
from requests_portal.models import About, Channel, HearingOutcome, PrivacyRequest, Result

LONGEST_WORDS: Final = 5000
LONGEST_LINE: Final = 500
MOMENT_FORMATS: Final = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
IN_SPANISH: Final = "This family reads Spanish: write it in Spanish, for it stands in the letter as you write it."


def words_field(label: str, *, rows: int = 3, most: int = LONGEST_WORDS, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


def line_field(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_LINE, **more)


def day_field(label: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


@dataclass(frozen=True, slots=True)
class Part:
    """One holder whose part of a deletion is to be told: its key in the form, its name, what it was asked about."""

    key: str
    what: str
    task: int | None
    state: str
    certificate: str = ""


class DecisionForm(forms.Form):
    """One question about a request: the answer, the ground where a pack has one, the reason, and what the kind needs.

    `grounds` are those of the packs; `replaces` asks why the decision before no longer holds; `holders` are choices of
    who holds it; `parts` are the holders whose part of a deletion is told.
    """

    result = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": "Choose one of the answers."})

    def __init__(
        self,
        *args: Any,
        request: PrivacyRequest,
        question: Question,
        grounds: Sequence[Ground] = (),
        replaces: bool = False,
        holders: Sequence[tuple[str, str]] = (),
        parts: Sequence[Part] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.question, self.parts = request, question, tuple(parts)
        self.in_spanish = request.language == "es"
        result: Any = self.fields["result"]
        result.label, result.choices = question.title, question.choices
        self._subject(holders)
        if grounds and any(answer.refuses for answer in question.answers):
            self.fields["ground"] = ground_field(grounds, kept=question.about == About.ERASURE)
        self._reasons()
        if replaces:
            self.fields["because"] = words_field(
                "Why the decision before it no longer holds",
                help_text="Both stay in the history.",
                error_messages={"required": "Say why the decision before it no longer holds: both are kept."},
            )

    def _subject(self, holders: Sequence[tuple[str, str]]) -> None:
        """The fields that only this subject has."""
        if self.question.about == About.INACCURACY:
            self.fields["right"] = words_field("What it is to say", required=False, help_text=self._family_words())
            self.fields["holders"] = holders_field(holders)
        elif self.question.about == About.ERASURE:
            for part in self.parts:
                self._part(part)
        elif self.question.about == About.CONTENT:
            self.fields["how"] = words_field(
                "How the family gets the work",
                required=False,
                help_text=f"Which files, from whom, on which way, by when. {self._family_words()}".strip(),
            )
        elif self.question.about == About.DIRECTORY:
            self._directory()

    def _part(self, part: Part) -> None:
        choice = [("done", "Deleted"), ("kept", "Kept"), ("none", "It held nothing")]
        self.fields[f"{part.key}-done"] = forms.ChoiceField(
            label=part.what,
            choices=choice,
            widget=forms.RadioSelect,
            help_text=" ".join(filter(None, (f"It is {part.state}.", part.certificate))),
            error_messages={"required": f"Say what became of it at {part.what}."},
        )
        self.fields[f"{part.key}-elements"] = line_field(
            f"{part.what}: which information",
            required=False,
            help_text=f"Such as voice recordings. {self._family_words()}".strip(),
        )
        self.fields[f"{part.key}-why"] = line_field(
            f"{part.what}: why it is kept", required=False, help_text=self._family_words()
        )

    def _directory(self) -> None:
        own = self._family_words()
        self.fields["purpose"] = words_field(
            "The purpose, as you understand it", help_text=f"It stands in the register and in the letter. {own}".strip()
        )
        self.fields["recipient"] = line_field("To whom it is disclosed", required=False)
        self.fields["disclosed"] = words_field(
            "What exactly is disclosed",
            required=False,
            help_text=f"Which information, about whom. {own}".strip(),
        )
        self.fields["disclosed_on"] = day_field(
            "Disclosed on", required=False, help_text="Empty: not yet, or it goes with the letter."
        )

    def _reasons(self) -> None:
        self.fields["reason"] = words_field(
            "The reason",
            rows=4,
            help_text="For the record." if self.in_spanish else "The family reads it. Plain words, whole sentences.",
            error_messages={"required": "Give the reason: the family reads it."},
        )
        if self.in_spanish:
            self.fields["reason_es"] = words_field(
                "The reason in Spanish, as the family reads it",
                rows=4,
                required=False,
                help_text="Without it the letter stays unfinished and cannot be sent.",
            )

    def _family_words(self) -> str:
        return IN_SPANISH if self.in_spanish else ""

    @property
    def part_fields(self) -> list[tuple[Part, list[forms.BoundField]]]:
        """Each part with its three fields, for the page to keep together."""
        return [(part, [self[f"{part.key}-{name}"] for name in ("done", "elements", "why")]) for part in self.parts]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The other fields, in order."""
        within = {field.name for _, fields in self.part_fields for field in fields}
        return [field for field in self.visible_fields() if field.name not in within]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        result = given.get("result")
        if result in FOUND_WRONG:
            self._wanted(given, "holders", "Say who holds it: they are to correct it.")
            self._wanted(given, "right", "Say what it should say instead.")
        if result == Result.ARRANGED:
            self._wanted(given, "how", "Say how the family gets the work.")
        if result == Result.DISCLOSED:
            self._wanted(given, "disclosed", "Say what exactly is disclosed.")
            self._wanted(given, "recipient", "Say to whom it is disclosed.")
        for part in self.parts:
            if given.get(f"{part.key}-done") == "kept":
                self._wanted(given, f"{part.key}-why", f"Say why {part.what} keeps it.")
        return given

    def _wanted(self, given: dict[str, Any], field: str, sentence: str) -> None:
        if field in self.fields and not given.get(field) and field not in self.errors:
            self.add_error(field, sentence)

    def facts(self) -> dict[str, Any]:
        """What the service keeps sealed."""
        given = self.cleaned_data
        names = ("reason", "reason_es", "right", "holders", "how", "purpose", "recipient", "disclosed")
        facts = {name: given[name] for name in names if given.get(name)}
        if given.get("disclosed_on"):
            facts["disclosed_on"] = given["disclosed_on"].isoformat()
        if self.parts:
            facts["parts"] = [told for part in self.parts if (told := self._told(part)) is not None]
        return facts

    def _told(self, part: Part) -> dict[str, Any] | None:
        given = self.cleaned_data
        done = given[f"{part.key}-done"]
        if done == "none":
            return None
        return {
            "what": part.what,
            "task": part.task,
            "elements": given[f"{part.key}-elements"],
            "done": done == "done",
            "why": given[f"{part.key}-why"] if done == "kept" else "",
        }


def ground_field(grounds: Sequence[Ground], *, kept: bool) -> forms.ChoiceField:
    """The grounds of the packs, each with its words and where they stand. `kept`: part of a deletion is refused."""
    return forms.ChoiceField(
        label="If something is kept: on which ground" if kept else "If it is refused: on which ground",
        required=False,
        choices=[
            ("", "Nothing is kept" if kept else "It is not refused"),
            *(
                (
                    one.id,
                    format_html("<span><strong>{}.</strong> {} ({})</span>", one.title, one.words, one.cite),
                )
                for one in grounds
            ),
        ],
        widget=forms.RadioSelect,
        help_text="The law names these grounds; on any other nothing is refused.",
    )


def holders_field(holders: Sequence[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Who holds it",
        required=False,
        choices=list(holders),
        widget=forms.CheckboxSelectMultiple,
        help_text="They are asked to correct it, each with its own clock, on the tab of holders.",
    )


class HearingAskedForm(forms.Form):
    """The family asked for a hearing, in some other way than on its page."""

    through = forms.ChoiceField(
        label="How they asked",
        choices=[choice for choice in Channel.choices if choice[0] != Channel.PORTAL],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how they asked."},
    )
    asked_at = forms.DateTimeField(
        label="When they asked",
        input_formats=MOMENT_FORMATS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": "Say when they asked.",
            "invalid": "Enter a day and a time, such as 2026-11-20 17:40.",
        },
    )
    words = words_field("What they say", required=False)


class HearingSetForm(forms.Form):
    """The day of a hearing; `moves` asks why it is another day than was told."""

    held_on = day_field("Day", error_messages={"required": "Say on which day."})
    held_time = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Say at which time."},
    )
    place = forms.CharField(label="Place", max_length=300, help_text="As the family finds it: building, room, address.")
    officer = forms.CharField(label="Who holds it", max_length=200, help_text="Name and office.")

    def __init__(self, *args: Any, moves: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if moves:
            self.fields["because"] = line_field(
                "Why it is moved",
                help_text="The family reads it, in its own language.",
                error_messages={"required": "Say why it is moved: the family reads it."},
            )


class HearingOutcomeForm(forms.Form):
    """What came of a hearing that was held."""

    outcome = forms.ChoiceField(
        label="What came of it",
        choices=[
            (HearingOutcome.CORRECTS, "It is to be corrected"),
            (HearingOutcome.STANDS, "The decision stands"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what came of it."},
    )
    findings = words_field(
        "The reason",
        rows=4,
        help_text="As whoever held the hearing gave it. The family reads it.",
        error_messages={"required": "Give the reason: the family reads it."},
    )

    def __init__(self, *args: Any, in_spanish: bool, holders: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if in_spanish:
            self.fields["findings_es"] = words_field(
                "The reason in Spanish, as the family reads it", rows=4, required=False
            )
        self.fields["right"] = words_field(
            "If it is to be corrected: what it is to say", required=False, help_text=IN_SPANISH if in_spanish else ""
        )
        self.fields["holders"] = holders_field(holders)
        self.fields["holders"].label = "If it is to be corrected: who holds it"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("outcome") == HearingOutcome.CORRECTS:
            if not given.get("right"):
                self.add_error("right", "Say what it is to say.")
            if not given.get("holders"):
                self.add_error("holders", "Say who holds it: they are to correct it.")
        return given


class HearingWithdrawnForm(forms.Form):
    because = words_field(
        "How the family withdrew it",
        help_text="Such as: by telephone on 9 March. Stays in the house.",
        error_messages={"required": "Say how the family withdrew it."},
    )


class LetterForm(forms.Form):
    """The words of a letter; empty lines part its paragraphs, lines that begin with a dash are a list."""

    subject = forms.CharField(
        label="Subject", max_length=LONGEST_SUBJECT, error_messages={"required": "The letter has no subject."}
    )
    body = forms.CharField(
        label="What it says",
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=(
            "Greeting, signature and address are added. An empty line begins a new paragraph, a dash an entry of a "
            "list. What stands in {braces} is still to be filled in."
        ),
        error_messages={"required": "The letter has no words."},
    )


class RegisterForm(forms.Form):
    """Filters of the register of directory information."""

    result = forms.ChoiceField(
        label="Determined",
        required=False,
        choices=[
            ("", "All"),
            ("open", "Not determined yet"),
            (Result.DISCLOSED, "For school purposes, disclosed"),
            (Result.WITHHELD, "For school purposes, not disclosed"),
            (Result.NOT_SCHOOL, "Not for school purposes"),
        ],
    )
    since = day_field("Asked from", required=False)
    until = day_field("Asked until", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", "The last day is before the first.")
        return given
