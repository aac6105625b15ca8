"""Forms of roster imports."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from district.models import School
from roster.importing.fields import FIELDS
from roster.importing.lists import schools_to_choose

NOT_HERE: Final = "none"
MB: Final = 2**20


class RosterFileForm(forms.Form):
    """The file, and whether it is whole."""

    file = forms.FileField(label="Roster file", widget=forms.FileInput(attrs={"accept": ".zip,.csv,text/csv"}))
    whole = forms.ChoiceField(
        label="The file names",
        choices=[
            ("all", "every pupil of the district: who is not in it has left"),
            ("some", "only some of them: nobody is marked gone"),
        ],
        widget=forms.RadioSelect,
        initial="all",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.ROSTER_UPLOAD_MOST_BYTES // MB
        self.fields["file"].help_text = f"A OneRoster ZIP file, or one CSV file; at most {most} MB."

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > settings.ROSTER_UPLOAD_MOST_BYTES:
            most = settings.ROSTER_UPLOAD_MOST_BYTES // MB
            raise forms.ValidationError(f"The file is larger than {most} MB. Pack it as a ZIP file.")
        return file


class ColumnsForm(forms.Form):
    """For each column of the file, what it is."""

    def __init__(self, *args: Any, header: Sequence[str], columns: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of = {place: name for name, place in columns.items()}
        self.header = list(header)
        for place, name in enumerate(self.header):
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=name or f"Column {place + 1}",
                choices=_choices(),
                required=False,
                initial=field_of.get(place, ""),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for place, title in enumerate(self.header):
            name = cleaned.get(f"column{place}")
            if name and name in taken:
                self.add_error(f"column{place}", f"“{taken[name]}” is that already: only one column can be it.")
            elif name:
                taken[name] = title
        return cleaned

    @property
    def columns(self) -> dict[str, int]:
        """Column number by field, of a clean form."""
        places = range(len(self.header))
        return {name: place for place in places if (name := self.cleaned_data.get(f"column{place}"))}


class SchoolsForm(forms.Form):
    """For each school that the file writes in an unknown way, which one is meant. Empty ones stay open."""

    def __init__(self, *args: Any, unknown: Sequence[tuple[str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.written = [written for written, _ in unknown]
        self.schools = {str(school.pk): school for school in schools_to_choose()} if unknown else {}
        choices = [
            ("", "Not decided"),
            *((key, school.name) for key, school in self.schools.items()),
            (NOT_HERE, "No school of this district: leave its pupils out"),
        ]
        for number, (written, pupils) in enumerate(unknown):
            words = "1 pupil" if pupils == 1 else f"{pupils} pupils"
            self.fields[f"school{number}"] = forms.ChoiceField(
                label=f"“{written}” ({words})", choices=choices, required=False
            )

    @property
    def meant(self) -> dict[str, School | None]:
        """By name in the file, of a clean form: those that were decided."""
        found = {}
        for number, written in enumerate(self.written):
            if chosen := self.cleaned_data.get(f"school{number}"):
                found[written] = None if chosen == NOT_HERE else self.schools[chosen]
        return found


class CommitForm(forms.Form):
    """A second word where many pupils would be marked gone."""

    def __init__(self, *args: Any, gone: int, before: int, many: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if many:
            self.fields["gone"] = forms.BooleanField(
                label=f"Yes, {gone} of {before} pupils have left",
                help_text="So many at once often means that the file holds only a part of the district.",
                error_messages={"required": f"{gone} of {before} pupils would be marked gone: confirm that."},
            )


def _choices() -> list[Any]:
    """Every field under its group, with nothing first."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for field in FIELDS.values():
        groups.setdefault(field.group, []).append((field.name, f"{field.group}: {field.title}"))
    return [("", "Not read"), *groups.items()]
