"""The door: password, second factor, single sign-on, and what is written down about who came."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory

from district import people
from district.audit import SystemActor
from district.models import SignIn, User
from tests.conftest import NOW
from tests.factories.district import PersonFactory

SignedIn = Callable[[User], Client]
PASSWORD = "a-Long-passphrase"
ACTOR = SystemActor("test")


@pytest.fixture(autouse=True)
def _no_tries_yet() -> Iterator[None]:
    """Throttling counts in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password})


def sign_in_again(client: Client) -> None:
    """Changes to how one signs in ask for the password once more."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def what_happened() -> list[tuple[str, str]]:
    return list(SignIn.objects.order_by("pk").values_list("what", "email"))


# Password


def test_a_person_signs_in_and_out_and_both_are_written_down(client: Client, dana: User) -> None:
    assert sign_in(client, dana.email).url == "/office/"
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/office/").status_code == 302
    assert what_happened() == [("signed_in", dana.email), ("signed_out", dana.email)]


def test_letter_case_of_the_address_does_not_matter(client: Client, dana: User) -> None:
    assert sign_in(client, dana.email.upper()).status_code == 302


def test_a_wrong_password_is_refused_and_written_down(client: Client, dana: User) -> None:
    response = sign_in(client, dana.email, "wrong")
    assert response.status_code == 200
    assert "not correct" in response.content.decode()
    assert what_happened() == [("refused", dana.email)]


def test_what_is_no_address_is_not_kept_for_it_may_be_a_password(client: Client, dana: User) -> None:
    client.login(email="correct-horse-battery", password="x")
    assert what_happened() == [("refused", "")]


def test_whoever_may_not_sign_in_is_refused(client: Client, dana: User) -> None:
    User.objects.filter(pk=dana.pk).update(is_active=False)
    sign_in(client, dana.email)
    assert client.get("/office/").status_code == 302


def test_tries_are_limited(client: Client, dana: User) -> None:
    answers = [sign_in(client, dana.email, "wrong") for _ in range(8)]
    assert "Too many" in answers[-1].content.decode()
    assert "Too many" in sign_in(client, dana.email).content.decode()


def test_nobody_signs_up(client: Client, db: None) -> None:
    assert "Accounts are made by the district" in client.get("/accounts/signup/").content.decode()
    client.post(
        "/accounts/signup/", {"email": "new@prairie-lantern.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert not User.objects.exists()


def test_nobody_adds_an_address_of_their_own(signed_in: SignedIn, tom: User) -> None:
    client = signed_in(tom)
    assert tom.email in client.get("/accounts/email/").content.decode()
    assert client.post("/accounts/email/", {"email": "x@prairie-lantern.example", "action_add": ""}).status_code == 405


def test_the_office_sends_visitors_to_the_sign_in_page_and_back(client: Client, dana: User) -> None:
    response = client.get("/office/district/school/", follow=True)
    assert response.request["PATH_INFO"] == "/accounts/login/"
    assert 'value="/office/district/school/"' in response.content.decode()


def test_a_desk_left_open_is_signed_out(signed_in: SignedIn, dana: User, settings: Any) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in(dana)
        assert client.get("/office/district/school/").status_code == 200
        clock.shift(settings.IDLE_LOGOUT - timedelta(minutes=1))
        assert client.get("/office/district/school/").status_code == 200
        clock.shift(settings.IDLE_LOGOUT + timedelta(minutes=1))
        assert client.get("/office/district/school/").url == "/accounts/login/?next=/office/district/school/"  # type: ignore[attr-defined]
        assert client.get("/office/district/school/").status_code == 302


# A forgotten password, and the first one


def test_a_forgotten_password_is_set_by_a_link_that_works_once(client: Client, dana: User) -> None:
    client.post("/accounts/password/reset/", {"email": dana.email})
    link = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert link
    form = client.get(link.group(), follow=True)
    new = {"password1": "another-Long-passphrase", "password2": "another-Long-passphrase"}
    assert client.post(form.request["PATH_INFO"], new).status_code == 302
    assert sign_in(Client(), dana.email, "another-Long-passphrase").status_code == 302
    assert "Bad Token" in Client().get(link.group(), follow=True).content.decode()
    assert ("password_set", dana.email) in what_happened()


def test_an_unknown_address_gets_no_mail_and_the_same_answer(client: Client, dana: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": dana.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@prairie-lantern.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)  # type: ignore[attr-defined]
    assert [message.to for message in mail.outbox] == [[dana.email]]


def test_an_invited_person_sets_the_first_password(
    client: Client, dana: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        nell = people.user_create(email="nell@prairie-lantern.example", name="Nell Fictional", actor=dana, now=NOW)
        people.invitation_send(user=nell, actor=dana)
    link = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert link
    assert "Dana Fictional has made an account" in str(mail.outbox[0].body)
    form = client.get(link.group(), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(Client(), nell.email).status_code == 302


# Second factor


@pytest.fixture
def totp() -> Callable[[User], Callable[[], str]]:
    """Give a person an authenticator app; returns what shows its code."""

    def give(user: User) -> Callable[[], str]:
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        return lambda: format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    return give


def test_a_password_alone_is_not_enough_with_an_authenticator(
    client: Client, dana: User, totp: Callable[[User], Callable[[], str]]
) -> None:
    code = totp(dana)
    assert sign_in(client, dana.email).url == "/accounts/2fa/authenticate/"
    assert client.get("/office/").status_code == 302
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": code()}).status_code == 302
    assert client.get("/office/district/school/").status_code == 200
    assert what_happened() == [("refused", dana.email), ("signed_in", dana.email)]


@pytest.mark.parametrize("address", ["/office/", "/office/district/school/", "/office/trail/"])
def test_a_role_that_needs_a_second_factor_sees_nothing_before_it_has_one(
    address: str, signed_in: SignedIn, dana: User, settings: Any, totp: Callable[[User], Callable[[], str]]
) -> None:
    settings.MFA_REQUIRED_ROLES = ["privacy_officer"]
    client = signed_in(dana)
    assert client.get(address).url == "/accounts/2fa/"  # type: ignore[attr-defined]
    assert client.post(address).url == "/accounts/2fa/"  # type: ignore[attr-defined]
    api = client.get("/api/")
    assert (api.status_code, api["Content-Type"]) == (403, "application/json")
    totp(dana)
    assert client.get(address).status_code == 200


def test_who_must_set_up_a_factor_is_told_so_and_can_sign_out(signed_in: SignedIn, dana: User, settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = ["privacy_officer"]
    client = signed_in(dana)
    assert "Your role needs a second factor" in client.get("/accounts/2fa/").content.decode()
    assert client.get("/accounts/2fa/totp/activate/", follow=True).status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


def test_a_superuser_needs_a_second_factor_as_well(
    signed_in: SignedIn, olga: User, settings: Any, totp: Callable[[User], Callable[[], str]]
) -> None:
    settings.MFA_REQUIRED_ROLES = ["privacy_officer"]
    User.objects.filter(pk=olga.pk).update(is_superuser=True, is_staff=True)
    client = signed_in(olga)
    assert client.get("/office/").url == "/accounts/2fa/"  # type: ignore[attr-defined]
    totp(olga)
    assert client.get("/office/").status_code == 200


def test_other_roles_are_not_held_up(signed_in: SignedIn, ari: User, settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = ["privacy_officer"]
    client = signed_in(ari)
    assert client.get("/office/district/school/").status_code == 200
    assert "Your role needs" not in client.get("/accounts/2fa/").content.decode()


def test_setting_a_factor_up_and_taking_it_away_is_written_down(
    client: Client, dana: User, tom: User, totp: Callable[[User], Callable[[], str]]
) -> None:
    totp(tom)
    authenticator_added.send(sender=Authenticator, request=RequestFactory().get("/"), user=tom, authenticator=None)
    assert people.second_factor_reset(user=tom, actor=dana, now=NOW) == 1
    assert not Authenticator.objects.filter(user=tom).exists()
    assert what_happened() == [("factor_added", tom.email), ("factor_removed", tom.email)]
    with pytest.raises(PermissionDenied):
        people.second_factor_reset(user=dana, actor=tom, now=NOW)


def test_an_authenticator_is_set_up_through_the_pages(client: Client, dana: User) -> None:
    EmailAddress.objects.create(user=dana, email=dana.email, verified=False)  # as a sign-in leaves one
    sign_in(client, dana.email)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302
    sign_in_again(client)
    page = client.get("/accounts/2fa/totp/activate/")
    assert "data:image/svg+xml" in page.content.decode()
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    assert Authenticator.objects.filter(user=dana, type=Authenticator.Type.TOTP).exists()


def test_secrets_of_authenticators_are_encrypted_and_survive_a_new_key(
    dana: User, settings: Any, totp: Callable[[User], Callable[[], str]]
) -> None:
    code = totp(dana)
    stored = Authenticator.objects.get(user=dana).data["secret"]
    assert stored.startswith("gAAAA")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key-" + "1" * 40
    assert Authenticator.objects.get(user=dana).wrap().validate_code(code())


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/password/change/",
        "/accounts/3rdparty/",
        "/accounts/logout/",
        "/accounts/email/",
    ],
)
def test_pages_of_the_account_hold_under_the_strict_policy(address: str, client: Client, dana: User) -> None:
    sign_in(client, dana.email)
    assert_strict(client.get("/accounts/reauthenticate/"))
    sign_in_again(client)
    response = client.get(address)
    assert response.status_code == 200
    assert_strict(response)


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/inactive/"]
)
def test_pages_at_the_door_hold_under_the_strict_policy(address: str, client: Client, db: None) -> None:
    assert_strict(client.get(address))


def assert_strict(response: Any) -> None:
    """No script or style of its own in the page, one h1, a language and a title."""
    page = response.content.decode()
    assert "'unsafe" not in response["Content-Security-Policy"]
    scripts = re.findall(r"<script\b([^>]*)>", page)
    assert all("src=" in script or "application/json" in script for script in scripts)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert len(re.findall(r"<h1", page)) == 1
    assert re.search(r"<title>\s*\w", page)
    assert "<html lang=" in page


# Single sign-on


def test_a_provider_stands_on_the_sign_in_page(client: Client, db: None, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = OPENID
    page = client.get("/accounts/login/").content.decode()
    assert "Lantern sign-in" in page
    assert "/accounts/oidc/lantern/login/" in page


OPENID = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "lantern",
                "name": "Lantern sign-in",
                "client_id": "privacy",
                "secret": "kept-elsewhere",
                "settings": {"server_url": "https://sign-in.prairie-lantern.example"},
            }
        ]
    }
}
SAML = {
    "saml": {
        "APPS": [
            {
                "provider_id": "lantern-saml",
                "name": "Lantern SAML",
                "client_id": "prairie-lantern",
                "settings": {
                    "attribute_mapping": {"uid": "uid", "email": "mail", "email_verified": "verified"},
                    "idp": {
                        "entity_id": "https://sign-in.prairie-lantern.example/entity",
                        "sso_url": "https://sign-in.prairie-lantern.example/sso",
                        "x509cert": "MIIB",
                    },
                },
            }
        ]
    }
}


def test_saml_tells_the_provider_who_we_are(client: Client, db: None, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = SAML
    settings.ALLOWED_HOSTS = ["privacy.district.example"]
    address = "https://privacy.district.example/accounts/saml/prairie-lantern/metadata/"
    page = client.get(address, secure=True, headers={"host": "privacy.district.example"})
    assert page.status_code == 200
    assert "EntityDescriptor" in page.content.decode()


# What is written down stays


@pytest.mark.parametrize("statement", ["UPDATE district_signin SET email = ''", "DELETE FROM district_signin"])
def test_the_database_keeps_what_happened_at_the_door(statement: str, client: Client, dana: User) -> None:
    sign_in(client, dana.email)
    refusal = pytest.raises(DatabaseError, match="Cannot update or delete rows")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert what_happened() == [("signed_in", dana.email)]


# People, through the services


def test_only_who_may_give_roles_gives_them(dana: User, tom: User, ari: User) -> None:
    people.user_roles_set(user=tom, roles=["counsel"], actor=dana, now=NOW)
    for nobody in (tom, ari):
        with pytest.raises(PermissionDenied):
            people.user_roles_set(user=tom, roles=["privacy_officer"], actor=nobody, now=NOW)
    assert tom.has_role("counsel")
    assert not tom.has_role("privacy_officer")


def test_an_unknown_role_is_refused(dana: User, tom: User) -> None:
    with pytest.raises(ValidationError, match="There is no role king"):
        people.user_roles_set(user=tom, roles=["king"], actor=dana, now=NOW)


def test_what_is_no_detail_cannot_be_changed_as_one(dana: User, tom: User) -> None:
    with pytest.raises(ValueError, match="is_superuser"):
        people.user_update(user=tom, actor=dana, now=NOW, is_superuser=True)


def test_the_last_officer_keeps_the_role(dana: User, person: Callable[..., User]) -> None:
    with pytest.raises(ValidationError, match="only privacy officer"):
        people.user_roles_set(user=dana, roles=[], actor=dana, now=NOW)
    person("Dora Fictional", "privacy_officer")
    people.user_roles_set(user=dana, roles=[], actor=dana, now=NOW)
    assert not dana.has_role("privacy_officer")


# The first officer


def made(email: str, name: str, **options: Any) -> str:
    out = StringIO()
    call_command("createofficer", email, name=name, stdout=out, **options)
    return out.getvalue()


def test_the_first_officer_gets_a_link_and_no_superuser_is_made(client: Client, db: None) -> None:
    said = made("first@prairie-lantern.example", "First Fictional")
    officer = User.objects.get()
    assert officer.has_role("privacy_officer")
    assert not officer.is_superuser
    link = re.search(r"/accounts/password/reset/key/\S+", said)
    assert link
    assert client.get(link.group(), follow=True).status_code == 200


def test_the_first_officer_may_choose_a_password_at_once(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFICER_PASSWORD", "nine-Quiet-otters-walk")
    assert made("first@prairie-lantern.example", "First Fictional", password=True).endswith("is privacy officer.\n")
    assert sign_in(client, "first@prairie-lantern.example", "nine-Quiet-otters-walk").status_code == 302


@pytest.mark.parametrize(
    ("email", "name", "password", "sentence"),
    [
        ("no address", "First Fictional", "", "valid email"),
        ("dana@prairie-lantern.example", "First Fictional", "", "already exists"),
        ("first@prairie-lantern.example", "", "", "blank"),
        ("first@prairie-lantern.example", "First Fictional", "short", "too short"),
    ],
)
def test_a_bad_officer_is_refused_in_one_line(
    email: str, name: str, password: str, sentence: str, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFICER_PASSWORD", password)
    with pytest.raises(CommandError, match=sentence):
        made(email, name, password=bool(password))
    assert User.objects.count() == 1


def test_guardian_makes_no_account_that_nobody_answers_for(db: None) -> None:
    PersonFactory.create()
    assert User.objects.count() == 1
