"""Which language a family reads: the portal in English or Spanish, everything else in English.

What is decided, in this order: `lang` of the address or of the sent form, the cookie that such a choice leaves (for the
portal's addresses alone), what the browser asks for, English. The office, the public pages and the operators' pages
have no translation, and an answer in two languages would lie with its `lang` attribute: there it is always English.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.forms import BaseForm
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

PLACE: Final = "/portal/"
PARAMETER: Final = "lang"
OFFICE_LANGUAGE: Final = "en"
NAMES: Final = {"en": "English", "es": "Español"}
GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponseBase]
AnyView = TypeVar("AnyView", bound=View)
AnyForm = TypeVar("AnyForm", bound=BaseForm)


class FamilyLanguage:
    """Middleware in place of Django's LocaleMiddleware: turns the language on, remembers a choice, says what varies."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PLACE):
            with translation.override(OFFICE_LANGUAGE):
                request.LANGUAGE_CODE = OFFICE_LANGUAGE
                return self.get_response(request)
        chosen = _known(request.GET.get(PARAMETER, ""))
        language = chosen or translation.get_language_from_request(request)
        with translation.override(language):
            speak(request, language)
            response = self.get_response(request)
        spoken = request.LANGUAGE_CODE
        if chosen or spoken != language:
            _remember(response, spoken)
        return _for_one_reader(response, spoken)

    def process_view(self, request: HttpRequest, view: View, *_: Any) -> HttpResponse | None:
        """A form that is sent only to change the language does nothing else, even where its page cannot keep it.

        Its fields are read here, not above: a form that is too large then gets its sentence like everywhere else.
        """
        request.keeps_answers = getattr(view, "keeps_answers", False)  # type: ignore[attr-defined]
        if not language_switched(request):
            return None
        translation.activate(request.POST[PARAMETER])  # the block above puts it back
        speak(request, request.POST[PARAMETER])
        if request.keeps_answers:  # type: ignore[attr-defined]
            return None
        return redirect(f"{request.path}?{urlencode({PARAMETER: request.POST[PARAMETER]})}")


def language_switched(request: HttpRequest) -> bool:
    """Whether a form was sent by the language switch, not by its own button: nothing may be judged or saved."""
    sent = request.method == "POST" and request.path_info.startswith(PLACE)
    return sent and bool(_known(request.POST.get(PARAMETER, "")))


def keeps_answers(view: AnyView) -> AnyView:
    """Says of a view that it asks `language_switched` first, and then shows its form again by `as_typed`."""
    view.keeps_answers = True  # type: ignore[attr-defined]
    return view


def as_typed(form: AnyForm) -> AnyForm:
    """A bound form with what was typed and without a word on it: the person has not yet finished. Files are let go."""
    form.files = MultiValueDict()
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}
    return form


def language_current() -> str:
    """The language of the page that is being made: "en" or "es"."""
    return (translation.get_language() or OFFICE_LANGUAGE).split("-")[0]


def translated(words: str) -> str:
    """Words out of the database, where the catalogue has them: the kinds of information that come with the product."""
    return gettext(words) if words else ""


def address_in(address: str, language: str) -> str:
    """An address for a mail or a letter: it opens in the language in which the family writes."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({PARAMETER: language})}"


@contextmanager
def in_office_language() -> Iterator[None]:
    """For what a family's click makes the office read: rows, reasons and mails of the staff are in English."""
    with translation.override(OFFICE_LANGUAGE):
        yield


def _known(language: str) -> str:
    return language if language in NAMES else ""


def speak(request: HttpRequest, language: str) -> None:
    """Note the language on a request, for the frame of its page. The caller has turned it on."""
    other = "en" if language == "es" else "es"
    request.LANGUAGE_CODE = language
    request.other_language = {"code": other, "name": NAMES[other]}  # type: ignore[attr-defined]


def _remember(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def _for_one_reader(response: HttpResponse, language: str) -> HttpResponse:
    """Browsers and proxies keep no page of the portal: its language and, further in, its words are one family's."""
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    response.headers.setdefault("Content-Language", language)
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
