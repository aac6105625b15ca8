"""Forms of the district's own records. They say in words what the services would refuse."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from district.icsreading import MOST_BYTES
from district.models import AdoptedPack, User
from district.people import OFFICER, only_officer
from district.roles import ROLES
from rulebook.loading import load_packs

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


def pack_choices() -> list[tuple[str, str]]:
    """The packs that the rulebook holds, by title."""
    return [("", "Choose a rule pack"), *((pack.id, pack.title) for pack in load_packs().packs.values())]


class AdoptedPackForm(ModelForm):
    """Choosing a pack by its title; ending it later."""

    pack = forms.ChoiceField(label="Rule pack", choices=pack_choices)

    class Meta:
        model = AdoptedPack
        fields = ("pack", "adopted_on", "ended_on", "policy")

    def clean_ended_on(self) -> Any:
        """The database refuses it as well, but not in words: `adopted_on` is no field of a pack's own page."""
        ended_on = self.cleaned_data["ended_on"]
        if ended_on and self.instance.adopted_on and ended_on < self.instance.adopted_on:
            raise ValidationError("A pack cannot end before the day on which it was adopted.")
        return ended_on


class PersonForm(ModelForm):
    """An account with its roles as named boxes."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        required=False,
        choices=[(role.id, f"{role.name}: {role.duty}") for role in ROLES],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ("name", "email", "position", "school", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = list(self.instance.groups.values_list("name", flat=True))

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        loses_office = OFFICER not in answers.get("roles", []) or answers.get("is_active") is False
        if self.instance.pk and loses_office and only_officer(self.instance):
            raise ValidationError("This is the only privacy officer who may sign in: name another one first.")
        return answers


class NewPersonForm(PersonForm):
    """As above, for an account that is not there yet."""

    invite = forms.BooleanField(
        label="Send a link to set a password", required=False, initial=True, help_text="By e-mail, when you save."
    )

    class Meta(PersonForm.Meta):
        fields = ("name", "email", "position", "school")  # type: ignore[assignment]


class ClosedRangeForm(forms.Form):
    """Several closed days at once."""

    first = forms.DateField(label="First closed day", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="Last closed day", widget=forms.DateInput(attrs={"type": "date"}))
    name = forms.CharField(label="Name", max_length=200, help_text="Such as Winter break.")


class CalendarFileForm(forms.Form):
    """An .ics file; what it is, its content says."""

    file = forms.FileField(
        label="Calendar file",
        help_text="An .ics file, as calendars export it.",
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
        error_messages={"empty": "The file is empty."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB: export one school year.")
        return file
