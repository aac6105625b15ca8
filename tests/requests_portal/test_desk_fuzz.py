"""Whatever is typed at the desk is kept or refused in words, never a fault."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from district.models import User
from requests_portal.desk.entryforms import EVERY_DETAIL, GROUPS
from requests_portal.desk.forms import SETTINGS_GROUPS
from requests_portal.models import PortalSettings, RequestKind
from tests.factories.district import AdoptedPackFactory
from tests.factories.requests import MONDAY, request_received

pytestmark = pytest.mark.django_db
FINE = {200, 302, 422}
LATER = MONDAY + timedelta(days=2)
FUZZ = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TYPED = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        [
            "",
            " ",
            "\x00",
            "٣",
            "²",
            "-1",
            "0",
            "9" * 25,
            "1e9",
            "2026-13-45T99:99",
            "0001-01-01T00:00",
            "9999-12-31T23:59",
            "{{ x }}",
            "%s%n",
            "a@" + "b" * 300 + ".example",
            "\u202eabc",
            "😀" * 30,
            "x" * 5000,
            "\ud800".encode("utf-8", "replace").decode(),
            "R-999999999",
            "r-0",
        ]
    ),
)
ENTRY = (*tuple(name for _, names in GROUPS for name in names), "products", "elements", "another")
SETTINGS = tuple(name for _, names in SETTINGS_GROUPS for name in names)


@pytest.fixture
def desk(district: object, person: Callable[..., User], signed_in: Callable[[User], Client]) -> Client:
    AdoptedPackFactory(pack="il-soppa")
    client = signed_in(person("Rita Fictional", "records_custodian"))
    client.raise_request_exception = True
    return client


@FUZZ
@given(kind=st.sampled_from(RequestKind.values), typed=st.dictionaries(st.sampled_from(ENTRY), TYPED))
@example(kind="copy", typed=dict.fromkeys(ENTRY, "\x00"))
@example(kind="correct", typed=dict.fromkeys(ENTRY, "9" * 25))
def test_entering_takes_anything(desk: Client, kind: str, typed: dict[str, str]) -> None:
    good = {
        "channel": "paper",
        "asked_at": "2026-03-02T09:00",
        "language": "en",
        "name": "Rosa Fictional",
        "relationship": "parent",
        "telephone": "217 555 0101",
        "student_name": "Ana Fictional",
        "form": "paper",
        "keep": "download",
        "all_products": "on",
        **dict.fromkeys(("what", "wrong", "right", "purpose", "recipient"), "words"),
    }
    assert desk.post(reverse("requests:enter", args=[kind]), {**good, **typed}).status_code in FINE


@FUZZ
@given(words=TYPED)
def test_finding_takes_anything(desk: Client, words: str) -> None:
    assert desk.post(reverse("requests:find"), {"words": words}).status_code in FINE


@FUZZ
@given(asked=st.dictionaries(st.sampled_from(["view", "kind", "page"]), TYPED))
def test_the_list_takes_any_address(desk: Client, asked: dict[str, str]) -> None:
    assert desk.get(reverse("requests:list"), asked).status_code == 200


@FUZZ
@given(typed=st.dictionaries(st.sampled_from(SETTINGS), TYPED))
def test_the_settings_take_anything(desk: Client, typed: dict[str, str]) -> None:
    good = {"link_days": "30", "code_minutes": "15", "confirm_days": "7", "copy_days": "14"}
    assert desk.post(reverse("requests:settings"), {**good, **typed}).status_code in FINE


@FUZZ
@given(page=st.sampled_from(["owner", "give-back", "school-record", "end"]), typed=TYPED)
def test_the_forms_of_a_case_take_anything(desk: Client, page: str, typed: str) -> None:
    request = request_received(kind="copy")
    answer = desk.post(reverse(f"requests:{page}", args=[request.pk]), {"owner": typed, "how": typed, "because": typed})
    assert answer.status_code in FINE


def test_the_settings_screen_has_every_setting() -> None:
    fields = {field.name for field in PortalSettings._meta.concrete_fields} - {"id", "singleton"}
    assert set(SETTINGS) == fields


def test_the_entry_form_has_every_detail() -> None:
    assert set(EVERY_DETAIL) <= set(ENTRY)
