"""One look at whatever a family's status page hangs on, in one statement: the page is asked for again and again.

Nothing of the answer is remembered from one request to the next: a link that was taken back a moment ago opens nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from weakref import WeakSet

from django.db import connection

from district.links import token_digest
from requests_portal.following.links import FOLLOW
from requests_portal.identity.barring import NOT_BARRED

# xmin and ctid change with every update of a row: the transaction that wrote it, and where it lies since.
LOOK: Final = """
SELECT request.id,
    request.xmin || '.' || request.ctid,
    (SELECT xmin || '.' || ctid FROM district_district LIMIT 1),
    (SELECT xmin || '.' || ctid FROM requests_portal_portalsettings LIMIT 1),
    (SELECT max(id) FROM requests_portal_requeststep WHERE request_id = request.id),
    (SELECT count(*) || '.' || count(read_by_family_at) FROM requests_portal_threadmessage
     WHERE request_id = request.id AND direction <> 'note'),
    (SELECT count(*) || '.' || coalesce(max(id), 0) FROM requests_portal_requestfile
     WHERE request_id = request.id AND shown AND removed_at IS NULL)
FROM district_privatelink AS link JOIN requests_portal_privacyrequest AS request ON request.id = link.object_id
WHERE link.token_sha256 = $1 AND link.purpose = $2 AND link.revoked_at IS NULL AND link.expires_at > $3
    AND request.forgotten_at IS NULL AND """
# Planning it takes the database ten times as long as answering: it is planned once for each connection.
PREPARE: Final = f"PREPARE portal_look (text, text, timestamptz) AS {LOOK}{NOT_BARRED}"
EXECUTE: Final = "EXECUTE portal_look (%s, %s, %s)"
PREPARED: Final[WeakSet[object]] = WeakSet()


@dataclass(frozen=True, slots=True)
class Look:
    """What a good link leads to: the request's pk, and a mark that changes with what its page says.

    Whatever is done to a request leaves a step, shown or not; the request's row, the district's and its settings are in
    the mark as well. What is not (a closed day that moves a clock) is why a page is kept for about a minute only.
    """

    request: int
    mark: str


def look(token: str, now: datetime) -> Look | None:
    """None for a token that opens nothing: over, taken back, of a forgotten request or of a barred asker, or none.

    One query, and one more on a new connection.
    """
    digest = token_digest(token)
    if not digest:
        return None
    with connection.cursor() as cursor:
        if connection.connection not in PREPARED:
            cursor.execute(PREPARE)
            PREPARED.add(connection.connection)
        cursor.execute(EXECUTE, [digest, FOLLOW, now])
        found = cursor.fetchone()
    return Look(found[0], "-".join(str(part) for part in found[1:])) if found else None
