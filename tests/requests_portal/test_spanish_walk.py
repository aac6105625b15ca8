"""A family walks the whole portal in Spanish: no page and no mail has an English sentence left in it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from deadlines.models import Deadline, Reckoning
from district.models import District, User
from district.statenames import STATE_NAMES
from notices.models import Message
from requests_portal.models import IdentityState, PortalSettings, PrivacyRequest
from requests_portal.services import (
    family_actor,
    request_close,
    request_confirm,
    request_expire,
    request_identified,
    request_not_identified,
    request_withdraw,
)
from requests_portal.thread.services import thread_out
from tests.factories.requests import MONDAY, request_asked, request_received
from tests.requests_portal.asking_cast import (
    KINDS,
    Place,
    answers_of,
    asked_by,
    place_made,
    question,
)
from tests.requests_portal.copies_cast import given
from tests.requests_portal.decision_cast import decided, told
from tests.requests_portal.english import english_in, english_on
from tests.requests_portal.following_cast import let_in, link_for

# What people and places are called, and what was typed in English.
NAMES = (
    "Prairie Lantern Board of Education",
    "Prairie Lantern District 900",
    "District Privacy",
    "Prairie Lantern",
    "Lantern Way",
    "Maple Reader",
    "Oak Reader",
    "Fictional School",
    "Fictional Street",
    "Ana Fictional",
    "Bea Fictional",
    "Rosa Fictional",
    "Dana Fictional",
    "Student Privacy Policy Office",
    "Reading level",
    "Everything.",
    "Grade 2.",
    "Grade 5.",
    "The recordings.",
    "Names of the choir.",
    "The choir",
    "A leaflet.",
    "It says grade 2.",
    "It is grade 5.",
    *STATE_NAMES.values(),
)
REACHED = re.compile(r'href="(/portal/[^"#?]*)')


@pytest.fixture(autouse=True)
def at_noon(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def place(district: District) -> Place:
    return place_made()


@pytest.fixture
def family(client: Client) -> Client:
    """A browser that asks for Spanish."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "es-MX,es;q=0.9"
    return client


def names_of(place: Place | None = None) -> tuple[str, ...]:
    own = (place.school.name, str(place.app.operator), str(place.older.operator)) if place else ()
    return tuple(sorted((*own, *NAMES), key=len, reverse=True))


def spanish(answer: Any, names: tuple[str, ...]) -> str:
    """The page, proved to be in Spanish."""
    page = answer.content.decode()
    assert '<html lang="es">' in page, f"{answer.request['PATH_INFO']}: {answer.status_code}"
    left = english_on(page, names)
    assert left == [], f"{answer.request['PATH_INFO']}: " + "; ".join(left)
    return str(page)


def mails_are_spanish(names: tuple[str, ...]) -> None:
    for message in Message.objects.filter(kind="asker"):
        for text in (message.content or {}).values():
            if isinstance(text, str):
                assert english_in(text, names) == [], f"{message.key}: {text}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_question_of_every_kind_is_in_spanish(kind: str, place: Place, family: Client, dana: User) -> None:
    names = names_of(place)
    spanish(family.get(reverse("portal:start")), names)
    for name, typed in answers_of(kind, place).items():
        spanish(family.get(question(name)), names)
        spanish(family.post(question(name), {"lang": "es"}), names)
        wrong = family.post(question(name), {})
        if wrong.status_code == 422:
            spanish(wrong, names)
        assert family.post(question(name), typed).status_code == 302
    spanish(family.get(reverse("portal:check")), names)
    spanish(family.post(reverse("portal:check"), {"signature": ""}), names)
    spanish(family.get(reverse("portal:save")), names)
    assert family.post(reverse("portal:check"), {"signature": "Bea Fictional"}).status_code == 302
    spanish(family.get(reverse("portal:sent")), names)
    spanish(family.post(reverse("portal:sent"), {"code": "1"}), names)
    spanish(family.get(reverse("portal:address")), names)
    assert PrivacyRequest.objects.latest("pk").language == "es"
    mails_are_spanish(names)


def test_wrong_answers_are_told_in_spanish(place: Place, family: Client, dana: User) -> None:
    names = names_of(place)
    wrong: dict[str, dict[str, Any]] = {
        "what": {"kind": "todo"},
        "child": {"student_name": "x" * 500, "birth_date_month": "13", "birth_date_day": "40", "birth_date_year": "1"},
        "you": {"name": "", "email": "no", "telephone": "1"},
        "address": {"street": "", "state": "Illinois", "postal_code": "1"},
    }
    for name, typed in answers_of("copy", place).items():
        if name in wrong:
            spanish(family.post(question(name), wrong[name]), names)
        family.post(question(name), typed)
    spanish(family.post(reverse("portal:save"), {"email": "no"}), names)


