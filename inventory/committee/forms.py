"""Forms of the committee's desk."""

from typing import TYPE_CHECKING, Any, Final

from django import forms

from district.grades import CHOICES as GRADES
from district.models import User
from inventory.committee.people import members_all
from inventory.models import (
    OPEN_REQUESTS,
    Advice,
    AppRequest,
    Area,
    Choice,
    CommitteeSettings,
    Criterion,
    DecisionOutcome,
    Meeting,
    MeetingState,
    Presence,
    RubricVersion,
    VotingWay,
)
from vendors.models import Product

if TYPE_CHECKING:
    SettingsModelForm = forms.ModelForm[CommitteeSettings]
else:
    SettingsModelForm = forms.ModelForm

LONGEST: Final = 4000


def words_field(label: str, missing: str, *, rows: int = 4, required: bool = True, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        help_text=hint,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": missing},
    )


def day_field(label: str, *, required: bool = False, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter a day.", "invalid": "Write the day like 2026-11-27."},
    )


class TriageForm(forms.Form):
    """Which product is meant, and who looks after the request."""

    product = forms.ModelChoiceField(
        queryset=Product.objects.none(),
        label="Which product is meant",
        empty_label="Choose a product",
        help_text="Not in the list? Add it to the inventory first.",
        error_messages={"required": "Choose the product that is meant."},
    )
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who looks after it", required=False, empty_label="Nobody in particular"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = Product.objects.select_related("operator").order_by("name")
        self.fields["product"].queryset = products  # type: ignore[attr-defined]
        self.fields["product"].label_from_instance = product_words  # type: ignore[attr-defined]
        self.fields["owner"].queryset = people_of_the_office()  # type: ignore[attr-defined]


def product_words(product: Product) -> str:
    return f"{product.name} ({product.operator.name})"


def people_of_the_office() -> Any:
    """People who may sign in and have a role, by name."""
    return User.objects.filter(is_active=True, groups__isnull=False).distinct().order_by("name")


class AnswerForm(forms.Form):
    answer = words_field("What the requester is told", "Write what the requester is told.")


