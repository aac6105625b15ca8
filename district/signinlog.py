"""Writes the rows of `SignIn`. Django and allauth tell of these moments by signal only, so signals it is, here only."""

from collections.abc import Callable
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa import signals as factor_signals
from django.contrib.auth import signals as auth_signals
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.dispatch import Signal
from django.http import HttpRequest

from district import clock
from district.audit import Actor, SystemActor, audited
from district.models import SignIn, SignInKind, User

DOOR = SystemActor("sign-in")


def signin_record(*, what: SignInKind, request: HttpRequest | None, user: User | None, email: str = "") -> None:
    """Add one row. A refused visitor is no actor: then the door itself is."""
    actor: Actor = user if user is not None and what != SignInKind.REFUSED else DOOR
    with audited(actor=actor, reason=SignInKind(what).label.capitalize()):
        SignIn.objects.create(
            at=clock.now(),
            what=what,
            email=user.email if user is not None else _address_only(email),
            user=user,
            network_address=_network_address(request),
        )


def _address_only(typed: str) -> str:
    """What was typed, if it is an address: people type passwords into the wrong field, and those are not kept."""
    try:
        validate_email(typed)
    except ValidationError:
        return ""
    return typed[:254].lower()


def _network_address(request: HttpRequest | None) -> str | None:
    if request is None or "REMOTE_ADDR" not in request.META:
        return None
    address: str | None = get_adapter(request).get_client_ip(request)
    return address


def _signed_in(sender: Any, request: HttpRequest | None, user: User, **_: Any) -> None:
    signin_record(what=SignInKind.SIGNED_IN, request=request, user=user)


def _signed_out(sender: Any, request: HttpRequest | None, user: User | None, **_: Any) -> None:
    if user is not None:
        signin_record(what=SignInKind.SIGNED_OUT, request=request, user=user)


def _refused(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    typed = str(credentials.get("email") or credentials.get("username") or "")
    signin_record(what=SignInKind.REFUSED, request=request or context.request, user=None, email=typed)


def _factor_refused(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    signin_record(what=SignInKind.REFUSED, request=request, user=user)


def _password_set(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    signin_record(what=SignInKind.PASSWORD_SET, request=request, user=user)


def _factor_added(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    signin_record(what=SignInKind.FACTOR_ADDED, request=request, user=user)


def _factor_removed(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    signin_record(what=SignInKind.FACTOR_REMOVED, request=request, user=user)


def connect() -> None:
    """Join the moments; called once, when the app is ready."""
    moments: tuple[tuple[Signal, Callable[..., None]], ...] = (
        (auth_signals.user_logged_in, _signed_in),
        (auth_signals.user_logged_out, _signed_out),
        (auth_signals.user_login_failed, _refused),
        (factor_signals.authentication_failed, _factor_refused),
        (factor_signals.authenticator_added, _factor_added),
        (factor_signals.authenticator_removed, _factor_removed),
        (account_signals.password_changed, _password_set),
        (account_signals.password_set, _password_set),
        (account_signals.password_reset, _password_set),
    )
    for signal, receiver in moments:
        signal.connect(receiver, dispatch_uid=f"district.{receiver.__name__}")
