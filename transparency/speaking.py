"""Which language a public page speaks: its addresses, and words that only the other language has.

English pages stand at the root, Spanish ones under /es/ (docs/adr/0030). Downloads, copies and the families' portal
have one address each. What nobody has translated is shown as it is written, and says of itself that it is English.
"""

from functools import lru_cache
from html import escape
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
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
    return address(_reversed(name, arguments))


@lru_cache(maxsize=5000)
def _reversed(name: str, arguments: tuple[Any, ...]) -> str:
    """Pages name the same addresses over and over, and looking one up takes longer than saying it."""
    return reverse(name, args=arguments)


def portal_address(*, static: bool = False) -> str:
    """The families' portal in the language that is active. Files lead to the installation itself."""
    place = settings.SITE_ADDRESS.rstrip("/") if static else ""
    return f"{place}{reverse('portal:start')}{'?lang=es' if language_now() == 'es' else ''}"


def said(english: str, spanish: str = "", language: str = "") -> SafeString:
    """A text that people of the office wrote, ready for a page. Empty where there is none.

    `language`: the one that is active, where a caller asked for it already.
    """
    if not english or (language or language_now()) == "en":
        return escaped(english)
    return escaped(spanish) if spanish else _english(english)


def worded(english: str, language: str = "") -> SafeString:
    """Words of the product's own lists, such as the name of a kind of information, which the catalogue knows."""
    if not english or (language or language_now()) == "en":
        return escaped(english)
    spanish = gettext(english)
    return escaped(spanish) if spanish != english else _english(english)


def escaped(text: str) -> SafeString:
    """Ready for a page, as Django's conditional_escape has it, without what that does for lazy texts."""
    return text if isinstance(text, SafeString) else SafeString(escape(str(text)))


def _english(text: str) -> SafeString:
    return SafeString(f'<span lang="en">{escaped(text)}</span>')


def plainly_worded(english: str) -> str:
    """The same without a mark, for places that take text alone."""
    return gettext(english) if english else ""


def in_english() -> override:
    """Words that stay English whatever page is being made: records, spreadsheets."""
    return override("en")
