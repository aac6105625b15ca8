"""Which agreements were ended or made void, and when: for rooms that show agreements to others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Subquery

from contracts.models import Agreement, AgreementState, AgreementStateRow, Posting

OUT_OF_FORCE: Final = (AgreementState.ENDED, AgreementState.VOID)


@dataclass(frozen=True, slots=True)
class OutOfForce:
    """`state` is "ended" or "void"; `since` is None where the step into it left no row."""

    state: str
    since: datetime | None


def agreements_out_of_force() -> dict[int, OutOfForce]:
    """By id, every agreement that stood on the public page once and is ended or void now. One query."""
    steps = AgreementStateRow.objects.filter(agreement=OuterRef("pk"), state=OuterRef("state")).order_by("-at", "-pk")
    rows = Agreement.objects.filter(Exists(Posting.objects.filter(agreement=OuterRef("pk"))), state__in=OUT_OF_FORCE)
    return {
        pk: OutOfForce(state, since)
        for pk, state, since in rows.annotate(since=Subquery(steps.values("at")[:1])).values_list(
            "pk", "state", "since"
        )
    }
