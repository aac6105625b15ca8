"""Taking a plan over: one transaction of set-based SQL from the staging tables into the roster.

Two commits never interleave: each waits for an advisory lock of the transaction. What was planned against a roster that
has changed since is refused as Stale, and planned again. The same file a second time changes nothing.
"""

from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from district.encryption import HEAD, key_ring
from roster.importing.staging import tables_of

LOCK: Final = (8125, 1)  # the pair that says "the roster is being written" among the database's advisory locks

# Between planning and now, retention may have removed a household, or the first key may be another one.
HOMES_LOST: Final = """
SELECT EXISTS (
    SELECT FROM (SELECT household FROM {student} UNION ALL SELECT household FROM {guardian}) AS wanted
    WHERE household IS NOT NULL AND NOT EXISTS (SELECT FROM roster_household home WHERE home.source_key = household))
"""
PEOPLE_MOVED: Final = """
SELECT EXISTS (
    SELECT FROM {student} one LEFT JOIN roster_student known USING (source_id)
    WHERE (one.verdict = 'a') = (known.id IS NOT NULL)
) OR EXISTS (
    SELECT FROM {guardian} one LEFT JOIN roster_guardian known USING (source_id)
    WHERE (one.verdict = 'a') = (known.id IS NOT NULL))
"""
OTHER_KEY: Final = """
SELECT EXISTS (SELECT FROM {student} WHERE sealed IS NOT NULL AND substr(sealed, 1, %(head_bytes)s) <> %(head)s)
    OR EXISTS (SELECT FROM {guardian} WHERE sealed IS NOT NULL AND substr(sealed, 1, %(head_bytes)s) <> %(head)s)
"""
HOUSEHOLDS: Final = """
INSERT INTO roster_household (source_key, sealed, address_key, language, seen_in_id)
SELECT source_key, sealed, address_key, language, %(import)s FROM {household}
ON CONFLICT (source_key) DO NOTHING
"""
STUDENTS_ADDED: Final = """
INSERT INTO roster_student (source_id, school_id, grade, sealed, number_key, name_key, family_key, birth_key,
    name_birth_key, language, household_id, active, entered_on, left_on, seen_in_id)
SELECT one.source_id, one.school_id, one.grade, one.sealed, one.number_key, one.name_key, one.family_key,
    one.birth_key, one.name_birth_key, one.language, home.id, true, one.entered_on, NULL, %(import)s
FROM {student} one LEFT JOIN roster_household home ON home.source_key = one.household
WHERE one.verdict = 'a'
"""
STUDENTS_CHANGED: Final = """
UPDATE roster_student known SET school_id = one.school_id, grade = one.grade, sealed = one.sealed,
    number_key = one.number_key, name_key = one.name_key, family_key = one.family_key, birth_key = one.birth_key,
    name_birth_key = one.name_birth_key, language = one.language, household_id = home.id, active = true, left_on = NULL,
    entered_on = CASE WHEN known.active THEN coalesce(known.entered_on, one.entered_on)
                 ELSE coalesce(one.entered_on, %(today)s) END,
    seen_in_id = %(import)s
FROM {student} one LEFT JOIN roster_household home ON home.source_key = one.household
WHERE one.verdict = 'c' AND known.source_id = one.source_id
"""
STUDENTS_GONE: Final = """
UPDATE roster_student known SET active = false, left_on = %(today)s
FROM {gone} one WHERE known.source_id = one.source_id AND known.active
"""
GUARDIANS_ADDED: Final = """
INSERT INTO roster_guardian (source_id, household_id, sealed, name_key, family_key, email_key, phone_key, language,
    do_not_contact, do_not_contact_at, active, seen_in_id)
SELECT one.source_id, home.id, one.sealed, one.name_key, one.family_key, one.email_key, one.phone_key, one.language,
    one.do_not_contact, CASE WHEN one.do_not_contact THEN %(now)s::timestamptz END, true, %(import)s
FROM {guardian} one LEFT JOIN roster_household home ON home.source_key = one.household
WHERE one.verdict = 'a'
"""
GUARDIANS_CHANGED: Final = """
UPDATE roster_guardian known SET household_id = home.id, sealed = one.sealed, name_key = one.name_key,
    family_key = one.family_key, email_key = one.email_key, phone_key = one.phone_key, language = one.language,
    do_not_contact_at = CASE WHEN one.do_not_contact AND NOT known.do_not_contact THEN %(now)s::timestamptz
                        ELSE known.do_not_contact_at END,
    do_not_contact = known.do_not_contact OR one.do_not_contact, active = true, seen_in_id = %(import)s
FROM {guardian} one LEFT JOIN roster_household home ON home.source_key = one.household
WHERE one.verdict = 'c' AND known.source_id = one.source_id
"""
GUARDIANS_GONE: Final = """
UPDATE roster_guardian known SET active = false
FROM {left} one WHERE known.source_id = one.source_id AND known.active
"""
# A guardian who comes under another id keeps what was said of the one of the same name: a court order does not end
# because a file numbers people anew.
LINKS_ADDED: Final = """
INSERT INTO roster_guardianship (student_id, guardian_id, relationship, court_order, court_order_by_id, court_order_at,
    note, active)
SELECT pupil.id, adult.id, coalesce(nullif(tie.relationship, ''), one.relationship, ''),
    tie.court_order OR before.id IS NOT NULL, before.court_order_by_id,
    CASE WHEN tie.court_order OR before.id IS NOT NULL THEN coalesce(before.court_order_at, %(now)s::timestamptz) END,
    before.note, true
FROM {link} tie
JOIN roster_student pupil ON pupil.source_id = tie.student
JOIN roster_guardian adult ON adult.source_id = tie.guardian
LEFT JOIN {guardian} one ON one.source_id = tie.guardian
LEFT JOIN (
    SELECT DISTINCT ON (held.student_id, other.name_key) held.*, other.name_key
    FROM roster_guardianship held JOIN roster_guardian other ON other.id = held.guardian_id
    WHERE held.court_order ORDER BY held.student_id, other.name_key, held.court_order_at DESC
) AS before ON before.student_id = pupil.id AND before.name_key = adult.name_key
ON CONFLICT (student_id, guardian_id) DO NOTHING
"""
LINKS_CHANGED: Final = """
UPDATE roster_guardianship held SET active = true,
    relationship = coalesce(nullif(tie.relationship, ''), nullif(one.relationship, ''), held.relationship),
    court_order_at = CASE WHEN tie.court_order AND NOT held.court_order THEN %(now)s::timestamptz
                     ELSE held.court_order_at END,
    court_order = held.court_order OR tie.court_order
FROM {link} tie
JOIN roster_student pupil ON pupil.source_id = tie.student
JOIN roster_guardian adult ON adult.source_id = tie.guardian
LEFT JOIN {guardian} one ON one.source_id = tie.guardian
WHERE held.student_id = pupil.id AND held.guardian_id = adult.id
  AND (NOT held.active OR (tie.court_order AND NOT held.court_order)
       OR held.relationship <> coalesce(nullif(tie.relationship, ''), nullif(one.relationship, ''), held.relationship))
"""
LINKS_ENDED: Final = """
UPDATE roster_guardianship held SET active = false FROM {ended} one WHERE held.id = one.id
"""
# Of one name, about the same pupil, under another id: "do not contact" goes on too.
SILENCE_KEPT: Final = """
UPDATE roster_guardian new SET do_not_contact = true, do_not_contact_note = old.do_not_contact_note,
    do_not_contact_by_id = old.do_not_contact_by_id, do_not_contact_at = old.do_not_contact_at
FROM {guardian} one, {link} tie, roster_student pupil, roster_guardianship held, roster_guardian old
WHERE one.verdict = 'a' AND new.source_id = one.source_id AND NOT new.do_not_contact
  AND tie.guardian = one.source_id AND pupil.source_id = tie.student
  AND held.student_id = pupil.id AND old.id = held.guardian_id AND old.id <> new.id
  AND old.do_not_contact AND old.name_key = new.name_key
"""
STEPS: Final = (
    STUDENTS_ADDED,
    STUDENTS_CHANGED,
    STUDENTS_GONE,
    GUARDIANS_ADDED,
    GUARDIANS_CHANGED,
    GUARDIANS_GONE,
    LINKS_CHANGED,
    LINKS_ADDED,
    LINKS_ENDED,
)