def test_a_request_is_followed_in_spanish_to_every_page_that_it_leads_to(
    place: Place, family: Client, dana: User
) -> None:
    names = (*names_of(place), "All of it.")
    request = asked_by(family, "copy", place)
    request_confirm(request=request, actor=family_actor(request), now=MONDAY)
    request_identified(
        request=request, student=None, guardian=None, how=IdentityState.IN_PERSON, actor=dana, now=MONDAY
    )
    thread_out(request=request, subject="Su copia", text="Ya casi.", actor=dana, now=MONDAY)
    given(request, dana)
    token = link_for(request)
    start = reverse("portal:follow", args=[token])
    spanish(family.get(start), names)
    spanish(family.get(reverse("portal:code", args=[token])), names)
    spanish(family.post(reverse("portal:code", args=[token]), {"code": "000000"}), names)
    let_in(family, request, token)
    walk(family, start, names)
    mails_are_spanish(names)


def walk(family: Client, start: str, names: tuple[str, ...], most: int = 40) -> None:
    """Every page of the portal that can be reached by links from here."""
    seen: set[str] = set()
    waiting = [start]
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = family.get(address)
        if answer.status_code in (301, 302, 405) or not answer["Content-Type"].startswith("text/html"):
            continue
        waiting += REACHED.findall(spanish(answer, names))
    assert len(seen) > 3


Step = Callable[[PrivacyRequest, User], Any]


def _refused(request: PrivacyRequest, dana: User) -> None:
    PortalSettings.objects.create(hearing_en="Write to the district.", hearing_es="Escriba a la oficina del distrito.")
    facts = {"reason": "x", "reason_es": "Lo revisamos."}
    told(decided(request, "inaccuracy", "not_inaccurate", dana, facts=facts), dana)


ENDS: dict[str, tuple[str, Step]] = {
    "withdrawn": (
        "delete",
        lambda request, dana: request_withdraw(request=request, actor=family_actor(request), now=MONDAY),
    ),
    "closed": ("inspect", lambda request, dana: request_close(request=request, because="x", actor=dana, now=MONDAY)),
    "not identified": (
        "delete",
        lambda request, dana: request_not_identified(request=request, because="x", actor=dana, now=MONDAY),
    ),
    "waiting": ("content", lambda request, dana: None),
    "directory": ("directory", lambda request, dana: None),
    "refused": ("correct", _refused),
}


@pytest.mark.parametrize("end", ENDS)
def test_every_end_of_a_request_is_told_in_spanish(end: str, place: Place, family: Client, dana: User) -> None:
    names = names_of(place)
    kind, step = ENDS[end]
    request = request_received(kind=kind, language="es")
    if end == "refused":
        request_identified(
            request=request, student=None, guardian=None, how=IdentityState.IN_PERSON, actor=dana, now=MONDAY
        )
    step(request, dana)
    token = link_for(request)
    let_in(family, request, token)
    walk(family, reverse("portal:follow", args=[token]), names)
    mails_are_spanish(names)


def test_an_unconfirmed_request_ends_in_spanish(place: Place, family: Client, dana: User) -> None:
    request = request_asked(language="es")
    request_expire(request=request, actor=family_actor(request), now=MONDAY + timedelta(days=8))
    mails_are_spanish(names_of(place))


@pytest.mark.parametrize(
    "address",
    [
        "/portal/yours/",
        "/portal/yours/sent/",
        "/portal/r/abc/",
        "/portal/none/",
        "/portal/confirm/abc/",
        "/portal/ask/back/abc/",
    ],
)
def test_doors_and_dead_ends_are_in_spanish(place: Place, family: Client, address: str) -> None:
    spanish(family.get(address), names_of(place))


def test_a_form_that_was_open_for_too_long_says_so_in_spanish(place: Place) -> None:
    strict = Client(enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE="es")
    answer = strict.post(question("what"), {"kind": "copy"})
    assert answer.status_code == 403
    spanish(answer, names_of(place))


def test_what_a_spanish_family_causes_is_english_in_the_office(place: Place, family: Client, dana: User) -> None:
    request = asked_by(family, "copy", place)
    code = re.search(
        r"(?<!\d)\d{6}(?!\d)", str((Message.objects.filter(kind="asker").latest("pk").content or {})["body"])
    )
    assert code
    assert family.post(reverse("portal:sent"), {"code": code[0]}).status_code == 302
    request.refresh_from_db()
    assert request.language == "es"
    words = [message.body for message in Message.objects.exclude(kind="asker")]
    assert words
    words += [str(text) for row in Reckoning.objects.all() for text in (*row.steps, row.because, row.term)]
    words += [f"{row.title} {row.subject_name}" for row in Deadline.objects.all()]
    words += [f"{row.by} {row.facts}" for row in request.steps.all()]
    for text in words:
        assert not re.search(r"[áéíóúñ¿¡]|\b(de|el|la|los|para|solicitud)\b", text), text


def test_the_finder_finds_english_and_leaves_names_and_quoted_laws() -> None:
    page = '<p title="Your copy">Su <b>copia</b></p><q lang="en">the law</q><p>Maple Reader</p><p>Ana, the end</p>'
    assert [line.split("'")[1] for line in english_on(page, ["Maple Reader"])] == ["Your copy", "Ana, the end"]
    assert english_on('<p>La copia es gratis. <span translate="no">a@the.example</span></p>') == []
