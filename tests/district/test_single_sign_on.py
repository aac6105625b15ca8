"""OpenID Connect against a provider that the test runs itself: who gets in, and that nobody gets an account by it."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.core.cache import cache
from django.test import Client

from district.models import SignIn, User

CLIENT = "privacy-office"


class Provider(HTTPServer):
    """A provider that signs in whoever `person` says, without asking."""

    person: dict[str, Any]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answers(self) -> dict[str, Any]:
        claims = {"iss": self.address, "aud": CLIENT, "exp": time.time() + 60, "iat": time.time(), **self.person}
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/keys",
            },
            "/token": {
                "access_token": "for-the-test",
                "token_type": "Bearer",
                "id_token": jwt.encode(claims, "a-key-of-the-test-provider-0123456789", algorithm="HS256"),
            },
            "/userinfo": self.person,
        }


class Answer(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        found = self.server.answers().get(urlsplit(self.path).path)
        body = json.dumps(found or {}).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    cache.clear()
    server = Provider(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    app = {
        "provider_id": "lantern",
        "name": "Lantern sign-in",
        "client_id": CLIENT,
        "secret": "of-the-test",
        "settings": {"server_url": server.address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def walk_through(client: Client, provider: Provider, **person: Any) -> Any:
    """From our sign-in page to the provider and back; the answer to the last step."""
    provider.person = {"sub": "person-1", "name": "Dana Fictional", **person}
    leaving = client.post("/accounts/oidc/lantern/login/")
    state = parse_qs(urlsplit(leaving.url).query)["state"][0]  # type: ignore[attr-defined]
    return client.get("/accounts/oidc/lantern/login/callback/", {"code": "of-the-test", "state": state}, follow=True)


def is_inside(client: Client) -> bool:
    return client.get("/office/district/school/").status_code == 200


def test_a_verified_address_opens_the_account_that_has_it(client: Client, provider: Provider, dana: User) -> None:
    walk_through(client, provider, email="Dana@prairie-lantern.example", email_verified=True)
    assert is_inside(client)
    assert SignIn.objects.get(what="signed_in").user == dana


def test_an_address_that_is_not_verified_opens_nothing(client: Client, provider: Provider, dana: User) -> None:
    walk_through(client, provider, email=dana.email, email_verified=False)
    assert not is_inside(client)


@pytest.mark.usefixtures("dana")
def test_nobody_gets_an_account_by_signing_in_elsewhere(client: Client, provider: Provider) -> None:
    answer = walk_through(client, provider, email="stranger@prairie-lantern.example", email_verified=True)
    assert "Accounts are made by the district" in answer.content.decode()
    assert not is_inside(client)
    assert User.objects.count() == 1


def test_whoever_may_not_sign_in_stays_outside(client: Client, provider: Provider, dana: User) -> None:
    User.objects.filter(pk=dana.pk).update(is_active=False)
    walk_through(client, provider, email=dana.email, email_verified=True)
    assert not is_inside(client)


def test_an_answer_that_nobody_asked_for_is_refused(client: Client, provider: Provider, dana: User) -> None:
    provider.person = {"sub": "person-1", "email": dana.email, "email_verified": True}
    client.get("/accounts/oidc/lantern/login/callback/", {"code": "of-the-test", "state": "guessed"})
    assert not is_inside(client)
