"""A fictional neighbour whose public file is followed: two apps of ours, an offer to adopt, a breach it posted.

Its address ends in .example, which no network knows: after a day the office says that the file could not be read, and
from when what it shows is.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from district.clock import local_day
from district.models import User
from district.selectors import district_current
from transparency.federation.reading import AppRead, BreachRead, Feed
from transparency.federation.services import district_follow, feed_keep

PAGE: Final = "https://cedar-meadow.example/"
ABACUS: Final = ("Abacus Orchard", "Abacus Orchard Fictional, LLC")
KETTLE: Final = ("Kettle Labs", "Copper Kettle Science Fictional, Inc.")
OWL: Final = ("Snowy Owl Atlas", "Snowy Owl Maps Fictional, LLC")


def neighbours_follow(dana: User, *, now: datetime) -> None:
    """Followed by the privacy officer, and read a moment ago."""
    followed = district_follow(address=PAGE, actor=dana, now=now - timedelta(days=40))
    feed_keep(followed=followed, feed=_feed(now), sha256="c0da" * 16, actor=dana, now=now)


def _feed(now: datetime) -> Feed:
    day = local_day(now, district_current().time_zone)
    offer = {
        "open": True,
        "expires_on": (day + timedelta(days=120)).isoformat(),
        "note": "Any district of the State may accept the same terms.",
    }
    signed = (day - timedelta(days=200)).isoformat()
    return Feed(
        name="Cedar Meadow Fictional District 12",
        state=district_current().state,
        page=PAGE,
        published_at=now - timedelta(days=9),
        apps=[
            _app(*ABACUS, signed, offer, day + timedelta(days=120)),
            _app(*KETTLE, signed, None, None),
            _app(*OWL, signed, None, None),
        ],
        breaches=[
            BreachRead(
                key="breaches/kettle-labs",
                operator=KETTLE[1],
                products=[KETTLE[0]],
                happened_from=day - timedelta(days=30),
                happened_until=day - timedelta(days=28),
                students=640,
                withheld=False,
                posted_on=day - timedelta(days=9),
            )
        ],
    )


def _app(name: str, operator: str, signed: str, offer: dict[str, Any] | None, until: Any) -> AppRead:
    slug = name.lower().replace(" ", "-")
    return AppRead(
        key=slug,
        name=name,
        operator=operator,
        website="",
        page=f"{PAGE}apps/{slug}/",
        agreements=[
            {
                "title": f"Data agreement for {name}",
                "kind": "data-privacy agreement with exhibits",
                "signed_on": signed,
                "ends_on": None,
                "standing": "in_force",
                "file": f"{PAGE}agreements/{'a' * 64}.pdf",
                "sha256": "a" * 64,
                "name": f"{slug}.pdf",
                "redacted": False,
                "offer": offer,
            }
        ],
        elements=["Name", "Grade level"],
        offered_until=until,
    )
