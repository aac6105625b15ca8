"""How often an address may be asked by people who are not signed in: counted in the shared cache, for a while only."""

import hashlib
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in `seconds`, counted from the first."""

    name: str
    most: int
    seconds: int

    def used(self, key: str) -> bool:
        """Count one use under a key; whether it is still within the limit."""
        place = self._place(key)
        if cache.add(place, 1, self.seconds):
            return True
        try:
            return cache.incr(place) <= self.most
        except ValueError:  # it ran out between the two: a new count begins
            cache.add(place, 1, self.seconds)
            return True

    def reached(self, key: str) -> bool:
        """Whether the limit is used up, without counting."""
        return int(cache.get(self._place(key), 0)) >= self.most

    def _place(self, key: str) -> str:
        return f"limit.{self.name}.{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def asker_of(request: HttpRequest) -> str:
    """The address that asks, as the sign-in's own limits see it behind their trusted proxies."""
    return str(get_adapter().get_client_ip(request))
