"""Whether an agreement holds on a day, in one word and one sentence. No database, no clock: the day is an argument."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from contracts.models import Agreement, AgreementState
from rulebook.reckoning import words_for_day

StandingCode = Literal["not_signed", "not_begun", "in_force", "expired", "ended", "void"]
NOT_IN_FORCE_ANY_MORE: Final[frozenset[StandingCode]] = frozenset({"expired", "ended", "void"})


@dataclass(frozen=True, slots=True)
class Standing:
    """`code` for programs; `tone` of its shape (components/shape.html), and the words that stand beside it."""

    code: StandingCode
    tone: str
    words: str

    @property
    def in_force(self) -> bool:
        return self.code == "in_force"


def standing_of(agreement: Agreement, on: date) -> Standing:
    """How the agreement stands at the district on a day. One that renews by itself holds beyond its recorded end."""
    if agreement.state == AgreementState.VOID:
        return Standing("void", "contradicted", "void")
    if agreement.state == AgreementState.ENDED:
        return Standing("ended", "withdrawn", "ended")
    if agreement.state != AgreementState.SIGNED:
        return Standing("not_signed", "open", agreement.get_state_display())
    if agreement.starts_on > on:
        return Standing("not_begun", "waiting", f"signed, begins on {words_for_day(agreement.starts_on)}")
    if agreement.ends_on is None:
        return Standing("in_force", "done", "in force, without a fixed end")
    if agreement.ends_on >= on:
        return Standing("in_force", "done", f"in force until {words_for_day(agreement.ends_on)}")
    if agreement.renews:
        since = words_for_day(agreement.ends_on)
        return Standing("in_force", "soon", f"in force, renews by itself; its recorded term ended on {since}")
    return Standing("expired", "late", f"expired on {words_for_day(agreement.ends_on)}")
