"""Who is told of a clock: its owner and the roles of its chain."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from deadlines.alarmplan import days_late
from deadlines.escalation import roles_above, roles_told
from deadlines.firing import Firing
from district.models import User


class NobodyToTell(LookupError):
    """No active person holds any role of a clock's chain: the alarm fails visibly rather than fall silent."""


class Person(NamedTuple):
    """Somebody who can be written to."""

    id: int
    email: str


@dataclass(slots=True)
class Directory:
    """Active people by role and by id, read in one query."""

    by_role: dict[str, list[Person]] = field(default_factory=dict)
    by_id: dict[int, Person] = field(default_factory=dict)
    answers: dict[tuple[str, int, int | None], list[Person]] = field(default_factory=dict)

    def told_of(self, firing: Firing, *, now: datetime) -> list[Person]:
        """The owner and everyone in the roles that the chain names by now. Raises NobodyToTell."""
        late = days_late(firing.due_at, now) if firing.kind in ("due", "late") else 0
        question = (firing.role, late, firing.owner_id)
        if question not in self.answers:
            self.answers[question] = self._told(*question)
        return self.answers[question]

    def _told(self, role: str, late: int, owner_id: int | None) -> list[Person]:
        people = dict.fromkeys(self._of_roles(roles_told(role, late)))
        owner = self.by_id.get(owner_id or 0)
        if owner is not None:
            people.setdefault(owner)
        return list(people) or self._instead(role)

    def _of_roles(self, roles: Iterable[str]) -> list[Person]:
        return [person for role in roles for person in self.by_role.get(role, ())]

    def _instead(self, role: str) -> list[Person]:
        for above in roles_above(role):
            if people := self.by_role.get(above):
                return people
        raise NobodyToTell(f"Nobody holds the role {role}, nor one above it: give it to a person in the office.")


def directory_read() -> Directory:
    """All active people with their roles."""
    directory = Directory()
    rows = User.objects.filter(is_active=True).values_list("pk", "email", "groups__name").order_by("pk")
    for pk, email, role in rows:
        person = directory.by_id.setdefault(pk, Person(pk, email))
        if role:
            directory.by_role.setdefault(role, []).append(person)
    return directory
