"""Whether an agreement whose end is dealt with holds after all."""

from datetime import date

from contracts.standing import standing_of
from inventory.models import Leaving


def in_force_again(leaving: Leaving, today: date) -> bool:
    """It was renewed, or put back into force: then nothing is to be deleted, a person is told, nobody is reminded.

    An end that was opened while the agreement ran is of products alone: the agreement may run on.
    """
    return not leaving.while_in_force and standing_of(leaving.agreement, today).in_force
