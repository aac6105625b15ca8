"""Forms of the notice's pages. They parse and complain; services decide and write."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms


class NoticeForm(forms.Form):
    """What a person writes; the rest of the notice comes from the records."""

    about = forms.CharField(
        label="What the contract is, and what it is for",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="A brief description and its purpose, in plain words for families.",
        error_messages={"required": "Say what the contract is, and what it is for."},
    )
    text_es = forms.CharField(
        label="The whole notice in Spanish",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 7, "lang": "es"}),
        help_text="Only if a person wrote it. It stands beside the English, which is checked.",
    )


class SentForm(forms.Form):
    """When and how the notice went out without this product: `sent_at` of the cleaned data."""

    sent_on = forms.DateField(label="Day of sending", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    sent_time = forms.TimeField(label="Time of sending", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    how = forms.CharField(
        label="How it was sent",
        max_length=300,
        help_text="Such as: by the messages of the student information system, to all families of grades 3 to 5.",
        error_messages={"required": "Say how it was sent."},
    )
    evidence = forms.CharField(
        label="What shows it",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: the system's report of 1,204 messages delivered, kept in the privacy folder.",
        error_messages={"required": "Say what shows that it was sent."},
    )

    def __init__(self, *args: Any, now: datetime, zone: str, **kwargs: Any) -> None:
        self.now, self.zone = now, ZoneInfo(zone)
        local = now.astimezone(self.zone)
        kwargs.setdefault("initial", {"sent_on": local.date(), "sent_time": local.time()})
        super().__init__(*args, **kwargs)
        self.fields["sent_time"].help_text = f"In the district's time zone, {zone.replace('_', ' ')}."

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, time = values.get("sent_on"), values.get("sent_time")
        if day is not None and time is not None:
            values["sent_at"] = datetime.combine(day, time, self.zone)
        return values
