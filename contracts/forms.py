"""Forms of the task pages. They parse and complain; services decide and write."""

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from contracts.models import DecisionKind, Opinion, Verdict
from contracts.services.documents import too_large
from district.models import User


class UploadForm(forms.Form):
    """One file. What it is, is decided by its content."""

    file = forms.FileField(
        label="The agreement's file",
        help_text=f"PDF, Word (.docx), HTML or text, unlocked; at most {settings.UPLOAD_MOST_BYTES // 2**20} MB.",
        allow_empty_file=True,  # the service says what to do about an empty one
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.html,.htm,.txt,.md"}),
        error_messages={"required": "Choose a file first."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MOST_BYTES:
            raise forms.ValidationError(too_large(file.size))
        return file


class DecisionForm(forms.Form):
    """A person's word on one finding: which of the three, and why. What a kind needs, its form asks for."""

    kind = forms.ChoiceField(choices=DecisionKind.choices, widget=forms.HiddenInput)
    last_seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label="Verdict instead",
        required=False,
        choices=[("", "Choose"), *((value, label) for value, label in Verdict.choices if value != "needs_person")],
        error_messages={"required": "Choose the verdict that you give instead."},
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stands with the decision.",
        error_messages={"required": "Give a reason: it stands with the decision."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self["kind"].value()
        self.fields["verdict"].required = kind == DecisionKind.OVERRULE
        self.fields["reason"].required = kind in (DecisionKind.OVERRULE, DecisionKind.LOOK_AGAIN)


class CounselRequestForm(forms.Form):
    question = forms.CharField(
        label="What counsel should look at",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Sent with the link. The findings stand on the review page.",
    )


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(label="Opinion", choices=Opinion.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label="In words",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write the opinion, in a sentence at least."},
    )


class EndForm(forms.Form):
    reason = forms.CharField(
        label="Why it ends",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the agreement ends."},
    )


class RenewForm(forms.Form):
    """Until when a signed agreement runs on, since when, and how that came about."""

    renewed_on = forms.DateField(
        label="Day of renewal",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="From this day the laws count that bind renewed agreements.",
        error_messages={"required": "Give the day on which it was renewed."},
    )
    ends_on = forms.DateField(
        label="New end of the term",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Its last day. Empty: no fixed end.",
    )
    reason = forms.CharField(
        label="How it was renewed",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: by itself under section 9; by letter of the superintendent.",
        error_messages={"required": "Say how it was renewed: it stands in its history."},
    )


class MomentForm(forms.Form):
    """The moment of signing, in the district's time zone: `signed_at` of the cleaned data."""

    signed_on = forms.DateField(
        label="Day of signing", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    signed_time = forms.TimeField(
        label="Time of signing", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, now: datetime, zone: str, shown: datetime, **kwargs: Any) -> None:
        self.now, self.zone = now, ZoneInfo(zone)
        local = shown.astimezone(self.zone)
        kwargs.setdefault("initial", {"signed_on": local.date(), "signed_time": local.time()})
        super().__init__(*args, **kwargs)
        self.fields["signed_time"].help_text = f"In the district's time zone, {zone.replace('_', ' ')}."

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, time = values.get("signed_on"), values.get("signed_time")
        if day is None or time is None:
            return values
        moment = datetime.combine(day, time, self.zone)
        if moment > self.now:
            self.add_error("signed_on", "This moment has not come yet. Give the day and time at which it was signed.")
        values["signed_at"] = moment
        return values


class SignCorrectForm(MomentForm):
    """Another moment of signing, and why."""

    reason = forms.CharField(
        label="Why it is corrected",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the clocks that are withdrawn.",
        error_messages={"required": "Say why the moment of signing is corrected."},
    )


class SignerForm(MomentForm):
    """The moment of signing, and who of those that may sign did so for the district."""

    signer = forms.ModelChoiceField(
        label="Signed for the district by",
        queryset=User.objects.none(),
        empty_label="Choose",
        help_text="Those whom the district's settings let sign.",
        error_messages={"required": "Choose who signed for the district."},
    )

    def __init__(self, *args: Any, signers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signer = cast("forms.ModelChoiceField[User]", self.fields["signer"])
        signer.queryset = signers


class SignForm(SignerForm):
    """The moment of signing, who signed for the district, and the file as signed."""

    file = forms.FileField(
        label="The file as signed",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.html,.htm,.txt,.md"}),
        help_text="It is what gets posted. Without one, the version that was reviewed is posted.",
    )
    reason = forms.CharField(
        label="Why it is signed although gaps are open",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the gaps.",
    )

    field_order = ("signed_on", "signed_time", "signer", "file", "reason")

    def __init__(self, *args: Any, now: datetime, gaps: list[str], user: User, **kwargs: Any) -> None:
        super().__init__(*args, now=now, shown=now, **kwargs)
        self.fields["signer"].initial = user.pk
        if not gaps:
            del self.fields["reason"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > settings.UPLOAD_MOST_BYTES:
            raise forms.ValidationError(too_large(file.size))
        return file
