"""The questions that the trail answers, as a form."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from district.models import User
from district.trail.kinds import kinds
from district.trail.selectors import NOBODY, Question
from district.trail.words import OUTSIDE


def _kind_choices() -> list[tuple[str, str]]:
    return [("", "every kind"), *((kind.label, kind.name.capitalize()) for kind in kinds().values())]


def _person_choices() -> list[tuple[str, str]]:
    people = User.objects.order_by("name").values_list("pk", "name", "email")
    named = [(str(pk), f"{name} ({email})") for pk, name, email in people]
    return [("", "everyone and every timer"), (NOBODY, OUTSIDE), *named]


class TrailForm(forms.Form):
    """Everything is optional; a record's number is read together with its kind."""

    kind = forms.ChoiceField(label="Kind of record", required=False, choices=_kind_choices)
    record = forms.IntegerField(
        label="Record number", required=False, min_value=1, max_value=2**63 - 1, help_text="With a kind of record."
    )
    person = forms.ChoiceField(label="Who", required=False, choices=_person_choices)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("record") and not answers.get("kind") and "kind" not in self.errors:
            self.add_error("record", "Choose the kind of record that this is the number of.")
        if answers.get("since") and answers.get("until") and answers["until"] < answers["since"]:
            self.add_error("until", "The last day comes before the first.")
        return answers

    def question(self, zone: str, before: str = "") -> Question:
        """The question asked, its days taken in the district's time zone."""
        answers = self.cleaned_data
        person = answers.get("person") or ""
        return Question(
            kind=answers.get("kind") or "",
            record=answers.get("record"),
            person=int(person) if person and person != NOBODY else None,
            outside=person == NOBODY,
            since=_start_of(answers.get("since"), zone),
            until=_start_of(answers.get("until"), zone, days=1),
            before=before,
        )


def _start_of(day: Any, zone: str, days: int = 0) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day, time.min, ZoneInfo(zone)) + timedelta(days=days)
