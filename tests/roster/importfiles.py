"""Small roster files, all invented. Each test says only what it is about."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from district.audit import SystemActor
from district.tables.packages import package_of
from roster.importing.counting import troubles_all
from roster.models import ImportState, RosterImport
from roster.services.imports import (
    import_columns_set,
    import_commit,
    import_commit_ask,
    import_from_package,
    import_plan,
)

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TESTER = SystemActor("test:import")
USERS_11 = (
    *("sourcedId", "status", "dateLastModified", "enabledUser", "orgSourcedIds", "role", "username", "userIds"),
    *("givenName", "familyName", "middleName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades"),
    *("password", "metadata.homeLanguage", "metadata.relationship", "metadata.street", "metadata.city"),
    *("metadata.state", "metadata.zip", "metadata.doNotContact"),
)
USERS_12 = tuple(name for name in USERS_11 if name not in ("orgSourcedIds", "role"))
ROLES = ("sourcedId", "status", "dateLastModified", "userSourcedId", "roleType", "role", "beginDate", "endDate")
ROLES_12 = (*ROLES, "orgSourcedId", "userProfileSourcedId")
Rows = Sequence[dict[str, str]]


def pupil(source: str = "s1", **values: str) -> dict[str, str]:
    plain = {"role": "student", "orgSourcedIds": "org-LS", "givenName": "Ada", "familyName": "Fable", "grades": "05"}
    return {"sourcedId": source, "identifier": f"9{source}", **plain, **values}


def adult(source: str = "g1", **values: str) -> dict[str, str]:
    plain = {"role": "parent", "orgSourcedIds": "org-LS", "givenName": "Gus", "familyName": "Fable"}
    return {"sourcedId": source, "email": f"{source}@families.example", **plain, **values}


def table(header: Sequence[str], rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def oneroster(folder: Path, users: Rows, /, *, births: dict[str, str] | None = None, **files: str) -> Path:
    """A OneRoster 1.1 folder with one school (code LS). `files`: whole texts of further ones, by name without .csv."""
    folder.mkdir(exist_ok=True)
    whole = {
        "manifest": "propertyName,value\r\nmanifest.version,1.0\r\noneroster.version,1.1\r\nfile.users,bulk\r\n",
        "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\n"
        "org-LS,,,Lantern School,school,LS,\r\n",
        "users": table(USERS_11, users),
        "demographics": table(
            ("sourcedId", "birthDate"), [{"sourcedId": key, "birthDate": day} for key, day in (births or {}).items()]
        ),
        "enrollments": "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\r\n",
    } | files
    for name, text in whole.items():
        if text:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def zipped(folder: Path, place: Path) -> Path:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"roster/{path.name}")
    return place


def plan(path: Path, *, whole: bool = True, columns: dict[str, int] | None = None) -> RosterImport:
    """The dry run of a file on disk."""
    package = package_of(path)
    batch = import_from_package(package=package, file_name=path.name, whole=whole, actor=TESTER, now=NOW)
    if batch.state == ImportState.MAPPING:
        chosen = columns if columns is not None else batch.columns["fields"]
        import_columns_set(batch=batch, columns=chosen, header=[path.name], actor=TESTER, now=NOW)
    return import_plan(batch=batch, actor=TESTER, now=NOW, package=package)


def take(path: Path, **more: Any) -> RosterImport:
    """Planned and taken over."""
    batch = plan(path, **more)
    assert batch.state == ImportState.PLANNED, batch.problem
    import_commit_ask(batch=batch, confirmed_gone=True, actor=TESTER, now=NOW)
    return import_commit(batch=batch, actor=TESTER, now=NOW)


def reasons(batch: RosterImport, which: str = "conflicts") -> list[str]:
    """ "users.csv 3 grades: …" for each row that comes back."""
    return [f"{one.file} {one.line} {one.field}: {one.reason}" for one in troubles_all(batch.pk, which)]


def verdicts(batch: RosterImport, who: str = "students") -> tuple[int, int, int, int]:
    """Added, changed, unchanged, gone."""
    added, changed, unchanged, gone = (
        batch.counts[f"{who}_{verdict}"] for verdict in ("added", "changed", "unchanged", "gone")
    )
    return added, changed, unchanged, gone
