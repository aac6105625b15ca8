"""Whatever is typed where who asks is settled, nothing breaks: a page answers, in words."""

from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from district import clock
from district.models import User
from requests_portal.identity.matching import identity_match
from requests_portal.models import PrivacyRequest
from requests_portal.services import request_keys
from tests.factories.requests import ASKER, SAID, request_received
from tests.requests_portal.following_cast import let_in, link_for
from tests.requests_portal.identity_cast import ana, rosa

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
UNHURRIED = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
WORDS = st.text(max_size=60)


@pytest.fixture
def office(dana: User) -> Client:
    client = Client()
    client.force_login(dana, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@UNHURRIED
@given(typed=st.one_of(WORDS, st.sampled_from(["", "\0", "1" * 5000, "１２３", "-", "12 34-56"])))
def test_any_code_gets_an_answer(typed: str) -> None:
    """The pages behind the link read the real clock."""
    cache.clear()
    now = clock.now()
    request = request_received(now)
    client, token = Client(), link_for(request, now)
    let_in(client, request, token)
    assert client.post(reverse("portal:who", args=[token]), {"code": typed}).status_code in {302, 422}


@UNHURRIED
@given(way=WORDS, note=WORDS, because=WORDS, number=WORDS, name=WORDS, birth_date=WORDS)
def test_any_form_of_the_desk_gets_an_answer(office: Client, now: datetime, **typed: str) -> None:
    student = ana()
    guardian = rosa(student)
    request = request_received(now)
    for name, more in (
        ("identity", ()),
        ("identity-confirm", (student.pk, guardian.pk)),
        ("identity-confirm", (student.pk, 0)),
        ("identity-undo", ()),
        ("identity-refuse", ()),
    ):
        answer = office.post(reverse(f"requests:{name}", args=[request.pk, *more]), typed)
        assert answer.status_code in {200, 302, 422}, name
    student.delete()
    guardian.delete()


@pytest.mark.parametrize("number", [0, 987_654_321, 2**31, 2**63, 10**30])
def test_any_number_in_an_address_gets_an_answer(office: Client, now: datetime, number: int) -> None:
    request = request_received(now)
    for name, args in (
        ("identity", (number,)),
        ("identity-confirm", (request.pk, number, number)),
        ("identity-refuse", (number,)),
        ("mail", (number,)),
        ("saved-mail", (number,)),
    ):
        assert office.get(reverse(f"requests:{name}", args=args)).status_code == 404, name


ANYTHING: Any = st.one_of(WORDS, st.sampled_from(["", "Lopez, ", ", ", "'", "2014-05-06", "31.12.2014", "\0x"]))


@UNHURRIED
@given(
    said=st.fixed_dictionaries(dict.fromkeys(SAID, ANYTHING)),
    asker=st.fixed_dictionaries(dict.fromkeys(("name", "email", "telephone", "city", "postal_code"), ANYTHING)),
    lines=st.lists(ANYTHING, max_size=3),
)
def test_whatever_was_said_is_compared(
    said: dict[str, str], asker: dict[str, str], lines: list[str], now: datetime
) -> None:
    given_by = {**ASKER, **asker, "lines": lines}
    request = PrivacyRequest(kind="copy", asker=given_by, said=said, **request_keys(given_by, said))
    assert not identity_match(request, now).known
