"""Reads of what is asked of operators."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from deadlines.models import Deadline
from district.models import User
from inventory.models import KeptFile, OperatorAsk

SEE = "inventory.view_operatorask"
MAY_WORK = "inventory.change_operatorask"
OPERATORS_LINK = "operator:link "  # how the trail names what came through an operator's private link


def asks_visible_to(user: User) -> QuerySet[OperatorAsk]:
    """Every ask for those whose role reads them; none for anybody else."""
    rows = OperatorAsk.objects.select_related("leaving__agreement__operator", "product__operator", "contact")
    return rows if user.has_perm(SEE) else rows.none()


def asks_of_clocks(deadline_ids: Sequence[int]) -> dict[int, OperatorAsk]:
    """The ask of each clock that hangs on one, by the clock's id."""
    kind = ContentType.objects.get_for_model(OperatorAsk)
    pairs = dict(Deadline.objects.filter(pk__in=deadline_ids, subject_type=kind).values_list("pk", "subject_id"))
    asks = OperatorAsk.objects.in_bulk(set(pairs.values()))
    return {clock: asks[pk] for clock, pk in pairs.items() if pk in asks}


def files_visible_to(user: User) -> QuerySet[KeptFile]:
    """What operators sent may name pupils: for those who work on it, not for those who only read."""
    return KeptFile.objects.all() if user.has_perm(MAY_WORK) else KeptFile.objects.none()


def files_shown(ask: OperatorAsk) -> tuple[list[KeptFile], list[KeptFile]]:
    """The files of an ask that still lie there, as its operator reads of them: its own, and what the district added."""
    kept = [one for one in ask.files.all() if one.removed_at is None]
    own = [one for one in kept if one.by.startswith(OPERATORS_LINK)]
    return own, [one for one in kept if one not in own]
