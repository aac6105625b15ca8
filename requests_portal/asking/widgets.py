"""Controls of the questions: choices with a line of explanation, choices under headings, a day in three boxes."""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from notices.courier import address_usable

OLDEST_YEAR = 1900
LONGEST = 4


class MailField(forms.EmailField):
    """An address that our mails can truly be sent to."""

    default_error_messages = {
        "invalid": lazy("This is not an e-mail address. Write it like name@mail.example."),
    }

    def clean(self, value: Any) -> str:
        address = str(super().clean(value) or "")
        if address and not address_usable(address):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return address


def choice(title: Any, hint: Any = "") -> SafeString:
    """A choice's label with a line under it."""
    if not hint:
        return format_html("<span><strong>{}</strong></span>", title)
    return format_html('<span><strong>{}</strong><span class="dp-hint">{}</span></span>', title, hint)


class GroupedChecks(forms.CheckboxSelectMultiple):
    """Check boxes under headings: each group is a fieldset of its own within the question's."""

    template_name = "portal/widgets/checks.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Numbered through all groups, so that a list of errors leads to the first box."""
        context = super().get_context(name, value, attrs)
        base = context["widget"]["attrs"].get("id", "")
        options = [option for _group, options, _index in context["widget"]["optgroups"] for option in options]
        for number, option in enumerate(options):
            option["attrs"]["id"] = f"{base}_{number}"
        return context


class DayBoxes(forms.MultiWidget):
    """Month, day and year in boxes of their own: nobody scrolls a calendar back ten years on a phone."""

    template_name = "portal/widgets/day.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"inputmode": "numeric", "maxlength": str(LONGEST)}
        super().__init__({name: forms.TextInput(box) for name in ("month", "day", "year")}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return ["", "", ""]
        day = date.fromisoformat(str(value))
        return [day.month, day.day, day.year]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        words = (_("Month"), _("Day"), _("Year"))
        context["boxes"] = list(zip(context["widget"]["subwidgets"], words, strict=True))
        return context


class DayField(forms.MultiValueField):
    """A day of the past, given as three numbers; its value is ISO text, "" where nothing was typed."""

    widget = DayBoxes

    def __init__(self, **options: Any) -> None:
        boxes = [forms.CharField(max_length=LONGEST, required=False) for _box in range(3)]
        super().__init__(fields=boxes, require_all_fields=False, **options)

    def clean(self, value: Any) -> str:
        """The day; "" where nothing was typed, which the form judges: another answer may stand in its place."""
        typed = [str(part or "").strip() for part in value or ()]
        return self.compress(typed) if all(len(part) <= LONGEST for part in typed) else self.compress(["-"] * 3)

    def compress(self, data_list: Sequence[str]) -> str:
        """ISO text of three texts: month, day, year."""
        if not any(data_list):
            return ""
        if len(data_list) != 3 or not all(part.isdecimal() for part in data_list):
            raise ValidationError(lazy("Give month, day and year in numbers, such as 3 14 2016."), code="invalid")
        month, day, year = (int(part) for part in data_list)
        if year < OLDEST_YEAR or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
            raise ValidationError(lazy("There is no such day. Give month, day and year in numbers."), code="invalid")
        return date(year, month, day).isoformat()


def grouped(rows: Iterable[tuple[str, str, SafeString]]) -> list[tuple[str, list[tuple[str, SafeString]]]]:
    """Choices under headings from (heading, value, label), in the order of the rows."""
    groups: dict[str, list[tuple[str, SafeString]]] = {}
    for heading, value, label in rows:
        groups.setdefault(heading, []).append((value, label))
    return list(groups.items())
