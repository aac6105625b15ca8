"""Reads of what is asked of operators."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from deadlines.models import Deadline
from district.models import User
from inventory.models import KeptFile, OperatorAsk

SEE = "inventory.view_operatorask"
MAY_WORK = "inventory.change_operatorask"


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
