"""Words of the packs that families read: the lawful reasons for more time, so that they are translated too.

Packs are in English. A reason that is missing here is shown in English, and a test says so.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Final[dict[str, str | Promise]] = {
    "the records are stored elsewhere": _("the records are stored elsewhere"),
    "a substantial number of records is asked for": _("a substantial number of records is asked for"),
    "the request is categorical and needs an extensive search": _(
        "the request is categorical and needs an extensive search"
    ),
    "the records were not located and more effort is needed": _(
        "the records were not located and more effort is needed"
    ),
    "the request is unduly burdensome": _("the request is unduly burdensome"),
    "another body must be consulted": _("another body must be consulted"),
}


def reason_in_words(reason: str) -> str:
    """A reason of a pack in the active language; one that is not known, as the pack words it."""
    return str(REASONS.get(reason, reason))
