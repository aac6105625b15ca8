"""The lock that every write to an end begins with."""

from district.refusals import Refused
from inventory.models import Leaving, LeavingState


def leaving_locked(leaving: Leaving) -> Leaving:
    """The end, locked until the transaction ends. Refused where it is over."""
    rows = Leaving.objects.select_for_update(of=("self",)).select_related("agreement__operator")
    locked = rows.get(pk=leaving.pk)
    if locked.state != LeavingState.OPEN:
        raise Refused(f"This is {locked.get_state_display()} already.")
    return locked
