"""Forms of affected pupils: whom to add, whom to take off, which list."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from breaches.forms import reason_field
from district.grades import CHOICES
from district.models import School

MEGABYTE: Final = 2**20
WHY_OFF: Final = "Say why: whoever asks later will want to know."


class SchoolForm(forms.Form):
    """Whole schools, or some of their grades."""

    schools = forms.ModelMultipleChoiceField(
        queryset=School.objects.none(),
        label="Schools",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one school."},
    )
    grades = forms.MultipleChoiceField(
        choices=CHOICES,
        label="Grades",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all grades.",
    )

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser: Any = self.fields["schools"]
        chooser.queryset = schools


class TypedForm(forms.Form):
    """One pupil, as people have it before them: a number, or a name. Posted, so that no name stands in an address."""

    typed = forms.CharField(
        label="Student number, or whole name",
        max_length=255,
        help_text="Exactly as the roster has it: names are sealed, so that parts of them are not found.",
        error_messages={"required": "Type a student number or a name."},
    )


class ListForm(forms.Form):
    """One CSV file. What it is, is decided by its content."""

    file = forms.FileField(
        label="The list",
        help_text=f"CSV with a first line that names the columns; at most {settings.UPLOAD_MOST_BYTES // MEGABYTE} MB.",
        allow_empty_file=True,  # the service says what is wrong with an empty one
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={"required": "Choose a file first."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MOST_BYTES:
            most = settings.UPLOAD_MOST_BYTES // MEGABYTE
            raise forms.ValidationError(
                f"The file has {file.size / MEGABYTE:,.0f} MB; at most {most} MB can be sent. A list of fifty thousand "
                "pupils has about 5 MB: leave out the columns that say nothing of who is meant."
            )
        return file


class FilterForm(forms.Form):
    """Which of the breach's pupils to show. A value that fits nothing is left out, never an error."""

    school = forms.TypedChoiceField(label="School", coerce=int, empty_value=None, required=False)
    grade = forms.ChoiceField(label="Grade", choices=[("", "All grades"), *CHOICES], required=False)
    language = forms.ChoiceField(label="Language", required=False)
    address = forms.BooleanField(label="Only without address", required=False)

    def __init__(
        self, *args: Any, schools: Iterable[tuple[int, str]], languages: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        school: Any = self.fields["school"]
        school.choices = [("", "All schools"), *schools]
        language: Any = self.fields["language"]
        language.choices = [("", "All languages"), *languages]

    def narrowed(self) -> dict[str, Any]:
        """What was chosen and fits."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None, False)}


class RemoveForm(forms.Form):
    because = reason_field("Why they are taken off", WHY_OFF)


class LeaveForm(forms.Form):
    because = reason_field("Why nobody is added for it", "Say why nobody is added for it: the reason is kept.")
