"""What a law makes public of a breach: which breaches, what of them, and for how long. Numbers come from the pack."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from rulebook.yamlnodes import Node

if TYPE_CHECKING:
    from rulebook.model import Cite

Shows = Literal["entry", "notice"]
SHOWS: Final = ("entry", "notice")
CLASSES: Final = ("personal", "directory", "content", "sensitive", "ordinary")


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share from which a breach is listed: `percent` of `of`, reached as well as passed."""

    percent: int
    of: str

    def reached(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` reaches it, in whole numbers: no rounding decides."""
        return part * 100 >= self.percent * whole


@dataclass(frozen=True, slots=True)
class Kept:
    """How many years a breach stays listed, and the day before which none is. `verified` as with rules."""

    years: int
    not_before: date | None
    cite: "Cite"
    verified: bool
    doubt: str

    def last_day(self, posted: date) -> date:
        """The last day on which a breach posted on that day is listed."""
        try:
            return posted.replace(year=posted.year + self.years)
        except ValueError:  # 29 February, in a year that has none
            return date(posted.year + self.years, 3, 1)


@dataclass(frozen=True, slots=True)
class BreachPosting:
    """What is posted of a breach: `entry` is a line of a list, `notice` the notice itself.

    `number_withheld_for`: the class of information that keeps the number of students back; empty where none does.
    """

    shows: Shows
    threshold: Threshold | None
    number_withheld_for: str
    kept: Kept | None


def breach_posting_read(
    node: Node, *, cite: Callable[[Node], "Cite"], verified: Callable[[Node, dict[str, Node]], dict[str, Any]]
) -> BreachPosting:
    """The part `breach` of a posting. Raises PackError with file, line and key."""
    fields = node.fields(("shows",), ("threshold", "number_withheld_for", "kept"))
    shows: Any = fields["shows"].choice(SHOWS)
    withheld = fields["number_withheld_for"].choice(CLASSES) if "number_withheld_for" in fields else ""
    return BreachPosting(
        shows=shows,
        threshold=_threshold(fields["threshold"]) if "threshold" in fields else None,
        number_withheld_for=withheld,
        kept=_kept(fields["kept"], cite, verified) if "kept" in fields else None,
    )


def _threshold(node: Node) -> Threshold:
    fields = node.fields(("percent", "of"))
    percent = fields["percent"].number()
    if percent > 100:
        raise fields["percent"].error("a share is at most 100 percent")
    return Threshold(percent, fields["of"].text())


def _kept(
    node: Node, cite: Callable[[Node], "Cite"], verified: Callable[[Node, dict[str, Node]], dict[str, Any]]
) -> Kept:
    fields = node.fields(("years", "cite", "verified"), ("not_before", "doubt"))
    not_before = fields["not_before"].day() if "not_before" in fields else None
    return Kept(fields["years"].number(), not_before, cite(fields["cite"]), **verified(node, fields))
