"""The table of states: which may follow which. Nothing else moves a request."""

from typing import Final

from requests_portal.models import RequestState

_S = RequestState

NEXT_STATES: Final[dict[str, tuple[str, ...]]] = {
    _S.UNCONFIRMED: (_S.RECEIVED, _S.WITHDRAWN, _S.EXPIRED, _S.JOINED),
    _S.RECEIVED: (_S.WORKING, _S.ANSWERED, _S.WITHDRAWN, _S.JOINED, _S.CLOSED),
    _S.WORKING: (_S.ANSWERED, _S.WITHDRAWN, _S.JOINED, _S.CLOSED),
    # A hearing that corrects, and a decision that takes the place of one that was told, open it again.
    _S.ANSWERED: (_S.WORKING,),
    _S.WITHDRAWN: (),
    _S.EXPIRED: (),
    _S.JOINED: (),
    _S.CLOSED: (),
}
