"""Families read English or Spanish; everything else is in English, whatever the browser asks for."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import formats, translation

from district.models import District, User
from district.templatetags.words import day_in_words, moment_in_words, plain_day
from local.within import messages
from requests_portal.languages import (
    FamilyLanguage,
    address_in,
    as_typed,
    in_office_language,
    keeps_answers,
    language_current,
    language_switched,
)

NOWHERE = "/portal/no-such-page/"
SPANISH = {"accept-language": "es-MX,es;q=0.9"}


def page(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers or None).content.decode()


class Answer(forms.Form):
    """One question of a form that a family fills in."""

    name = forms.CharField()
    number = forms.IntegerField()


@keeps_answers
def question(request: HttpRequest) -> HttpResponse:
    """A view as the portal's are: it asks whether only the language was switched before it judges anything."""
    form = Answer(request.POST or None)
    if language_switched(request):
        form = as_typed(form)
    elif request.method == "POST" and form.is_valid():
        return HttpResponse("saved")
    return HttpResponse(render_to_string("form_page.html", {"title": "Question", "form": form}, request))


def withdrawing(request: HttpRequest) -> HttpResponse:
    """A view that knows nothing of languages and does something for good."""
    return HttpResponse("withdrawn")


def through(request: HttpRequest, view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """As the handler does: the middleware around, its look at the view, then the view."""

    def respond(asked: HttpRequest) -> HttpResponse:
        return middleware.process_view(asked, view) or view(asked)

    middleware = FamilyLanguage(respond)
    return middleware(request)


def test_an_error_page_of_the_portal_is_in_the_browsers_language(client: Client, district: District) -> None:
    html = page(client, NOWHERE, **SPANISH)
    assert '<html lang="es">' in html
    assert "Aquí no hay ninguna página" in html
    assert 'hreflang="en">English</a>' in html


def test_the_portal_speaks_english_where_the_browser_asks_for_a_language_that_it_has_not(
    client: Client, district: District
) -> None:
    html = page(client, NOWHERE, **{"accept-language": "pl,uk;q=0.8"})
    assert '<html lang="en">' in html
    assert 'hreflang="es">Español</a>' in html


@pytest.mark.parametrize(
    "address", ["/no-such-page/", "/accounts/login/", "/accounts/password/reset/", "/healthz-none"]
)
def test_everything_outside_the_portal_stays_english(client: Client, district: District, address: str) -> None:
    client.cookies["language"] = "es"
    html = page(client, f"{address}?lang=es", **SPANISH)
    assert '<html lang="es"' not in html
    assert "Español" not in html
    assert "página" not in html


def test_the_office_stays_english(signed_in: Callable[[User], Client], dana: User, district: District) -> None:
    html = page(signed_in(dana), "/office/?lang=es", **SPANISH)
    assert 'lang="en' in html
    assert "Iniciar" not in html


def test_a_choice_is_remembered_for_the_portal_alone(client: Client, district: District) -> None:
    client.get(f"{NOWHERE}?lang=es")
    cookie = client.cookies["language"]
    assert (cookie.value, cookie["path"], cookie["httponly"], cookie["samesite"]) == ("es", "/portal/", True, "Lax")
    assert '<html lang="es">' in page(client, NOWHERE, **{"accept-language": "en-US"})


def test_a_choice_of_a_language_that_there_is_not_leaves_nothing(client: Client, district: District) -> None:
    html = page(client, f"{NOWHERE}?lang=xx'%3E", **SPANISH)
    assert '<html lang="es">' in html
    assert "language" not in client.cookies


def test_the_switch_keeps_the_rest_of_the_address(client: Client, district: District) -> None:
    assert 'href="?page=2&amp;lang=es"' in page(client, f"{NOWHERE}?page=2")


def test_no_cache_keeps_a_page_of_the_portal_or_mixes_languages(client: Client, district: District) -> None:
    answer = client.get(NOWHERE, headers=SPANISH)
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in answer["Vary"].split(",")}
    assert answer["Content-Language"] == "es"
    assert "no-store" in answer["Cache-Control"]


def test_a_request_leaves_no_language_behind(client: Client, district: District) -> None:
    before = translation.get_language()
    client.get(NOWHERE, headers=SPANISH)
    assert translation.get_language() == before


def test_the_switch_inside_a_form_keeps_what_was_typed_and_says_nothing_of_faults(
    rf: RequestFactory, district: District
) -> None:
    sent = {"name": "Ana Ficticia", "number": "not a number", "lang": "es"}
    html = through(rf.post("/portal/question/", sent), question).content.decode()
    assert 'value="Ana Ficticia"' in html
    assert 'value="not a number"' in html
    assert "Hay un problema" not in html
    assert "Continuar" in html
    assert '<button class="site-language__other" type="submit" form="page-form"' in html


