"""Why a file is not kept, in words for whoever sent it: families read them too, so that they are translated."""

from typing import Any, Final

from django.utils.translation import gettext_lazy

REFUSALS: Final[dict[str, Any]] = {
    "empty": gettext_lazy("This file is empty. Choose it again: it may not have been saved yet."),
    "too_large": gettext_lazy("This file has %(size)s MB. At most %(most)s MB can be sent."),
    "too_many": gettext_lazy("There are too many files already. Put them together into one, or send fewer."),
    "too_much": gettext_lazy("All files together are too large. Send fewer, or smaller ones."),
    "twice": gettext_lazy("This very file is there already."),
    "locked": gettext_lazy("This file is locked with a password. Save a copy without one and send that."),
    "damaged": gettext_lazy("This file is damaged and cannot be opened. Save it again, or print it to a PDF."),
    "active": gettext_lazy(
        "This PDF runs something when it is opened, or carries other files within it. Print it to a new PDF."
    ),
    "macros": gettext_lazy("This file holds macros, which are small programs. Save it as a PDF and send that."),
    "program": gettext_lazy("This is a program, or holds one. Only documents and pictures can be sent."),
    "old_office": gettext_lazy("This is a file of an old kind, or a locked one. Save it as a PDF and send that."),
    "archive": gettext_lazy(
        "This is a packed archive of a kind that cannot be looked into. Send its files one by one."
    ),
    "archive_from_family": gettext_lazy("This is a packed archive. Send the files in it one by one."),
    "bursts": gettext_lazy("This file unpacks to far more than it should. Send its parts one by one, as PDF."),
    "too_many_pages": gettext_lazy("This file has too many pages or parts. Split it into smaller ones."),
    "web_page": gettext_lazy("This is a web page. Print it to a PDF and send that."),
    "unknown": gettext_lazy("This kind of file cannot be opened here. Send a PDF, a picture or a text."),
    "stopped": gettext_lazy("This file could not be looked at in time. Print it to a new PDF and send that."),
    "changed": gettext_lazy("This file cannot be read any more: it is missing, or was changed since it was kept."),
}


def refusal(code: str, **values: Any) -> str:
    """The words of a code, in the language of the moment."""
    words = str(REFUSALS[code])
    return words % values if values else words
