"""How often somebody may knock: counted by network address, and by link. What is counted is never said on the page."""

from typing import Final

from district.limits import Limit

# A wrong token, a code asked for, a code typed: together, by network address.
KNOCKS: Final = Limit("portal.follow.knocks", most=60, seconds=3600)
# Mails that a stranger could cause: by address written to, and by network address.
WAY_IN_TO: Final = Limit("portal.yours.to", most=3, seconds=3600)
WAY_IN_BY: Final = Limit("portal.yours.by", most=20, seconds=3600)
NEW_LINKS: Final = Limit("portal.follow.renewed", most=3, seconds=86400)
# What a family sends on its page, by request.
WRITES: Final = Limit("portal.follow.writes", most=30, seconds=3600)
