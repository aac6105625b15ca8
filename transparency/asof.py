"""How agreements stand on a day, whatever was published: some were ended or made void since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Gone = tuple[str, str]  # "ended" or "void", and the ISO day since when; an empty day: always


@dataclass(frozen=True, slots=True)
class AsOf:
    """A day of the district's calendar, and the agreements that do not hold any more, by id."""

    day: date
    out: Mapping[int, Gone] = field(default_factory=dict)

    def gone(self, agreement: int | None) -> Gone | None:
        """Why the agreement does not hold on this day: it was ended or made void by then. None: nothing of the kind."""
        found = self.out.get(agreement) if agreement is not None else None
        return found if found is not None and found[1] <= self.day.isoformat() else None
