"""What follows once an ask is proven: each kind's own part registers here, in `AppConfig.ready`."""

from collections.abc import Callable
from typing import Final

from inventory.asking.acting import Acting
from inventory.models import OperatorAsk

Follower = Callable[[OperatorAsk, Acting], object]
FOLLOWERS: Final[dict[str, Follower]] = {}


def proven_listen(name: str) -> Callable[[Follower], Follower]:
    """Register what follows under a name; the same name replaces it."""

    def register(follower: Follower) -> Follower:
        FOLLOWERS[name] = follower
        return follower

    return register


def proven_told(ask: OperatorAsk, at: Acting) -> None:
    """Tell every part, in the transaction that wrote it."""
    for follower in FOLLOWERS.values():
        follower(ask, at)
