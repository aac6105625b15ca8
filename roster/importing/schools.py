"""Which school of the district a file means: by code, by name, or as a person said once (SchoolAlias)."""

from collections.abc import Sequence

from district.models import School
from roster.models import SchoolAlias


class SchoolFinder:
    """Remembers every answer. With one school in the district, a file that names none means that one."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        schools = list(School.objects.all())
        for school in schools:
            self.known[as_compared(school.name)] = school.pk
        for school in schools:
            self.known[as_compared(school.code)] = school.pk
        self.left_out: set[str] = set()
        for alias in SchoolAlias.objects.all():
            if alias.school_id is None:
                self.left_out.add(alias.written)
            else:
                self.known[alias.written] = alias.school_id
        self.only = schools[0].pk if len(schools) == 1 else None
        self.found: dict[tuple[str, ...], int | None] = {}

    def find(self, written: tuple[str, ...]) -> int | None:
        """The school's key, or None where it is not known or its pupils are left out."""
        if written not in self.found:
            self.found[written] = self._look(written)
        return self.found[written]

    def _look(self, written: tuple[str, ...]) -> int | None:
        compared = [as_compared(one) for one in written]
        if self.is_left_out(written):
            return None
        if not written:
            return self.only
        return next((self.known[one] for one in compared if one in self.known), None)

    def is_left_out(self, written: Sequence[str]) -> bool:
        """Whether a person said once that this is no school of the district."""
        return any(as_compared(one) in self.left_out for one in written)

    def why(self, written: Sequence[str]) -> str:
        """Why a pupil's school was not found, as a sentence."""
        if not written:
            return "The row names no school."
        if self.is_left_out(written):
            return f"“{written[0]}” is no school of this district, as was said before: the pupil is left out."
        names = ", ".join(f"“{one}”" for one in written[:3])
        return f"No school here has the code or name {names}. Say which one is meant, or enter the school."


def as_compared(written: str) -> str:
    return " ".join(written.lower().split())[:200]