class JoinForm(forms.Form):
    into = forms.ModelChoiceField(
        queryset=AppRequest.objects.none(),
        label="It goes on as",
        empty_label="Choose a request",
        error_messages={"required": "Choose the request that it is joined to."},
    )

    def __init__(self, *args: Any, request: AppRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = AppRequest.objects.filter(state__in=OPEN_REQUESTS).exclude(pk=request.pk).order_by("ordinal")
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    text = words_field("Your words", "Write something.", rows=3)
    shown = forms.BooleanField(label="The requester reads it, and is told", required=False)


class ReplyForm(forms.Form):
    text = words_field("Your words", "Write something.", rows=3)


class ConflictForm(forms.Form):
    interest = words_field("What the interest is", "Say what the interest is.", rows=3)

    def __init__(self, *args: Any, others: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others:
            self.fields["member"] = forms.ModelChoiceField(
                queryset=members_all(), label="Whose interest", empty_label="Choose a member"
            )
            self.order_fields(["member", "interest"])


class BecauseForm(forms.Form):
    because = words_field("Why", "Say why: the reason is kept.", rows=3)


class WithdrawForm(forms.Form):
    because = words_field("Why (if something is to be said)", "", rows=2, required=False)


class ExceptionForm(forms.Form):
    reason = words_field(
        "Why this gate is passed over",
        "Say why: the exception is kept under your name.",
        hint="It stands under your name with the decision, and cannot be taken back.",
    )


class OpenVoteForm(forms.Form):
    way = forms.ChoiceField(
        label="How the committee votes",
        widget=forms.RadioSelect,
        choices=[
            (VotingWay.APART, "Without a meeting: each member votes alone until a day"),
            (VotingWay.MEETING, "In a meeting: the votes are written down there"),
        ],
        error_messages={"required": "Choose how the committee votes."},
    )
    closes_on = day_field("Last day to vote", hint="Without a meeting. Empty: as many days as the settings say.")


class VoteForm(forms.Form):
    choice = forms.ChoiceField(
        label="Your vote",
        widget=forms.RadioSelect,
        choices=[(value, label.capitalize()) for value, label in Choice.choices],
        error_messages={"required": "Choose how you vote."},
    )
    reason = words_field("Your reason", "", rows=3, required=False, hint="Needed where you refuse.")


class VotersForm(forms.Form):
    """One choice a member who may vote; empty: they did not."""

    def __init__(self, *args: Any, voters: tuple[User, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voters = voters
        for voter in voters:
            self.fields[f"vote_{voter.pk}"] = forms.ChoiceField(
                label=voter.name or voter.email, required=False, choices=[("", "did not vote"), *Choice.choices]
            )

    def choices(self) -> dict[User, str]:
        """Every voter with what was chosen; empty where they did not vote."""
        return {voter: self.cleaned_data[f"vote_{voter.pk}"] for voter in self.voters}


class MeetingVotesForm(VotersForm):
    """The same, of a meeting that was not cancelled."""

    meeting = forms.ModelChoiceField(
        queryset=Meeting.objects.none(),
        label="In which meeting",
        empty_label="Choose a meeting",
        error_messages={"required": "Choose the meeting."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Meeting.objects.exclude(state=MeetingState.CANCELLED).order_by("-held_on", "-pk")
        self.fields["meeting"].queryset = held  # type: ignore[attr-defined]


class RecordVotesForm(MeetingVotesForm):
    """The votes of a meeting, written down together."""


class CorrectVotesForm(MeetingVotesForm):
    """The same once they are written down, with the reason. No meeting: the one that stands."""

    because = words_field("Why they are corrected", "Say why: the reason is kept.", rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].required = False
        self.order_fields([*(name for name in self.fields if name != "because"), "because"])


class EvaluationForm(forms.Form):
    """One choice and remark a question of the rubric, the advice and a comment."""

    def __init__(self, *args: Any, version: RubricVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria: list[Criterion] = list(version.criteria.all())
        words = [(str(number), f"{number}: {word}") for number, word in enumerate(version.scale, start=1)]
        for one in self.criteria:
            self.fields[f"score_{one.pk}"] = forms.ChoiceField(
                label=one.question,
                required=False,
                choices=[*words, ("", "I cannot say")],
                widget=forms.RadioSelect,
                help_text=f"{one.get_area_display().capitalize()}. {one.guidance}".strip(),
            )
            self.fields[f"remark_{one.pk}"] = forms.CharField(
                label=f"Remark: {one.question}", required=False, max_length=300
            )
        self.fields["advice"] = forms.ChoiceField(
            label="What you advise",
            required=False,
            widget=forms.RadioSelect,
            choices=[(value, label.capitalize()) for value, label in Advice.choices if value],
        )
        self.fields["comment"] = words_field("What the others should know", "", required=False)

    def scores(self) -> dict[int, tuple[int | None, str]]:
        """{criterion id: (score or None, remark)}"""
        given = self.cleaned_data
        return {
            one.pk: (int(score) if (score := given.get(f"score_{one.pk}")) else None, given.get(f"remark_{one.pk}", ""))
            for one in self.criteria
        }


class DecisionForm(forms.Form):
    """The outcome that the vote bears, in the words that the requester reads."""

    outcome = forms.ChoiceField(
        label="Outcome", widget=forms.RadioSelect, error_messages={"required": "Choose the outcome."}
    )
    reason = words_field("The reason, as the requester reads it", "Write the reason: the requester reads it.", rows=6)
    lowest_grade = forms.ChoiceField(label="From grade", required=False, choices=[("", "as asked"), *GRADES])
    highest_grade = forms.ChoiceField(label="To grade", required=False, choices=[("", "as asked"), *GRADES])
    review_on = day_field("A review begins on")
    expires_on = day_field("Last day of the approval", hint="Empty: it holds until it is ended.")

    def __init__(self, *args: Any, outcomes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(DecisionOutcome.choices)
        self.fields["outcome"].choices = [(one, labels[one].capitalize()) for one in outcomes]  # type: ignore[attr-defined]


class ConditionForm(forms.Form):
    """One condition of an approval. An empty one is left out."""

    text = forms.CharField(label="Condition", required=False, widget=forms.Textarea({"rows": 2}), max_length=LONGEST)
    owner = forms.ModelChoiceField(queryset=User.objects.none(), label="Who sees to it", required=False)
    due_on = day_field("By")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_of_the_office()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("text", "").strip():
            for name, words in (("owner", "Say who sees to it."), ("due_on", "Say by when.")):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, words)
        elif given.get("owner") or given.get("due_on"):
            self.add_error("text", "Say what is to be done.")
        return given


ConditionFormSet = forms.formset_factory(ConditionForm, extra=3, max_num=20, validate_max=True)


class MetForm(forms.Form):
    how = words_field("How it was met", "Say how it was met.", rows=3)


class MeetingForm(forms.Form):
    held_on = day_field("Day", required=True)
    starts_at = forms.TimeField(label="Time", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    place = forms.CharField(
        label="Place", required=False, max_length=200, help_text="A room, or the address of a call."
    )
    requests = forms.ModelMultipleChoiceField(
        queryset=AppRequest.objects.none(),
        label="Requests on the agenda",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agenda = words_field("Besides the requests", "", rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = AppRequest.objects.filter(state__in=OPEN_REQUESTS).order_by("ordinal")
        self.fields["requests"].queryset = rows  # type: ignore[attr-defined]


class QuestionForm(forms.Form):
    """One question of a new version of the rubric. An empty one is left out."""

    area = forms.ChoiceField(label="About", choices=Area.choices)
    question = forms.CharField(label="Question", required=False, max_length=200)
    guidance = forms.CharField(label="What to look at", required=False, max_length=500)
    weight = forms.IntegerField(label="Weight", min_value=1, max_value=100, initial=1)


QuestionFormSet = forms.formset_factory(QuestionForm, extra=2, max_num=40, validate_max=True)


class SettingsForm(SettingsModelForm):
    """Quorum, rules of the vote and how long approvals hold."""

    class Meta:
        model = CommitteeSettings
        exclude = ("singleton",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = members_all()  # type: ignore[attr-defined]


class EarlierForm(forms.Form):
    """A decision from before this book was kept."""

    product = forms.ModelChoiceField(
        queryset=Product.objects.none(),
        label="Product",
        empty_label="Choose a product",
        error_messages={"required": "Choose the product."},
    )
    outcome = forms.ChoiceField(
        label="Outcome",
        widget=forms.RadioSelect,
        choices=[
            (value, label.capitalize())
            for value, label in DecisionOutcome.choices
            if value in (DecisionOutcome.APPROVED, DecisionOutcome.REFUSED)
        ],
        error_messages={"required": "Choose the outcome."},
    )
    decided_on = day_field("Decided on", required=True)
    reason = words_field("The reason, and where it is recorded", "Write the reason, and where it is recorded.")
    review_on = day_field("A review begins on")
    expires_on = day_field("Last day of the approval", hint="Empty: it holds until it is ended.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = Product.objects.select_related("operator").order_by("name")
        self.fields["product"].queryset = products  # type: ignore[attr-defined]
        self.fields["product"].label_from_instance = product_words  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    """Attendance, minutes of each item, and of the whole."""

    guests = forms.CharField(
        label="Guests", required=False, widget=forms.Textarea({"rows": 2}), help_text="One name a line."
    )
    minutes = words_field("Minutes, besides the requests", "", rows=5, required=False)

    def __init__(self, *args: Any, meeting: Meeting, members: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members, self.items = members, list(meeting.items.select_related("request"))
        for member in members:
            self.fields[f"member_{member.pk}"] = forms.ChoiceField(
                label=member.name or member.email, choices=Presence.choices, widget=forms.RadioSelect
            )
        for item in self.items:
            self.fields[f"item_{item.pk}"] = words_field(f"Minutes: {item.request}", "", rows=3, required=False)
        self.order_fields(
            [*(f"member_{one.pk}" for one in members), "guests", *(f"item_{one.pk}" for one in self.items), "minutes"]
        )

    def presence(self) -> dict[User, str]:
        return {member: self.cleaned_data[f"member_{member.pk}"] for member in self.members}

    def item_minutes(self) -> dict[int, str]:
        return {item.pk: self.cleaned_data[f"item_{item.pk}"] for item in self.items}
