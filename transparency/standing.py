"""How agreements stand on a day, as words that programs and spreadsheets can rely on: never translated."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from transparency.asof import AsOf
from transparency.presenters import plain_day

# The best standing first: it is the app's.
STANDINGS: Final[Mapping[str, str]] = {
    "in_force": "In force",
    "renewed": "Renewed",
    "not_begun": "Not begun",
    "expired": "Expired",
    "ended": "Ended",
    "void": "Void",
}
HOLDING: Final = ("in_force", "renewed")


def standing_of(agreement: Mapping[str, Any], number: int | None, as_of: AsOf) -> str:
    """A key of STANDINGS. `number`: the agreement's id, where the entry knows it. Its last day still counts."""
    gone = as_of.gone(number)
    if gone is not None:
        return "void" if gone[0] == "void" else "ended"
    today = as_of.day.isoformat()
    if today < agreement["starts_on"]:
        return "not_begun"
    if agreement["ends_on"] is None or today <= agreement["ends_on"]:
        return "in_force"
    return "renewed" if agreement["renews"] else "expired"


def standings_of(content: Mapping[str, Any], row: Mapping[str, Any], as_of: AsOf) -> list[str]:
    """One for each agreement of an entry's content. `row`: the entry's own, as services.entry_make gives it."""
    agreements = content["agreements"]
    ids: Sequence[int | None] = row.get("agreements") or [None] * len(agreements)
    return [standing_of(agreement, number, as_of) for agreement, number in zip(agreements, ids, strict=True)]


def standings_of_row(row: Mapping[str, Any], as_of: AsOf) -> list[str]:
    """The same from what lists keep beside an entry (`row__terms`, `row__agreements`): contents are long to read."""
    terms = row["row__terms"] or []
    agreements = [dict(zip(("starts_on", "ends_on", "renews"), term, strict=True)) for term in terms]
    return standings_of({"agreements": agreements}, {"agreements": row["row__agreements"]}, as_of)


def best_of(standings: Sequence[str]) -> str:
    """The standing of an app by those of its agreements; empty where it has none."""
    return min(standings, key=list(STANDINGS).index, default="")


def offer_of(agreement: Mapping[str, Any], standing: str, day: date) -> dict[str, Any] | None:
    """Whether other districts may take over these terms: {open, expires_on, note}; None where nothing is offered."""
    until = agreement.get("offered_until")
    if not until:
        return None
    open_still = standing in HOLDING and day.isoformat() <= until
    said = "offers" if open_still else "offered"
    return {
        "open": open_still,
        "expires_on": until,
        "note": f"The operator {said} the same terms to other districts until {plain_day(until)}.",
    }
