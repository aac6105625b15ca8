"""The demonstration's people and how they sign in. Only a demonstration has these accounts."""

from dataclasses import dataclass

PASSPHRASE = "lantern-prairie-900"  # noqa: S105 - printed by `make run`, refused outside demonstrations
DOMAIN = "prairie-lantern.example"


@dataclass(frozen=True, slots=True)
class Member:
    """A person: roles by id; school as the index into the demonstration's schools."""

    name: str
    position: str
    roles: tuple[str, ...]
    school: int = 0

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@{DOMAIN}"


CAST = (
    Member("Dana Fictional", "Privacy officer", ("privacy_officer",)),
    Member("Dirk Invented", "Director of information services", ("director",)),
    Member("Sonia Imagined", "Superintendent", ("superintendent",)),
    Member("Rhea Makebelieve", "Records custodian", ("records_custodian",)),
    Member("Boris Pretend", "Business manager", ("business_manager", "committee_member")),
    Member("Cora Storybook", "Board counsel", ("counsel",)),
    Member("Carl Fable", "Teacher, ed-tech committee", ("committee_member", "staff_member"), 1),
    Member("Mina Storywell", "Librarian, ed-tech committee", ("committee_member", "staff_member"), 1),
    Member("Tom Tale", "Teacher", ("staff_member",), 2),
    Member("Ari Myth", "Auditor", ("auditor",)),
)
