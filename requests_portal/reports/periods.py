"""From which day to which a report looks. A request counts by the day on which it was asked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms

from district.templatetags.words import plain_day

LONGEST: Final = timedelta(days=5 * 366)  # sixty bars of months still fit a page


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included, in the district's time zone."""

    first: date
    last: date
    zone: str

    @property
    def begins(self) -> datetime:
        return self._midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The first instant that no longer belongs to it."""
        return self._midnight(self.last + timedelta(days=1))

    @property
    def words(self) -> str:
        return f"{plain_day(self.first)} to {plain_day(self.last)}"

    @property
    def query(self) -> str:
        return urlencode({"from": self.first.isoformat(), "to": self.last.isoformat()})

    def before(self) -> "Period":
        """The same number of days just before it."""
        last = self.first - timedelta(days=1)
        return Period(last - (self.last - self.first), last, self.zone)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, ZoneInfo(self.zone)).astimezone(UTC)


def period_usual(today: date, zone: str) -> Period:
    """This month and the eleven before it, up to today."""
    month = today.year * 12 + today.month - 1 - 11
    return Period(date(month // 12, month % 12 + 1, 1), today, zone)


class PeriodForm(forms.Form):
    """The two days, in the address: a report can be bookmarked, and names nobody."""

    def __init__(self, data: Any, *, usual: Period) -> None:
        super().__init__(data)
        self.fields["from"] = _day_field("From", usual.first)
        self.fields["to"] = _day_field("To", usual.last)
        self.usual = usual

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("from") or self.usual.first, given.get("to") or self.usual.last
        if first.year < 1990 or last.year > self.usual.last.year + 10:
            self.add_error(None, "These days are too far away.")
        elif last < first:
            self.add_error("to", "The last day lies before the first.")
        elif last - first > LONGEST:
            self.add_error("to", "A report covers at most five years.")
        return {"from": first, "to": last}

    def period(self) -> Period:
        """What was asked for; the usual one where it makes no sense (the form then says why)."""
        if not self.is_valid():
            return self.usual
        return Period(self.cleaned_data["from"], self.cleaned_data["to"], self.usual.zone)


def _day_field(label: str, initial: date) -> forms.DateField:
    return forms.DateField(label=label, initial=initial, required=False, widget=forms.DateInput(attrs={"type": "date"}))
