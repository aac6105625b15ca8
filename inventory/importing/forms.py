"""Forms of inventory imports."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from district.grades import CHOICES, GRADES
from inventory.importing.fields import BY_PURPOSE, TICK
from inventory.models import DoubleDecision, ImportPurpose, InventoryDouble

MB: Final = 2**20
COMMON_SOURCES: Final = ("Registry of agreements", "Sign-on portal", "Web filter", "Own spreadsheet")


class SourceInput(forms.TextInput):
    """A text with the sources that are known offered, and any other free."""

    template_name = "staff/imports/source_input.html"

    def __init__(self, known: Sequence[str]) -> None:
        super().__init__(attrs={"list": "known-sources", "autocomplete": "off"})
        self.known = known

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "known": self.known}


class SpreadsheetForm(forms.Form):
    """The file, what it lists, and where it comes from."""

    file = forms.FileField(
        label="Spreadsheet", widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.tsv,.txt,text/csv"})
    )
    purpose = forms.ChoiceField(
        label="It lists",
        choices=[
            (ImportPurpose.INVENTORY, "operators, apps and the information they hold"),
            (ImportPurpose.SEEN, "apps seen in use, as a sign-on portal or a web filter writes them"),
        ],
        widget=forms.RadioSelect,
        initial=ImportPurpose.INVENTORY,
    )
    source = forms.CharField(
        label="Where it comes from",
        max_length=120,
        help_text="What you say of the columns is remembered under this name for the next file.",
    )

    def __init__(self, *args: Any, known: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].widget = SourceInput(sorted({*known, *COMMON_SOURCES}))
        most = settings.UPLOAD_MOST_BYTES // MB
        self.fields["file"].help_text = f"A workbook (.xlsx) or a CSV file; at most {most} MB."

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > settings.UPLOAD_MOST_BYTES:
            raise forms.ValidationError(f"The file is larger than {settings.UPLOAD_MOST_BYTES // MB} MB. Split it.")
        return file


class SheetForm(forms.Form):
    """Which sheet of the workbook, and which of its rows names the columns."""

    header_row = forms.TypedChoiceField(label="The row that names the columns", coerce=int)

    def __init__(
        self, *args: Any, sheets: Sequence[tuple[str, str]], heads: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["header_row"].choices = heads  # type: ignore[attr-defined]
        if len(sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(label="Sheet", choices=sheets)
            self.order_fields(["sheet", "header_row"])


class ColumnsForm(forms.Form):
    """For each column of the file, what it is; and the grades where the file says none."""

    def __init__(
        self,
        *args: Any,
        header: Sequence[str],
        columns: Mapping[str, int],
        purpose: str,
        elements: Mapping[int, str],
        defaults: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field_of = {place: name for name, place in columns.items()}
        self.header, choices = list(header), _choices(purpose, elements)
        for place, name in enumerate(self.header):
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=field_of.get(place, "")
            )
        if purpose == ImportPurpose.INVENTORY:
            self._grades(defaults)

    def _grades(self, defaults: Mapping[str, str]) -> None:
        for name, label in (("lowest_grade", "Lowest grade"), ("highest_grade", "Highest grade")):
            self.fields[f"default_{name}"] = forms.ChoiceField(
                label=f"{label}, where a row says none",
                choices=[("", "Refuse such rows"), *CHOICES],
                required=False,
                initial=defaults.get(name, ""),
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
        lowest, highest = cleaned.get("default_lowest_grade"), cleaned.get("default_highest_grade")
        if bool(lowest) != bool(highest) or (lowest and GRADES.index(lowest) > GRADES.index(highest)):
            self.add_error("default_highest_grade", "Choose both grades, the lower one first; or neither.")
        return cleaned

    @property
    def columns(self) -> dict[str, int]:
        """Column number by field, of a clean form."""
        places = range(len(self.header))
        return {name: place for place in places if (name := self.cleaned_data.get(f"column{place}"))}

    @property
    def defaults(self) -> dict[str, str]:
        names = ("lowest_grade", "highest_grade")
        return {name: value for name in names if (value := self.cleaned_data.get(f"default_{name}"))}


class DoublesForm(forms.Form):
    """For each name that looks like a double: which one it is. What stays open is not taken over."""

    def __init__(self, *args: Any, doubles: Sequence[InventoryDouble], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubles = list(doubles)
        for one in self.doubles:
            what = f"{one.written} – {one.operator_written}" if one.operator_written else one.written
            rows = "1 row" if one.rows == 1 else f"{one.rows} rows"
            self.fields[f"double{one.pk}"] = forms.ChoiceField(
                label=f"{what} ({one.get_kind_display()}, {rows})",
                choices=_answers(one),
                widget=forms.RadioSelect,
                required=False,
                initial=_answer(one),
            )

    @property
    def decided(self) -> dict[int, tuple[str, int | None, str]]:
        """(decision, number of the record, name in the file) by the double's own number, of a clean form."""
        found: dict[int, tuple[str, int | None, str]] = {}
        for one in self.doubles:
            answer: str = self.cleaned_data.get(f"double{one.pk}", "")
            if answer == _answer(one):
                continue
            kind, _, place = answer.partition(":")
            near: Any = one.near[int(place)] if place else {"pk": None, "name": ""}
            found[one.pk] = (kind, near["pk"], "" if near["pk"] else near["name"])
        return found


def _answers(double: InventoryDouble) -> list[tuple[str, str]]:
    same = [
        (f"{DoubleDecision.SAME}:{place}", f"The same as “{near['name']}”" + ("" if near["pk"] else " of this file"))
        for place, near in enumerate(double.near)
    ]
    return [
        ("", "Not decided: its rows wait"),
        *same,
        (DoubleDecision.ANOTHER.value, "Another one: enter it"),
        (DoubleDecision.LEAVE_OUT.value, "Leave its rows out"),
    ]


def _answer(double: InventoryDouble) -> str:
    if double.decision != DoubleDecision.SAME:
        return double.decision
    for place, near in enumerate(double.near):
        if near["pk"] == double.same_as and (near["pk"] or near["name"] == double.same_as_name):
            return f"{DoubleDecision.SAME}:{place}"
    return ""


def _choices(purpose: str, elements: Mapping[int, str]) -> list[Any]:
    """Every field under its group, with nothing first; then a tick for each kind of information."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for field in BY_PURPOSE[purpose]:
        groups.setdefault(field.group, []).append((field.name, field.title))
    found: list[Any] = [("", "Not read"), *groups.items()]
    if purpose == ImportPurpose.INVENTORY:
        found.append(("Ticked where it is held", [(f"{TICK}{pk}", name) for pk, name in elements.items()]))
    return found
