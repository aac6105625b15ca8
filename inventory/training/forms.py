"""Forms of trainings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from district.forms import ModelForm
from district.models import User
from district.roles import ROLES
from inventory.models import DesignatedPerson, TrainingCourse
from inventory.training.filereading import MOST_BYTES
from inventory.training.rules import TrainingRule


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CourseForm(ModelForm):
    """A course: what it is, for whom, what requires it, when people are reminded."""

    roles = forms.MultipleChoiceField(
        label="For whom",
        required=False,
        choices=[(role.id, role.name) for role in ROLES],
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: everybody who has a role.",
    )
    link = forms.URLField(
        label="Address of the course", required=False, assume_scheme="https", help_text="Empty: it is in person."
    )
    rule = forms.ChoiceField(label="Required by", required=False)
    remind_days = forms.CharField(
        label="Days before the due day on which people are reminded",
        required=False,
        help_text="Numbers with commas between, such as 14, 3. Empty: nobody is reminded before.",
    )

    class Meta:
        model = TrainingCourse
        fields = (
            *("title", "topic", "summary", "link", "provider", "rule", "roles", "every_school_year", "own_word"),
            *("remind_days", "remind_late_every"),
        )
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, rules: list[TrainingRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        choices = [(rule.id, f"{rule.must} ({rule.citation})") for rule in rules]
        if self.instance.rule and self.instance.rule not in dict(choices):
            choices.append((self.instance.rule, self.instance.rule))
        fields["rule"].choices = [("", "The district alone"), *choices]
        self.initial["remind_days"] = ", ".join(str(days) for days in self.instance.remind_days)

    def clean_remind_days(self) -> list[int]:
        """Whole numbers from 1 to 365, the largest first."""
        written = [part.strip() for part in self.cleaned_data["remind_days"].split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and 1 <= int(part) <= 365 for part in written):
            raise ValidationError("Write whole numbers from 1 to 365 with commas between, such as 14, 3.")
        if len(written) > 10:
            raise ValidationError("At most ten reminders.")
        return sorted({int(part) for part in written}, reverse=True)


class RoundForm(forms.Form):
    """When a course is due next."""

    opens_on = forms.DateField(label="What is done on this day or later counts", widget=day_input())
    due_on = forms.DateField(label="The last day to do it", widget=day_input())


class MoveForm(forms.Form):
    due_on = forms.DateField(label="The last day to do it", widget=day_input())


class DoneForm(forms.Form):
    """One person has done it."""

    person: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(queryset=None, label="Who")
    completed_on = forms.DateField(label="Done on", widget=day_input())
    evidence = forms.FileField(label="Certificate", required=False, help_text="A PDF or a picture, where there is one.")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset = people


class ExcuseForm(forms.Form):
    """One person need not do it."""

    person: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(queryset=None, label="Who")
    because = forms.CharField(label="Why", max_length=300, help_text="Such as on leave for the whole school year.")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset = people


class OwnForm(forms.Form):
    """A person's own word."""

    completed_on = forms.DateField(label="Done on", widget=day_input())
    evidence = forms.FileField(label="Certificate", required=False, help_text="A PDF or a picture, if you have one.")


class BecauseForm(forms.Form):
    because = forms.CharField(label="Why", max_length=300)


class FileForm(forms.Form):
    """A file of completions."""

    file = forms.FileField(
        label="CSV file",
        help_text="With a header, an e-mail address and the day of completion in each row.",
        error_messages={"empty": "The file is empty."},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(f"The file is larger than {MOST_BYTES >> 20} MB: a list of completions is not.")
        return file


class DesignatedForm(ModelForm):
    """Whom an operator names as responsible for security."""

    class Meta:
        model = DesignatedPerson
        fields = ("operator", "name", "position", "designated_on", "trained_on", "source", "ended_on")
        widgets = {name: day_input() for name in ("designated_on", "trained_on", "ended_on")}
