"""After the last row: what concerns the file as a whole, in SQL over the staging tables. Here it shows who is gone."""

from typing import Any, Final

from django.db import connection

from district.encryption import unseal
from roster.importing.planning import Planner
from roster.importing.rows import Reading
from roster.importing.staging import copy_in, tables_of

# Guardians without an id in their file are known by name and e-mail; where the e-mail changed, by name and pupil.
SAME_GUARDIAN: Final = """
SELECT DISTINCT ON (new.source_id) new.source_id, known.source_id, known.sealed, known.language, home.source_key,
       known.active, known.do_not_contact, new.line, new.sealed, new.language, new.household, new.relationship,
       new.do_not_contact
FROM {guardian} new
JOIN {link} tie ON tie.guardian = new.source_id
JOIN roster_student pupil ON pupil.source_id = tie.student
JOIN roster_guardianship held ON held.student_id = pupil.id
JOIN roster_guardian known ON known.id = held.guardian_id AND known.name_key = new.name_key
LEFT JOIN roster_household home ON home.id = known.household_id
WHERE new.verdict = 'a' AND new.source_id LIKE 'csv:%%'
  AND NOT EXISTS (SELECT FROM {guardian} other WHERE other.source_id = known.source_id)
ORDER BY new.source_id, held.active DESC, known.source_id
"""
# Staff count only where a pupil names them.
STAFF_LEFT_OUT: Final = """
DELETE FROM {guardian} one
WHERE one.only_if_named AND NOT EXISTS (SELECT FROM {link} tie WHERE tie.guardian = one.source_id)
"""
LINKS_DOUBLE: Final = """
DELETE FROM {link} one USING (
    SELECT ctid, row_number() OVER (PARTITION BY student, guardian ORDER BY relationship = '', line) AS place
    FROM {link}
) AS double
WHERE one.ctid = double.ctid AND double.place > 1
"""
LINKS_FLAGGED: Final = """
UPDATE {link} one SET court_order = true
WHERE NOT one.court_order AND EXISTS (
    SELECT FROM {link} other WHERE other.court_order AND other.student = one.student AND other.guardian = one.guardian)
"""
# A guardian whom the roster knows already may be named by a list of changes.
GUARDIAN_UNKNOWN: Final = """
FROM {link} one
WHERE NOT EXISTS (SELECT FROM {guardian} known WHERE known.source_id = one.guardian)
  AND (%(complete)s OR NOT EXISTS (SELECT FROM roster_guardian known WHERE known.source_id = one.guardian))
"""
PUPIL_UNKNOWN: Final = """
FROM {link} one
WHERE NOT EXISTS (SELECT FROM {student} known WHERE known.source_id = one.student)
  AND (%(complete)s OR NOT EXISTS (SELECT FROM roster_student known WHERE known.source_id = one.student))
"""
NOTICE: Final = """
INSERT INTO {problem} (kind, file, line, field, reason, source_id, school)
SELECT 'notice', %(file)s, one.line, %(field)s, {reason}, '', ''
"""
NOT_KEPT: Final = " AND NOT EXISTS (SELECT FROM {keep} kept WHERE kept.source_id IN ({ids}))"
NO_PUPIL: Final = """
FROM {guardian} one
WHERE NOT EXISTS (SELECT FROM {link} tie WHERE tie.guardian = one.source_id)
  AND NOT EXISTS (
    SELECT FROM roster_guardian known JOIN roster_guardianship held ON held.guardian_id = known.id
    WHERE known.source_id = one.source_id AND held.active)
"""
# Who has no address of their own is written to where the pupil lives.
LIVES_WITH_PUPIL: Final = """
UPDATE {guardian} one SET household = home.household
FROM (SELECT tie.guardian, min(pupil.household) AS household FROM {link} tie
      JOIN {student} pupil ON pupil.source_id = tie.student WHERE pupil.household IS NOT NULL GROUP BY 1) AS home
WHERE one.verdict = 'a' AND one.household IS NULL AND home.guardian = one.source_id
"""
GONE: Final = """
INSERT INTO {gone} (source_id)
SELECT pupil.source_id FROM roster_student pupil
WHERE pupil.active AND %(complete)s
  AND NOT EXISTS (SELECT FROM {student} one WHERE one.source_id = pupil.source_id)
  AND NOT EXISTS (SELECT FROM {keep} kept WHERE kept.source_id = pupil.source_id)
"""
# What says of itself that it is deleted may be a teacher, or be unknown here, or stand in the list of the gone already.
GONE_TIDIED: Final = """
DELETE FROM {gone} one
WHERE NOT EXISTS (SELECT FROM roster_student pupil WHERE pupil.source_id = one.source_id AND pupil.active)
   OR EXISTS (SELECT FROM {student} pupil WHERE pupil.source_id = one.source_id)
   OR EXISTS (SELECT FROM {gone} other WHERE other.source_id = one.source_id AND other.ctid < one.ctid)
"""
# A pupil who left keeps the guardians: an old breach may still be about that pupil.
ENDED: Final = """
INSERT INTO {ended} (id)
SELECT held.id FROM roster_guardianship held
JOIN roster_student pupil ON pupil.id = held.student_id
JOIN roster_guardian adult ON adult.id = held.guardian_id
WHERE held.active AND %(guardians)s
  AND EXISTS (SELECT FROM {student} one WHERE one.source_id = pupil.source_id)
  AND NOT EXISTS (SELECT FROM {link} tie WHERE tie.student = pupil.source_id AND tie.guardian = adult.source_id)
  AND NOT EXISTS (SELECT FROM {keep} kept WHERE kept.source_id = adult.source_id)
"""
GUARDIANS_GONE: Final = """
INSERT INTO {left} (source_id)
SELECT adult.source_id FROM roster_guardian adult
WHERE adult.active
  AND NOT EXISTS (SELECT FROM {link} tie WHERE tie.guardian = adult.source_id)
  AND NOT EXISTS (SELECT FROM {keep} kept WHERE kept.source_id = adult.source_id)
  AND NOT EXISTS (
    SELECT FROM roster_guardianship held JOIN roster_student pupil ON pupil.id = held.student_id
    WHERE held.guardian_id = adult.id AND held.active AND pupil.active
      AND NOT EXISTS (SELECT FROM {ended} over WHERE over.id = held.id)
      AND NOT EXISTS (SELECT FROM {gone} one WHERE one.source_id = pupil.source_id))
"""