class Stale(Exception):
    """The roster, or the key, is another one than when the file was planned: plan it again."""


def roster_lock() -> None:
    """Wait until nobody else writes the roster; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)


def staged_take(import_id: int, *, today: date, now: datetime) -> None:
    """Write what is staged; call it within a transaction, after `roster_lock`. Raises Stale before anything is lost."""
    names = tables_of(import_id)
    values: dict[str, Any] = {"import": import_id, "today": today, "now": now}
    with connection.cursor() as cursor:
        # Without a roster every row is new, and the questions whether it moved meanwhile need no look at it.
        cursor.execute(PEOPLE_MOVED.format(**names))
        moved = cursor.fetchone()[0]
        cursor.execute(OTHER_KEY.format(**names), {"head": key_ring().head, "head_bytes": HEAD})
        if moved or cursor.fetchone()[0]:
            raise Stale
        cursor.execute(HOUSEHOLDS.format(**names), values)
        cursor.execute(HOMES_LOST.format(**names))
        if cursor.fetchone()[0]:
            raise Stale
        for statement in STEPS:
            cursor.execute(statement.format(**names), values)
        cursor.execute("SELECT EXISTS (SELECT FROM roster_guardian WHERE do_not_contact)")
        if cursor.fetchone()[0]:
            cursor.execute(SILENCE_KEPT.format(**names), values)
