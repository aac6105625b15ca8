"""The reasons for more time as families read them: the packs' own words, which the rulebook keeps in English."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Word for word as rulebook/packs/il-school-records.yaml has them, so that a clock's reason finds its words.
REASONS: Final[dict[str, Promise]] = {
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


def reason_in_language(reason: str) -> str:
    """In the language that is on; as the pack has it where no other words were written."""
    return str(REASONS.get(reason, reason))
