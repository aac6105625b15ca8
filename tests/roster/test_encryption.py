"""Sealed fields: unreadable in the database, tamper-evident, found by keyed hashes; keys that are missing are said."""

from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from district.encryption import (
    HEAD,
    NONCE,
    SealBroken,
    key_id,
    key_ring,
    seal,
    sealed_with,
    search_key,
    unseal,
)
from roster.models import Guardian, Student
from tests.factories.roster import GuardianFactory, StudentFactory

OLD, NEW = "a1" * 32, "b2" * 32
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(value=texts | st.dictionaries(texts, texts | st.integers() | st.lists(texts)))
def test_what_is_sealed_opens_as_it_was(value: Any) -> None:
    assert unseal(seal(value)) == value


def test_the_same_value_never_looks_the_same() -> None:
    assert len({seal("Ana Fictional") for _ in range(100)}) == 100


def test_nothing_of_the_value_shows() -> None:
    assert b"Ana" not in seal({"name": "Ana"})


@pytest.mark.parametrize("place", [0, 3, HEAD, HEAD + NONCE, -1])
def test_one_changed_byte_is_noticed(place: int) -> None:
    changed = bytearray(seal("Ana Fictional"))
    changed[place] ^= 1
    with pytest.raises(SealBroken) as refusal:
        unseal(bytes(changed))
    assert "Ana" not in str(refusal.value)


@pytest.mark.parametrize("rubbish", [b"", b"\x01", b"plain text", b"\x01abcd"])
def test_what_was_never_sealed_is_refused(rubbish: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(rubbish)


def test_a_shortened_seal_is_refused() -> None:
    for length in (HEAD, HEAD + 4, HEAD + NONCE, HEAD + NONCE + 3):
        with pytest.raises(SealBroken):
            unseal(seal("Ana")[:length])


def test_the_first_key_seals_and_the_others_still_open(settings: Any) -> None:
    settings.FIELD_KEYS = OLD
    sealed = seal("Ana")
    old = key_id(key_ring().head)
    settings.FIELD_KEYS = f"{NEW}, {OLD}"
    assert unseal(sealed) == "Ana"
    assert sealed_with(sealed) == old
    assert sealed_with(seal("Ana")) == key_id(key_ring().head) != old
    settings.FIELD_KEYS = NEW
    with pytest.raises(SealBroken, match=old):
        unseal(sealed)


@pytest.mark.parametrize("keys", ["", "  ", "too-short", OLD[:-1], OLD + "0", f"{OLD},nothing", "z1" * 32])
def test_a_key_that_is_none_is_refused_without_being_shown(settings: Any, keys: str) -> None:
    settings.FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured) as refusal:
        seal("Ana")
    assert "FIELD_KEYS" in str(refusal.value)
    assert not keys.strip() or keys not in str(refusal.value)


@pytest.mark.parametrize("name", ["FIELD_KEYS", "SEARCH_KEY"])
def test_a_missing_key_is_said_at_the_start(settings: Any, name: str) -> None:
    setattr(settings, name, "")
    with pytest.raises(SystemCheckError, match=name):
        call_command("check", tags=["security"])


def test_search_keys_differ_by_purpose_and_by_secret(settings: Any) -> None:
    here = search_key("100234", "number")
    assert len(here) == 16
    assert search_key("100234", "telephone") != here
    settings.SEARCH_KEY = "c3" * 32
    assert search_key("100234", "number") != here


@pytest.mark.parametrize("written", ["ana lopez", "  ANA   Lopez ", "Ana\u00a0Lopez", "Ａna Lopez", "Ana\tLopez"])
def test_writings_of_one_value_are_one(written: str) -> None:
    assert search_key(written, "name") == search_key("Ana Lopez", "name")


def test_composed_and_decomposed_letters_are_one() -> None:
    assert search_key("Mun\u0303oz", "name") == search_key("MU\u00d1OZ", "name")


@pytest.mark.parametrize("nothing", ["", "  ", "\u00a0"])
def test_nothing_typed_has_no_key(nothing: str) -> None:
    assert search_key(nothing, "name") == b""


@pytest.mark.django_db
def test_the_database_holds_no_name() -> None:
    student = StudentFactory(given_name="Zebulon", number="777001")
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text, s.sealed FROM roster_student s")
        row, sealed = cursor.fetchone()
    assert "Zebulon" not in row
    assert "777001" not in row
    assert b"Zebulon" not in bytes(sealed)
    assert Student.objects.get(pk=student.pk).sealed["given_name"] == "Zebulon"


@pytest.mark.django_db
def test_a_sealed_field_may_be_empty_and_is_changed_like_any_other() -> None:
    guardian = GuardianFactory()
    assert Guardian.objects.get().do_not_contact_note is None
    Guardian.objects.update(do_not_contact_note={"reason": "asked by letter"})
    assert Guardian.objects.get().do_not_contact_note == {"reason": "asked by letter"}
    Guardian.objects.bulk_update([Guardian(pk=guardian.pk, do_not_contact_note="anew")], ["do_not_contact_note"])
    assert Guardian.objects.filter(do_not_contact_note__isnull=False).get().do_not_contact_note == "anew"


@pytest.mark.django_db
@pytest.mark.parametrize("lookup", ["sealed", "sealed__contains", "sealed__in"])
def test_a_sealed_field_is_never_searched(lookup: str) -> None:
    with pytest.raises(FieldError):
        Student.objects.filter(**{lookup: "Ana"}).exists()


@pytest.mark.django_db
def test_sealed_values_are_not_written_into_dumps() -> None:
    student = StudentFactory(given_name="Zebulon")
    with pytest.raises(TypeError, match="sealed") as refusal:
        serializers.serialize("json", [student])
    assert "Zebulon" not in str(refusal.value)