def test_a_form_sent_by_its_own_button_is_judged_in_the_language_chosen_before(
    rf: RequestFactory, district: District
) -> None:
    request = rf.post("/portal/question/", {"name": "Ana", "number": "x"}, headers=SPANISH)
    html = through(request, question).content.decode()
    assert "Hay un problema" in html
    assert "<title>Error:" in html


def test_a_switch_sent_to_a_page_that_cannot_keep_answers_does_nothing_else(
    rf: RequestFactory, district: District
) -> None:
    answer = through(rf.post("/portal/r/token/withdraw/?page=1", {"lang": "es", "sure": "on"}), withdrawing)
    assert answer.status_code == 302
    assert answer["Location"] == "/portal/r/token/withdraw/?lang=es"
    assert answer.cookies["language"].value == "es"


def test_words_named_lang_outside_the_portal_are_no_switch(rf: RequestFactory) -> None:
    assert through(rf.post("/office/anything/", {"lang": "es"}), withdrawing).content == b"withdrawn"


def test_days_are_written_in_words_in_either_language() -> None:
    day = date(2026, 3, 3)
    instant = datetime(2026, 3, 3, 21, 5, tzinfo=UTC)
    assert (day_in_words(day), plain_day(day)) == ("Tuesday 3 March 2026", "3 March 2026")
    with translation.override("es"):
        assert (day_in_words(day), plain_day(day)) == ("martes 3 de marzo de 2026", "3 de marzo de 2026")
        assert moment_in_words(instant, "America/Chicago") == "martes 3 de marzo de 2026, 3:05 p. m."
        assert (day_in_words(None), plain_day(None)) == ("sin fecha", "sin fecha")
        assert formats.date_format(day) == "3 de marzo de 2026"


def test_a_birth_date_typed_by_numbers_means_the_same_day_in_both_languages() -> None:
    for language in ("en", "es"):
        with translation.override(language):
            assert forms.DateField().clean("03/02/2014") == date(2014, 3, 2)


def test_a_link_of_a_mail_opens_in_the_language_of_the_mail() -> None:
    assert address_in("https://district.example/portal/r/t/", "es") == "https://district.example/portal/r/t/?lang=es"
    assert address_in("https://district.example/portal/?page=1", "es").endswith("?page=1&lang=es")


def test_what_a_familys_click_makes_the_office_read_is_english() -> None:
    with translation.override("es"):
        with in_office_language():
            assert day_in_words(date(2026, 3, 3)) == "Tuesday 3 March 2026"
        assert language_current() == "es"


def test_every_word_for_families_has_its_spanish_and_is_compiled() -> None:
    catalog = messages.brought_up_to_date()
    assert list(messages.faults(catalog)) == []
    assert list(messages.stale(catalog)) == []


def catalogue(tmp_path: Path, text: str) -> list[str]:
    """The faults of a catalogue with these entries."""
    file = tmp_path / "django.po"
    file.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{text}', encoding="utf-8")
    with file.open("rb") as opened:
        return [fault.partition(":")[0] for fault in messages.faults(messages.read_po(opened, locale="es"))]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Your copy"\nmsgstr "Su copia"\n', []),
        ('msgid "Your copy"\nmsgstr ""\n', ["without Spanish"]),
        ('msgid "Your copy"\nmsgstr "Your copy"\n', ["the Spanish is the English"]),
        ('#, fuzzy\nmsgid "Your copy"\nmsgstr "Su copia"\n', ["marked fuzzy"]),
        ('msgid "By %(day)s"\nmsgstr "Antes del %(dia)s"\n', ["placeholders are not ['%(day)s']"]),
        ('msgid "By {day}"\nmsgstr "Antes del día"\n', ["placeholders are not ['{day}']"]),
        ('msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "un día"\nmsgstr[1] "%(n)s días"\n', []),
        ('msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "un día"\nmsgstr[1] ""\n', ["without Spanish"]),
    ],
)
def test_the_check_names_what_a_family_would_notice(tmp_path: Path, entry: str, fault: list[str]) -> None:
    assert catalogue(tmp_path, entry) == fault


def test_marked_words_of_templates_are_found_whatever_stands_around_them() -> None:
    template = """{% load i18n %}{# not a word #}
      <p title='{% translate "It is \\"quoted\\"" %}'>{% if a %}
    {% blocktranslate trimmed with day=due %}
      By {{ day }}, 100 % sure.
    {% endblocktranslate %}{% endif %}{{ label|default:_("Go on") }}
    {% blocktranslate count number=n %}{{ number }} day{% plural %}{{ number }} days{% endblocktranslate %}"""
    calls = messages.template_calls(template, Path("page.html"))
    found = [words for _, words, _, _ in messages.extract("python", BytesIO(calls.encode()), messages.KEYWORDS)]
    assert "By %(day)s, 100 %% sure." in found
    assert "Go on" in found
    assert ("%(number)s day", "%(number)s days") in found
