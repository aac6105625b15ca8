"""Every field of every question takes anything that can be typed: kept or refused in words, never a fault."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django import forms
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from district.models import District
from requests_portal.asking.endforms import CodeForm, EmailForm, SignForm
from requests_portal.asking.questions import FORMS
from requests_portal.asking.views import check, save, sent, wizard
from tests.requests_portal.asking_cast import KINDS, Place, answers_of, asked_by, place_made, question, walked

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
            "<script>alert(1)</script>",
            "{{ x }}",
            "%s%n",
            "%(age)s",
            "a@b",
            "a@" + "b" * 300 + ".example",
            "\u202eabc",
            "😀" * 30,
            "x" * 5000,
            "none",
            "other",
            "[[private link 1 0123456789abcdef]]",
        ]
    ),
)
FUZZ = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
FINE = {200, 302, 422}


@pytest.fixture
def place(district: District, monkeypatch: pytest.MonkeyPatch) -> Place:
    cache.clear()
    for module in (wizard, check, save, sent):
        for name in ("STARTS", "ANSWERS", "SENDS", "MAILS", "TRIES"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, Endless())
    return place_made()


@contextmanager
def undone() -> Iterator[None]:
    """Each example begins where the walk ended."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Endless:
    """A limit that is never used up: hundreds of examples come from one address."""

    def used(self, key: str) -> bool:
        return True


def fields_of(name: str) -> list[str]:
    """What a question's form may be sent, controls of several boxes one by one."""
    found: list[str] = []
    for field, control in FORMS[name].base_fields.items():
        boxes = isinstance(control.widget, forms.MultiWidget)
        found += [f"{field}{ending}" for ending in control.widget.widgets_names] if boxes else [field]
    return found


# The kind whose way leads through a question; every other question is on the way of an inspection.
KIND_WITH = {**{kind: kind for kind in KINDS}, "address": "copy", "proof": "correct"}


@pytest.mark.parametrize("name", [name for name in FORMS if name != "elements"])
def test_no_question_fails_whatever_is_typed(name: str, place: Place, client: Client) -> None:
    walked(client, answers_of(KIND_WITH.get(name, "inspect"), place))
    fields = fields_of(name)

    @FUZZ
    @given(typed=st.fixed_dictionaries({}, optional=dict.fromkeys(fields, TYPED)))
    def never_fails(typed: dict[str, str]) -> None:
        with undone():
            assert client.post(question(name), typed).status_code in FINE
            assert client.get(reverse("portal:check")).status_code in FINE

    never_fails()


def test_the_list_of_information_takes_anything(place: Place, client: Client) -> None:
    walked(client, answers_of("inspect", place))
    client.post(question("scope"), {"scope": "elements"})

    @FUZZ
    @given(typed=TYPED)
    def never_fails(typed: str) -> None:
        with undone():
            assert client.post(question("elements"), {"elements": typed}).status_code in FINE

    never_fails()


def test_no_signature_fails(place: Place, client: Client) -> None:
    walked(client, answers_of("inspect", place))

    @FUZZ
    @given(typed=TYPED)
    @example(typed="Bea \x00")
    def never_fails(typed: str) -> None:
        with undone():
            assert client.post(reverse("portal:check"), {"signature": typed}).status_code in FINE

    never_fails()


@pytest.mark.parametrize(("page", "field"), [("sent", "code"), ("address", "email"), ("save", "email")])
def test_no_page_around_the_questions_fails(page: str, field: str, place: Place, client: Client) -> None:
    if page == "save":
        walked(client, answers_of("inspect", place))
    else:
        asked_by(client, "inspect", place)

    @FUZZ
    @given(typed=TYPED)
    def never_fails(typed: str) -> None:
        with undone():
            assert client.post(reverse(f"portal:{page}"), {field: typed}).status_code in {*FINE, 429}

    never_fails()


@FUZZ
@given(name=st.text(max_size=40), change=TYPED, kind=TYPED)
def test_no_address_fails(name: str, change: str, kind: str, place: Place, client: Client) -> None:
    answer = client.get(f"/portal/ask/{name.replace('/', '')}/", {"change": change, "kind": kind, "lang": change})
    assert answer.status_code in {200, 301, 302, 404, 405}


def test_every_form_of_these_pages_is_fuzzed() -> None:
    known: Any = {*FORMS.values(), SignForm, EmailForm, CodeForm}
    assert len(known) == len(FORMS) + 3
