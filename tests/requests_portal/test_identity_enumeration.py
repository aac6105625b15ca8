"""Whether a pupil exists, and who answers for her, cannot be read from anything that the portal answers or sends.

Each family asks through the portal's own pages up to the status page; what it was shown and mailed is compared whole.
"""

import re
from datetime import datetime
from typing import Any, Final

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from district.models import District, User
from notices.models import Message
from requests_portal.asking.confirming import confirm_ask, confirm_by_code
from requests_portal.identity.services import identity_refuse, identity_settle
from requests_portal.models import CodePurpose, IdentityAttempt, IdentityState, OneTimeCode, PrivacyRequest
from tests.factories.district import AdoptedPackFactory
from tests.factories.requests import request_asked
from tests.factories.roster import GuardianFactory, GuardianshipFactory
from tests.requests_portal.following_cast import code_for, let_in, link_for
from tests.requests_portal.identity_cast import GROWN, NOBODY, STRANGER, ana, rosa

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
ROSA: Final = {"name": "Rosa Fictional", "email": "rosa@family.example"}
LUIS: Final = {"name": "Luis Fictional", "email": "luis@family.example"}
EVA: Final = {"student_name": "Eva Fictional", "student_number": "100777", "birth_date": "2008-02-01"}
# Who asks, and about whom: only the first is on record as somebody who may.
CASES: Final[dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "her mother": (ROSA, {}),
    "her mother, from another address": ({**ROSA, "email": "elsewhere@family.example"}, {}),
    "a stranger": (STRANGER, {}),
    "no such child": (ROSA, NOBODY),
    "a parent with an order on file": (LUIS, {}),
    "a parent of a pupil of eighteen": (ROSA, EVA),
}


@pytest.fixture(autouse=True)
def _families(district: District) -> None:
    cache.clear()
    AdoptedPackFactory(pack="il-school-records")
    AdoptedPackFactory(pack="il-soppa")
    student = ana()
    mother = rosa(student)
    father = GuardianFactory(given_name="Luis", family_name="Fictional", email="luis@family.example")
    GuardianshipFactory(student=student, guardian=father, court_order=True, note={"reason": "Order 12"})
    grown = ana(**{**GROWN, "given_name": "Eva", "number": "100777"})
    GuardianshipFactory(student=grown, guardian=mother)


def asked(name: str, now: datetime, language: str = "en") -> PrivacyRequest:
    asker, said = CASES[name]
    return request_asked(now, asker=asker, said=said, language=language)


def plain(text: str, request: PrivacyRequest) -> str:
    """Without what differs by the request alone: its number, tokens, secrets of forms, codes, and what was typed."""
    said, asker = request.said, request.asker
    for own in (asker["email"], asker["name"], said["student_name"], said["student_number"]):
        text = text.replace(str(own), "OWN")
    text = re.sub(r"/portal/(r|confirm)/[^/\"]+/", r"/portal/\1/TOKEN/", text)
    text = re.sub(r"\[\[private link \d+ [0-9a-f]+\]\]", "LINK", text)
    text = re.sub(r"csrfmiddlewaretoken\" value=\"[^\"]+\"", "SECRET", text)
    text = re.sub(r"(?<!\d)\d{6}(?!\d)", "CODE", text)
    return re.sub(r"\bR-\d+\b", "R-N", text)


def mails_to_asker(request: PrivacyRequest) -> list[tuple[str, str, str]]:
    """Subject and body of every mail to the address that asked, in order."""
    rows = Message.objects.filter(key__startswith=f"request.{request.pk}.").order_by("pk")
    found = []
    for row in rows:
        sealed: Any = row.sealed
        content: Any = row.content
        if sealed["email"] == request.asker_email:
            found.append((row.language, plain(content["subject"], request), plain(content["body"], request)))
    return found


def gone_through(client: Client, name: str, now: datetime, *, language: str = "en") -> list[str]:
    """Ask, confirm by the code, be compared, and look at every page: what each answered, whole."""
    request = asked(name, now, language)
    answers: list[str] = []
    confirm_ask(request=request, now=now)
    assert confirm_by_code(request=request, typed=code_for(request), now=now) is not None
    identity_settle(request_id=request.pk, now=now)
    request.refresh_from_db()
    token = link_for(request, now)
    let_in(client, request, token)
    pages = ("follow", "who", "messages", "complain", "withdraw")
    for page in pages:
        answer = client.get(reverse(f"portal:{page}", args=[token]))
        answers.append(f"{page} {answer.status_code} {headers(answer)} {plain(answer.content.decode(), request)}")
    wrong = client.post(reverse("portal:who", args=[token]), {"code": "not one"})
    answers.append(f"wrong {wrong.status_code} {plain(wrong.content.decode(), request)}")
    more = client.post(reverse("portal:who-again", args=[token]), follow=True)
    answers.append(f"again {more.redirect_chain[-1][1]} {plain(more.content.decode(), request)}")
    return answers + [" ".join(mail) for mail in mails_to_asker(request)]


def headers(answer: Any) -> list[tuple[str, str]]:
    """All but the length and the policy, which names the page's own secret."""
    own = {"Content-Length", "Content-Security-Policy"}
    return sorted((name, value) for name, value in answer.headers.items() if name not in own)


@pytest.fixture
def at_monday(monkeypatch: pytest.MonkeyPatch, now: datetime) -> datetime:
    """The pages read the clock: it stands still."""
    for module in ("following.views", "following.doors", "identity.portalviews"):
        monkeypatch.setattr(f"requests_portal.{module}.clock_now", lambda: now)
    return now


