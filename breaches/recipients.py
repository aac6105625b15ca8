"""Who is written to about a breach: the families of the roster, or, for a drill, invented ones."""

from datetime import date
from typing import Any

from breaches.affected import affected_rows, day_that_counts
from breaches.invented import PupilHere, invented_families
from breaches.models import Breach
from roster.families import Recipient, families_of


def recipients_of(breach: Breach, on: date | None = None) -> list[Recipient]:
    """Everybody to write to about the breach's pupils, in a steady order, in a fixed number of queries.

    `on` is the day by which a pupil is of age; without it, `day_that_counts`.
    Pupils whom the roster has forgotten since are in no list of the roster's: `pupils_forgotten` counts them.
    """
    if breach.drill:
        return invented_families(breach.ordinal, _pupils_invented(breach))
    ids = (
        affected_rows(breach).filter(student__isnull=False).order_by("student_id").values_list("student_id", flat=True)
    )
    return families_of([pk for pk in ids if pk is not None], on=on or day_that_counts(breach))


def pupils_forgotten(breach: Breach) -> int:
    """How many pupils of a real breach are not in the roster any more, so that no family can be found for them."""
    return 0 if breach.drill else affected_rows(breach).filter(student=None).count()


def _pupils_invented(breach: Breach) -> list[PupilHere]:
    rows: Any = affected_rows(breach).order_by("pk").values_list("pk", "sealed").iterator(chunk_size=5000)
    return [PupilHere(int(sealed["place"]), -pk) for pk, sealed in rows]
