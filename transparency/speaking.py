"""Which language a public page speaks: its addresses, and words that only the other language has.

English pages stand at the root, Spanish ones under /es/ (docs/adr/0030). Downloads, copies and the families' portal
have one address each. What nobody has translated is shown as it is written, and says of itself that it is English.
"""

from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, override

LANGUAGES: Final = ("en", "es")
NAMES: Final = {"en": "English", "es": "Español"}
PREFIX: Final = "/es"


def language_now() -> str:
    """The language that is active, as the public pages know it: "es" or "en"."""
    return "es" if (get_language() or "").startswith("es") else "en"


def other_language() -> str:
    return "en" if language_now() == "es" else "es"


def address(path: str) -> str:
    """Where the page of an English address stands in the language that is active."""
    return address_in(path, language_now())


def address_in(path: str, language: str) -> str:
    return f"{PREFIX}{path}" if language == "es" else path


def page_address(name: str, *arguments: Any) -> str:
    """A public page by the name of its address, in the language that is active."""
    return address(reverse(name, args=arguments))


def portal_address(*, static: bool = False) -> str:
    """The families' portal in the language that is active. Files lead to the installation itself."""
    place = settings.SITE_ADDRESS.rstrip("/") if static else ""
    return f"{place}{reverse('portal:start')}{'?lang=es' if language_now() == 'es' else ''}"


def said(english: str, spanish: str = "") -> SafeString:
    """A text that people of the office wrote, ready for a page. Empty where there is none."""
    if language_now() == "en" or not english:
        return conditional_escape(english)
    return conditional_escape(spanish) if spanish else _english(english)


def worded(english: str) -> SafeString:
    """Words of the product's own lists, such as the name of a kind of information, which the catalogue knows."""
    if not english or language_now() == "en":
        return conditional_escape(english)
    spanish = gettext(english)
    return conditional_escape(spanish) if spanish != english else _english(english)


def _english(text: str) -> SafeString:
    return mark_safe(f'<span lang="en">{conditional_escape(text)}</span>')  # noqa: S308 - escaped


def plainly_worded(english: str) -> str:
    """The same without a mark, for places that take text alone."""
    return gettext(english) if english else ""


def in_english() -> override:
    """Words that stay English whatever page is being made: records, spreadsheets."""
    return override("en")
