"""Whatever is typed behind a link, at its door, or in the tab of messages is kept or refused in words, no fault."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from district.models import District, User
from requests_portal.models import PrivacyRequest
from requests_portal.thread.fields import FIELDS, filled
from tests.factories.requests import MONDAY, request_received
from tests.requests_portal.following_cast import let_in, link_for

TYPED = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        [
            *("", " ", "\x00", "²", "٣٤٥٦٧٨", "9" * 25, "<script>alert(1)</script>", "{{ x }}", "{name}", "{", "{}"),
            *("%s%n", "a@b", "a@" + "b" * 300 + ".example", "\u202eabc", "😀" * 30, "x" * 21_000),
            "[[private link 1 0123456789abcdef]]",
        ]
    ),
)
FUZZ = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
FINE = {200, 302, 422, 429}


@pytest.fixture
def request_(district: District, dana: User, time_machine: Any) -> PrivacyRequest:
    cache.clear()
    time_machine.move_to(MONDAY, tick=False)
    return request_received()


@pytest.fixture
def inside(client: Client, request_: PrivacyRequest) -> str:
    """The token of a request that is open in the client."""
    token = link_for(request_)
    let_in(client, request_, token)
    return token


def asked(client: Client, address: str, values: dict[str, Any]) -> int:
    """Within a transaction that is taken back: the next example begins where this one did."""
    cache.clear()
    with transaction.atomic():
        status = client.post(address, values).status_code
        transaction.set_rollback(True)
    return status


@FUZZ
@given(typed=TYPED)
def test_codes(client: Client, request_: PrivacyRequest, typed: str) -> None:
    assert asked(client, reverse("portal:code", args=[link_for(request_)]), {"code": typed}) == 422


@FUZZ
@given(typed=TYPED)
def test_addresses(client: Client, request_: PrivacyRequest, typed: str) -> None:
    assert asked(client, reverse("portal:yours"), {"email": typed}) in FINE


@FUZZ
@given(typed=TYPED, name=st.text(min_size=1, max_size=80))
@example(typed="x", name="../../etc/passwd\x00.pdf")
def test_messages_and_names_of_files(client: Client, inside: str, typed: str, name: str) -> None:
    file = SimpleUploadedFile("note.txt", b"Read this.")
    file.__dict__["_name"] = name  # as a browser may send it
    page = reverse("portal:messages", args=[inside])
    assert asked(client, page, {"text": typed, "attached": [file]}) in FINE
    assert asked(client, page, {"text": typed}) in FINE


@FUZZ
@given(token=st.text(min_size=1, max_size=60))
def test_tokens(client: Client, request_: PrivacyRequest, token: str) -> None:
    from urllib.parse import quote

    answer = client.get(f"/portal/r/{quote(token, safe='')}/")
    assert answer.status_code in {200, 404}
    assert request_.number not in answer.content.decode()


@FUZZ
@given(subject=TYPED, text=TYPED)
def test_what_staff_type(client: Client, request_: PrivacyRequest, dana: User, subject: str, text: str) -> None:
    client.force_login(dana, backend="allauth.account.auth_backends.AuthenticationBackend")
    values = {"subject": subject, "text": text, "note": text}
    for name in ("message-write", "message-send", "note"):
        assert asked(client, reverse(f"requests:{name}", args=[request_.pk]), values) in FINE


@given(text=st.text(max_size=200), value=st.text(max_size=50))
def test_filling_fields_never_fails_and_never_fills_twice(text: str, value: str) -> None:
    found = filled(text + "{name}", dict.fromkeys(FIELDS, value))
    assert found.endswith(value)