@pytest.mark.parametrize("name", [name for name in CASES if name != "no such child"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_and_every_mail_is_the_same_as_for_no_such_child(
    at_monday: datetime, name: str, language: str
) -> None:
    found = gone_through(Client(), name, at_monday, language=language)
    cache.clear()
    nobody = gone_through(Client(), "no such child", at_monday, language=language)
    assert found == nobody


def test_the_cases_do_differ_behind_the_scenes(now: datetime) -> None:
    """Else the comparison above would compare nothing."""
    states = {}
    for name in CASES:
        request = asked(name, now)
        confirm_ask(request=request, now=now)
        confirm_by_code(request=request, typed=code_for(request), now=now)
        identity_settle(request_id=request.pk, now=now)
        request.refresh_from_db()
        states[name] = request.identity
    assert states.pop("her mother") == IdentityState.RECORDS
    assert set(states.values()) == {IdentityState.PENDING}
    assert OneTimeCode.objects.filter(sent_to="record").count() == 1
    assert IdentityAttempt.objects.filter(how="records").count() == len(CASES)


def test_being_turned_away_is_the_same_for_everybody(at_monday: datetime, dana: User) -> None:
    """The reason stays in the house: an order on file reads like a child who does not exist."""
    seen = set()
    for name in ("a stranger", "no such child", "a parent with an order on file", "a parent of a pupil of eighteen"):
        cache.clear()
        request = asked(name, at_monday)
        confirm_ask(request=request, now=at_monday)
        confirm_by_code(request=request, typed=code_for(request), now=at_monday)
        identity_settle(request_id=request.pk, now=at_monday)
        identity_refuse(request=request, because=f"Because: {name}.", actor=dana, now=at_monday)
        token, client = link_for(request, at_monday), Client()
        let_in(client, request, token)
        page = client.get(reverse("portal:follow", args=[token])).content.decode()
        assert "Because" not in page
        seen.add((plain(page, request), tuple(mails_to_asker(request))))
    assert len(seen) == 1


def test_confirming_makes_the_same_queries_whoever_is_named(now: datetime) -> None:
    """The comparison itself follows after the answer, in a worker."""
    shapes = set()
    for name in CASES:
        request = asked(name, now)
        confirm_ask(request=request, now=now)
        typed = code_for(request)
        with CaptureQueriesContext(connection) as made:
            confirm_by_code(request=request, typed=typed, now=now)
        shapes.add(tuple(shape(query["sql"]) for query in made.captured_queries))
    assert len(shapes) == 1


def shape(sql: str) -> str:
    """A statement without its values, names and numbers."""
    return re.split(r" WHERE | VALUES ", re.sub(r"'(?:[^']|'')*'|\"s\d+_x\d+\"|\d+", "", sql))[0]


def test_typing_a_code_makes_the_same_queries_whether_one_was_sent(now: datetime) -> None:
    from requests_portal.identity.services import identity_code_typed

    counts = set()
    for name in ("her mother", "a stranger", "no such child", "a parent with an order on file"):
        request = asked(name, now)
        confirm_ask(request=request, now=now)
        confirm_by_code(request=request, typed=code_for(request), now=now)
        identity_settle(request_id=request.pk, now=now)
        with CaptureQueriesContext(connection) as made:
            assert not identity_code_typed(request=request, typed="not one", asker=b"k" * 16, now=now)
        counts.add(len(made))
    assert len(counts) == 1


def test_a_link_alone_shows_none_of_it(at_monday: datetime) -> None:
    request = asked("her mother", at_monday)
    confirm_ask(request=request, now=at_monday)
    confirm_by_code(request=request, typed=code_for(request), now=at_monday)
    token = link_for(request, at_monday)
    for address in ("who", "who-again"):
        answer = Client().post(reverse(f"portal:{address}", args=[token]), {"code": "123456"})
        assert answer.status_code == 302
        assert answer.headers["Location"] == reverse("portal:follow", args=[token])
    assert not IdentityAttempt.objects.filter(how="code").exists()


def test_directory_information_has_no_such_page(at_monday: datetime) -> None:
    request = request_asked(at_monday, kind="directory")
    confirm_ask(request=request, now=at_monday)
    confirm_by_code(request=request, typed=code_for(request), now=at_monday)
    client, token = Client(), link_for(request, at_monday)
    let_in(client, request, token)
    assert "Who you are" not in client.get(reverse("portal:follow", args=[token])).content.decode()
    assert client.get(reverse("portal:who", args=[token])).status_code == 302


def test_the_right_code_opens_and_says_so(at_monday: datetime) -> None:
    request = asked("her mother, from another address", at_monday)
    confirm_ask(request=request, now=at_monday)
    confirm_by_code(request=request, typed=code_for(request), now=at_monday)
    client, token = Client(), link_for(request, at_monday)
    let_in(client, request, token)
    identity_settle(request_id=request.pk, now=at_monday)
    assert OneTimeCode.objects.filter(purpose=CodePurpose.IDENTITY).count() == 1
    answer = client.post(reverse("portal:who", args=[token]), {"code": code_for(request)}, follow=True)
    assert "We know now that you may ask" in answer.content.decode()
    request.refresh_from_db()
    assert request.identity == IdentityState.CODE
    assert client.get(reverse("portal:who", args=[token])).status_code == 302


def test_codes_are_typed_twenty_times_an_hour_from_one_address(at_monday: datetime) -> None:
    request = asked("a stranger", at_monday)
    confirm_ask(request=request, now=at_monday)
    confirm_by_code(request=request, typed=code_for(request), now=at_monday)
    client, token = Client(), link_for(request, at_monday)
    let_in(client, request, token)
    answers = [client.post(reverse("portal:who", args=[token]), {"code": "1"}).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]
