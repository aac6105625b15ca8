"""OneRoster 1.1 and 1.2, the CSV binding of 1EdTech: a folder or ZIP file of CSV files that name each other by id.

Read are manifest, orgs, users, demographics, enrollments and, in 1.2, roles. Sign-in names and passwords (users.csv,
userProfiles.csv) are never read. Families' addresses, languages and relationships are no part of OneRoster; they are
taken from extension columns ("metadata.street", "metadata.homeLanguage", …), which OneRoster allows in every file.

users.csv is streamed. Kept in memory are schools, one birth date, one role and one school of enrollment for each user.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from district.tables.csvtables import UNREADABLE, Table, misfit, table_of
from district.tables.packages import Package, Unusable
from roster.importing.rows import CONFLICT, NOTICE, Address, Adult, Gone, Link, Problem, Pupil, Row
from roster.importing.values import NotRead, date_read, grade_read, id_read, language_read, yes_read

DELETED: Final = "tobedeleted"
GUARDIANS: Final = frozenset({"parent", "guardian", "relative"})
STUDENT: Final = "student"
NOT_SCHOOLS: Final = frozenset({"district", "department", "local", "state", "national"})
# Names without case and punctuation, with and without "metadata."
EXTENSIONS: Final[dict[str, tuple[str, ...]]] = {
    "line1": ("addressline1", "address1", "street", "streetaddress", "mailingaddress", "address"),
    "line2": ("addressline2", "address2", "unit", "apartment"),
    "city": ("city", "addresscity", "mailingcity"),
    "state": ("state", "addressstate", "mailingstate"),
    "postal_code": ("postalcode", "zip", "zipcode", "addresszip", "mailingzip"),
    "country": ("country", "addresscountry"),
    "language": ("homelanguage", "primarylanguage", "preferredlanguage", "language", "correspondencelanguage"),
    "relationship": ("relationship", "relation", "relationshiptype"),
    "salutation": ("salutation", "prefix", "title"),
    "do_not_contact": ("donotcontact", "nocontact"),
}


class _Places(dict[str, int]):
    """Numbers of the columns of users.csv; -1 where there is none (a cell beyond the row, empty)."""

    def __missing__(self, name: str) -> int:
        return -1


@dataclass
class OneRoster:
    """A package whose head was read. `rows()` may be asked for again."""

    source: str
    file: str
    users: Table
    notes: list[str]
    complete: bool
    schools: dict[str, tuple[str, ...]]  # by id: how the file writes a school
    orgs: frozenset[str]
    roles: dict[str, tuple[str, tuple[str, ...]]] | None
    births: dict[str, tuple[str, str]]  # by user: ISO date, or "" and why not
    enrolled: dict[str, tuple[str, str]]  # by user: school and first day
    headers: dict[str, tuple[str, ...]]
    size: int
    problems: list[Problem]
    student_provides: frozenset[str]
    guardian_provides: frozenset[str]
    guardians: bool = True
    id_column: str = "sourcedId"
    school_column: str = "orgSourcedIds"

    def rows(self) -> Iterator[Row]:
        """Pupils, adults and links as they come, then what is wrong beside users.csv."""
        places, width, doubtful = _places(self.users), len(self.users.header), self.users.doubtful
        status, sourced = places["status"], places["sourcedid"]
        for line, row in self.users.rows():
            if len(row) != width and (why := misfit(self.users.header, row)):
                yield self._problem(line, row, "", why, row[sourced] if sourced < len(row) else "")
                continue
            row.append("")  # places that there are not are -1: this empty cell
            if row[status].strip().lower() == DELETED:
                yield Gone(line, row[sourced].strip())
            elif doubtful and any(UNREADABLE in cell for cell in row):
                yield self._problem(line, row, "", "It holds letters that cannot be read.", row[sourced].strip())
            else:
                yield from self._person(line, row, places)
        yield from self.problems

    def _person(self, line: int, row: list[str], places: _Places) -> Iterator[Row]:
        try:
            source_id = id_read(row[places["sourcedid"]])
        except NotRead as refused:
            yield self._problem(line, row, "sourcedId", str(refused), "")
            return
        role, orgs = self._role(source_id, row, places)
        if role == STUDENT:
            yield from self._pupil(line, row, source_id, orgs, places)
        elif role in GUARDIANS or role:
            yield from self._adult(line, row, source_id, role, places)
        else:
            yield self._problem(line, row, "role", "The row has no role: is it a pupil?", source_id)

    def _role(self, source_id: str, row: list[str], places: _Places) -> tuple[str, tuple[str, ...]]:
        """Role in small letters, and ids of the organisations."""
        if self.roles is None:
            orgs = row[places["orgsourcedids"]]
            return row[places["role"]].strip().lower(), _ids(orgs)
        role, orgs_of = self.roles.get(source_id, ("", ()))
        primary = row[places["primaryorgsourcedid"]].strip()
        return role, (primary, *orgs_of) if primary else orgs_of

    def _pupil(
        self, line: int, row: list[str], source_id: str, orgs: tuple[str, ...], places: _Places
    ) -> Iterator[Row]:
        birth, wrong = self.births.get(source_id, ("", ""))
        if wrong:
            yield self._problem(line, row, "birthDate", f"demographics.csv: {wrong}", source_id)
            return
        try:
            grade = grade_read(_first(row[places["grades"]]))
        except NotRead as refused:
            yield self._problem(line, row, "grades", str(refused), source_id)
            return
        begun, school, several = self._school(source_id, orgs)
        if not row[places["givenname"]].strip() and not row[places["familyname"]].strip():
            yield self._problem(line, row, "familyName", "The pupil has no name.", source_id)
            return
        if several:
            why = f"The pupil belongs to several schools: {school[-1] if school else 'none'} was taken."
            yield Problem(NOTICE, self.users.name, line, "orgSourcedIds", why)
        yield Pupil(
            line,
            row,
            source_id,
            school,
            grade,
            language_read(row[places["language"]]),
            begun,
            _address(row, places),
            {
                "number": row[places["identifier"]].strip() or source_id,
                "given_name": row[places["givenname"]].strip(),
                "family_name": row[places["familyname"]].strip(),
                **({"birth_date": birth} if birth else {}),
                "email": row[places["email"]].strip(),
                "language": row[places["language"]].strip(),
            },
        )
        for agent in _ids(row[places["agentsourcedids"]]):
            yield Link(line, source_id, agent)

    def _school(self, source_id: str, orgs: tuple[str, ...]) -> tuple[str, tuple[str, ...], bool]:
        """First day, the school as the file writes it, and whether there were several to choose from.

        Enrollments decide among several. No school at all: the ids that are said, which no school will match.
        """
        begun = ""
        candidates = [one for one in dict.fromkeys(orgs) if one in self.schools]
        if enrolled := self.enrolled.get(source_id):
            if not candidates or enrolled[0] in candidates:
                return enrolled[1], self.schools.get(enrolled[0], (enrolled[0],)), False
            begun = enrolled[1]
        if candidates:
            return begun, self.schools[candidates[0]], len(candidates) > 1
        return begun, tuple(one for one in orgs if one not in self.orgs), False

    def _adult(self, line: int, row: list[str], source_id: str, role: str, places: _Places) -> Iterator[Row]:
        try:
            silent = yes_read(row[places["do_not_contact"]])
        except NotRead as refused:
            yield self._problem(line, row, self.users.header[places["do_not_contact"]], str(refused), source_id)
            return
        yield Adult(
            line,
            row,
            source_id,
            row[places["relationship"]].strip()[:40].replace("\0", "") or (role if role in GUARDIANS else ""),
            language_read(row[places["language"]]),
            _address(row, places),
            silent,
            role not in GUARDIANS,
            {
                "given_name": row[places["givenname"]].strip(),
                "family_name": row[places["familyname"]].strip(),
                "email": row[places["email"]].strip(),
                "phone": row[places["phone"]].strip() or row[places["sms"]].strip(),
                "salutation": row[places["salutation"]].strip(),
            },
        )
        if role in GUARDIANS:
            for pupil in _ids(row[places["agentsourcedids"]]):
                yield Link(line, pupil, source_id)

    def _problem(self, line: int, row: list[str], field_name: str, reason: str, source_id: str) -> Problem:
        return Problem(CONFLICT, self.users.name, line, field_name, reason, row[: len(self.users.header)], source_id)


def oneroster_read(package: Package, file: str) -> OneRoster:
    """The head of a package: manifest, organisations, roles, birth dates, enrollments. Raises Unusable."""
    said = _manifest(package)
    users = _table(package, "users.csv", "sourcedid", "givenname", "familyname")
    version = _version(package, said, users)
    notes = [users.note] if users.note else []
    problems: list[Problem] = []
    headers = {users.name: users.header}
    schools, orgs = _orgs(package, notes)
    roles = _roles(package, headers, problems) if version == "1.2" else None
    if roles is None and users.place("role") is None:
        raise Unusable("users.csv has no column role, and there is no roles.csv: which rows are pupils?")
    births = _births(package, notes, headers, problems)
    enrolled = _enrolled(package, notes, headers, problems)
    complete = said.get("file.users", "bulk") != "delta"
    if not complete:
        notes.append("The manifest calls users.csv a list of changes: nobody is marked gone for not being in it.")
    places = _places(users)
    return OneRoster(
        f"oneroster-{version}",
        file,
        users,
        notes,
        complete,
        schools,
        orgs,
        roles,
        births,
        enrolled,
        headers,
        users.part.size,
        problems,
        _provided(places, births=package.part("demographics.csv") is not None),
        _provided(places, births=False),
    )


def _provided(places: _Places, *, births: bool) -> frozenset[str]:
    """What these files say at all of a person; what they do not have stays as the roster has it."""
    said = {"number", "given_name", "family_name"} | ({"birth_date"} if births else set())
    columns = {"email": "email", "grade": "grades", "language": "language", "address": "line1"}
    columns |= {"salutation": "salutation", "phone": "phone"}
    said |= {name for name, column in columns.items() if places[column] >= 0}
    return frozenset(said | {"phone"} if places["sms"] >= 0 else said)


def _manifest(package: Package) -> dict[str, str]:
    """What manifest.csv says, by property; nothing where there is none."""
    part = package.part("manifest.csv")
    if part is None:
        return {}
    return {row[0].strip().lower(): row[1].strip().lower() for _, row in table_of(part).rows() if len(row) > 1}


def _version(package: Package, said: dict[str, str], users: Table) -> str:
    version = said.get("oneroster.version", "")
    if version and version not in {"1.0", "1.1", "1.2"}:
        raise Unusable(f"The manifest says OneRoster {version[:20]}: 1.1 and 1.2 can be read.")
    if said.get("file.users") == "absent":
        raise Unusable("The manifest says that users.csv is absent: without it there are no pupils.")
    roles = package.part("roles.csv") is not None and users.place("role") is None
    if (version or ("1.2" if roles else "1.1")) == "1.2":
        if package.part("roles.csv") is None:
            raise Unusable("roles.csv is missing: in OneRoster 1.2 it says who is a pupil and who a guardian.")
        return "1.2"
    return "1.1"


def _table(package: Package, name: str, *columns: str) -> Table:
    part = package.part(name)
    if part is None:
        raise Unusable(f"{name} is missing: a OneRoster package has it.")
    table = table_of(part)
    if lacking := [column for column in columns if column not in table.places]:
        raise Unusable(f"{name} lacks the column {_as_written(lacking[0])}.")
    return table


def _orgs(package: Package, notes: list[str]) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Schools by id, each with its code, name and id; ids of all other organisations."""
    table = _table(package, "orgs.csv", "sourcedid", "name", "type")
    if table.note:
        notes.append(table.note)
    schools, others = {}, set()
    source, name, kind = (table.places[column] for column in ("sourcedid", "name", "type"))
    code, status = table.place("identifier"), table.place("status")
    for line, row in table.rows():
        if why := misfit(table.header, row):
            raise Unusable(f"orgs.csv, line {line}: {why}")
        if status is not None and row[status].strip().lower() == DELETED:
            continue
        if row[kind].strip().lower() in NOT_SCHOOLS:
            others.add(row[source].strip())
            continue
        written = (row[code] if code is not None else "", row[name], row[source])
        schools[row[source].strip()] = tuple(dict.fromkeys(one.strip() for one in written if one.strip()))
    if not schools:
        raise Unusable("orgs.csv names no school.")
    return schools, frozenset(others)


