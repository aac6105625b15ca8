"""Who was known, and may read nothing about the pupil any more: the roster changed since.

Somebody without a pupil settled yet is not meant: such a page tells nothing about one.
"""

from typing import Final

from django.db.models import Exists, OuterRef, Q

from requests_portal.models import IdentityState
from roster.models import Guardianship


def barred_meanwhile() -> Q:
    """For a query of requests: a court order came in, or the roster no longer names the tie by which they were known.

    An order on another parent counts too where both read the mailbox to which the codes of this request go. Whoever was
    confirmed face to face was so by a person, whatever the roster names.
    """
    of_pupil = Guardianship.objects.filter(student=OuterRef("student"))
    theirs = of_pupil.filter(guardian=OuterRef("guardian"))
    reading = of_pupil.filter(guardian__email_key=OuterRef("email_key")).exclude(guardian__email_key=b"")
    by_roster = Q(identity__in=[IdentityState.RECORDS, IdentityState.CODE], student__isnull=False)
    return (
        Q(Exists(theirs.filter(court_order=True)))
        | Q(Exists(reading.filter(court_order=True)))
        | (by_roster & Q(guardian__isnull=False) & Q(~Exists(theirs.filter(active=True))))
    )


# The same rule in SQL, for the one statement of the status page (following/looking.py), with the request as `request`.
NOT_BARRED: Final = """
NOT EXISTS (
    SELECT FROM roster_guardianship AS tie JOIN roster_guardian AS guardian ON guardian.id = tie.guardian_id
    WHERE tie.student_id = request.student_id AND tie.court_order AND (
        tie.guardian_id = request.guardian_id OR (guardian.email_key = request.email_key AND guardian.email_key <> '')
    )
) AND (
    request.identity NOT IN ('records', 'code') OR request.student_id IS NULL OR request.guardian_id IS NULL OR EXISTS (
        SELECT FROM roster_guardianship AS tie
        WHERE tie.student_id = request.student_id AND tie.guardian_id = request.guardian_id AND tie.active
    )
)
"""
