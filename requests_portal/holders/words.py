"""Holders as families read them."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests_portal.models import Holder, RequestTask

HOLDERS: Final[dict[str, Promise]] = {
    Holder.DISTRICT.value: _("our own offices"),
    Holder.STATE_BOARD.value: _("the State Board of Education"),
}


def holder_in_language(task: RequestTask) -> str:
    """An operator by its name; the others in the language that is on."""
    return task.operator.name if task.operator is not None else str(HOLDERS[task.holder])


def times_in_words(number: int) -> str:
    """Such as "once" or "3 times"."""
    return "once" if number == 1 else f"{number} times"