def _roles(
    package: Package, headers: dict[str, tuple[str, ...]], problems: list[Problem]
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """By user: student before guardian before the rest, and the organisations of that role, the primary first."""
    table = _table(package, "roles.csv", "usersourcedid", "role", "orgsourcedid")
    headers[table.name] = table.header
    user, role, org = (table.places[column] for column in ("usersourcedid", "role", "orgsourcedid"))
    kind, status = table.place("roletype"), table.place("status")
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for line, row in table.rows():
        if why := misfit(table.header, row):
            problems.append(Problem(CONFLICT, table.name, line, "", why, row))
            continue
        if status is not None and row[status].strip().lower() == DELETED:
            continue
        who, what, where = row[user].strip(), row[role].strip().lower(), row[org].strip()
        before, orgs = found.get(who, ("", ()))
        if _rank(what) < _rank(before):
            found[who] = (what, (where,))
        elif what == before:
            first = kind is not None and row[kind].strip().lower() == "primary"
            found[who] = (what, (where, *orgs) if first else (*orgs, where))
    return found


def _rank(role: str) -> int:
    return 0 if role == STUDENT else 1 if role in GUARDIANS else 2 if role else 3


def _births(
    package: Package, notes: list[str], headers: dict[str, tuple[str, ...]], problems: list[Problem]
) -> dict[str, tuple[str, str]]:
    part = package.part("demographics.csv")
    if part is None:
        notes.append("There is no demographics.csv: birth dates stay as they are, and new pupils have none.")
        return {}
    table = _table(package, "demographics.csv", "sourcedid", "birthdate")
    headers[table.name] = table.header
    source, birth = table.places["sourcedid"], table.places["birthdate"]
    width, found = len(table.header), {}
    for line, row in table.rows():
        if len(row) != width and (why := misfit(table.header, row)):
            problems.append(Problem(CONFLICT, table.name, line, "", why, row))
            continue
        try:
            found[row[source].strip()] = (date_read(row[birth]), "")
        except NotRead as refused:
            found[row[source].strip()] = ("", f"line {line}: {refused}")
    return found


def _enrolled(
    package: Package, notes: list[str], headers: dict[str, tuple[str, ...]], problems: list[Problem]
) -> dict[str, tuple[str, str]]:
    """By pupil: the school of the primary enrollment, else of the first, and the earliest day in any."""
    part = package.part("enrollments.csv")
    if part is None:
        notes.append("There is no enrollments.csv: schools are those that users.csv names.")
        return {}
    table = _table(package, "enrollments.csv", "usersourcedid", "schoolsourcedid", "role")
    headers[table.name] = table.header
    user, school, role = (table.places[column] for column in ("usersourcedid", "schoolsourcedid", "role"))
    status, primary, begun = table.place("status"), table.place("primary"), table.place("begindate")
    width = len(table.header)
    found: dict[str, tuple[str, str]] = {}
    schools: dict[str, str] = {}  # each id kept once
    for line, row in table.rows():
        if len(row) != width and (why := misfit(table.header, row)):
            problems.append(Problem(CONFLICT, table.name, line, "", why, row))
            continue
        if row[role].strip().lower() != STUDENT or (status is not None and row[status].strip().lower() == DELETED):
            continue
        try:
            day = date_read(row[begun]) if begun is not None else ""
        except NotRead as refused:
            problems.append(Problem(NOTICE, table.name, line, "beginDate", str(refused), row))
            day = ""
        who, where = row[user].strip(), schools.setdefault(row[school].strip(), row[school].strip())
        before = found.get(who)
        if before is None:
            found[who] = (where, day)
        else:
            first = primary is not None and row[primary].strip().lower() == "true"
            found[who] = (where if first else before[0], min(filter(None, (before[1], day)), default=""))
    return found


def _places(users: Table) -> _Places:
    """Columns of users.csv by their names, and extensions by ours, with or without "metadata." before them."""
    places = dict(users.places)
    for ours, names in EXTENSIONS.items():
        found = users.place(*(f"metadata{name}" for name in names), *(names if ours != "salutation" else ()))
        if found is not None:
            places[ours] = found
    return _Places(places)


def _address(row: list[str], places: _Places) -> Address | None:
    line1 = row[places["line1"]].strip()
    if not line1:
        return None
    return (
        line1,
        row[places["line2"]].strip(),
        row[places["city"]].strip(),
        row[places["state"]].strip(),
        row[places["postal_code"]].strip(),
        row[places["country"]].strip(),
    )


def _ids(cell: str) -> tuple[str, ...]:
    """A list of ids in one cell, as OneRoster writes lists: comma-separated within quotes."""
    if "," not in cell:
        one = cell.strip()
        return (one,) if one else ()
    return tuple(dict.fromkeys(one for part in cell.split(",") if (one := part.strip())))


def _first(cell: str) -> str:
    return cell.split(",", 1)[0].strip() if "," in cell else cell.strip()


def _as_written(name: str) -> str:
    names = ("sourcedId", "givenName", "familyName", "userSourcedId", "orgSourcedId", "schoolSourcedId", "birthDate")
    return next((one for one in names if one.lower() == name), name)
