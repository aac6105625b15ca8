"""What the family's page says of who asks. It must not tell whether a pupil exists, or whether anything agreed.

So whoever is known by the records alone reads the same as whoever is not, until somebody at the desk takes the request
up; then the request goes on, and the words about it go.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from requests_portal.following.parts import Part
from requests_portal.models import OPEN_STATES, IdentityState, PrivacyRequest, RequestKind, RequestState


def who_is_settling(request: PrivacyRequest) -> bool:
    """Whether the page says that who asks is being settled. Known by the records is told as not known yet."""
    if request.state not in OPEN_STATES or request.kind == RequestKind.DIRECTORY:
        return False
    by_records = request.identity == IdentityState.RECORDS and request.state == RequestState.RECEIVED
    return by_records or request.identity == IdentityState.PENDING


def who_part(*, request: PrivacyRequest, now: datetime) -> list[Part]:
    """The card that leads to the page on which a code is typed; without a query."""
    if not who_is_settling(request):
        return []
    words = _(
        "We compare what you told us with the school’s records. If the school has another e-mail address of yours, "
        "we may send a code there. You can also come to the school."
    )
    return [Part(_("Who you are"), words, "portal:who", _("Show who you are"), order=40)]