def settle(planner: Planner) -> None:
    """Leave in the staging tables exactly what a commit would write."""
    import_id, reading = planner.import_id, planner.reading
    names = tables_of(import_id)
    with connection.cursor() as cursor:
        for name in names.values():
            cursor.execute(f"ANALYZE {name}")
    if reading.source == "csv" and planner.known_guardians:
        _guardians_known_again(planner, names)
    values = _values(reading)
    with connection.cursor() as cursor:
        for statement in _statements(reading):
            cursor.execute(statement.format(**names), values)
    if reading.guardians:
        _notices(names, values)
    with connection.cursor() as cursor:
        for statement in (LIVES_WITH_PUPIL, GONE, GONE_TIDIED, ENDED, GUARDIANS_GONE):
            cursor.execute(statement.format(**names), values)


def _values(reading: Reading) -> dict[str, Any]:
    return {
        "complete": reading.complete,
        "guardians": reading.guardians,
        "file": reading.file,
        "field": "agentSourcedIds",
    }


def _statements(reading: Reading) -> tuple[str, ...]:
    return (STAFF_LEFT_OUT, LINKS_FLAGGED, LINKS_DOUBLE) if reading.guardians else ()


def _notices(names: dict[str, str], values: dict[str, Any]) -> None:
    """Links that lead nowhere are said and left out; so are guardians whom no pupil has."""
    unknown = (
        (GUARDIAN_UNKNOWN, "one.guardian", "'No row has the guardian’s id ' || left(one.guardian, 60) || '.'"),
        (PUPIL_UNKNOWN, "one.student, one.guardian", "'No row has the pupil’s id ' || left(one.student, 60) || '.'"),
        (NO_PUPIL, "one.source_id", "'No pupil in the file has this guardian: the row was left out.'"),
    )
    deleted = {GUARDIAN_UNKNOWN: "link", PUPIL_UNKNOWN: "link", NO_PUPIL: "guardian"}
    with connection.cursor() as cursor:
        for where, ids, reason in unknown:
            said = where + NOT_KEPT.replace("{ids}", ids)
            if where == NO_PUPIL:
                # One whose only pupil comes back comes back with that pupil.
                said += " AND NOT EXISTS (SELECT FROM {lost} tie WHERE tie.guardian = one.source_id)"
            cursor.execute((NOTICE + said).format(reason=reason, **names), values)
            if where == PUPIL_UNKNOWN:
                cursor.execute(("INSERT INTO {lost} (guardian) SELECT one.guardian " + where).format(**names), values)
            gone = f"DELETE FROM {names[deleted[where]]} WHERE ctid IN (SELECT one.ctid {where})"  # noqa: S608
            cursor.execute(gone.format(**names), values)


def _guardians_known_again(planner: Planner, names: dict[str, str]) -> None:
    """Give new-looking guardians of a plain file the ids, and the flags, of those that the roster has."""
    with connection.cursor() as cursor:
        cursor.execute(SAME_GUARDIAN.format(**names), {})
        matches = cursor.fetchall()
    if not matches:
        return
    lines, taken = [], set()
    for _, known, *rest in matches:
        if known in taken:
            continue
        taken.add(known)
        old, new = (known, *rest[:5]), rest[5:]
        line, sealed, language, home, relationship, silent = new
        before: Any = unseal(sealed)
        provided = {name: before[name] for name in before if name in planner.reading.guardian_provides}
        lines.append(
            planner.guardian_line(line, known, provided, language, home or "", relationship, silent, False, old)
        )
    pairs = [[row[0] for row in matches], [row[1] for row in matches]]
    with connection.cursor() as cursor:
        swap = "FROM unnest(%s::text[], %s::text[]) AS pair (made, known) WHERE pair.made = one."
        cursor.execute(f"DELETE FROM {names['guardian']} WHERE source_id = ANY(%s)", pairs[:1])  # noqa: S608
        cursor.execute(f"UPDATE {names['link']} one SET guardian = pair.known {swap}guardian", pairs)  # noqa: S608
    copy_in(planner.import_id, "guardian", lines)
