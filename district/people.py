"""Writes about the people who sign in: accounts, roles, invitations.

Only a person who may give roles gives them; nobody is lifted to superuser here, and a superuser is changed by none but
another. The installation always keeps one privacy officer who may sign in.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from district.audit import Actor, SystemActor, actor_label, audited
from district.models import School, SignIn, SignInKind, User
from district.roles import ROLE_NAMES

log = logging.getLogger(__name__)
OFFICER = "privacy_officer"
DETAILS = frozenset({"email", "name", "position", "school", "is_active", "is_staff"})


def user_create(
    *,
    email: str,
    name: str,
    actor: Actor,
    now: datetime,
    roles: Collection[str] = (),
    position: str = "",
    school: School | None = None,
) -> User:
    """Make an account without a password; `invitation_send` lets the person set one. Refuses an address in use."""
    user = User(email=User.objects.normalize_email(email), name=name, position=position, school=school)
    user.set_unusable_password()
    with audited(actor=actor, reason="Account made"):
        user.full_clean(exclude=["password"])
        user.save()
        if roles:
            user_roles_set(user=user, roles=roles, actor=actor, now=now)
    return user


def user_update(*, user: User, actor: Actor, now: datetime, **changes: Any) -> User:
    """Change details of an account: e-mail address, name, position, school, whether it may sign in."""
    if unknown := set(changes) - DETAILS:
        raise ValueError(f"An account has no detail {', '.join(sorted(unknown))} that may be changed here.")
    _refuse_superuser(user, actor)
    with audited(actor=actor, reason="Account changed"):
        if changes.get("is_active") is False:
            _refuse_last_officer(user)
        for field, value in changes.items():
            setattr(user, field, value)
        user.full_clean(exclude=["password"])
        user.save(update_fields=sorted(changes))
    return user


def user_roles_set(*, user: User, roles: Collection[str], actor: Actor, now: datetime) -> User:
    """The person holds exactly these roles (ids of `district.roles`) from now on."""
    if unknown := set(roles) - set(ROLE_NAMES):
        raise ValidationError({"roles": f"There is no role {', '.join(sorted(unknown))}."})
    actor_label(actor)
    if isinstance(actor, User) and not actor.has_perm("district.give_roles"):
        raise PermissionDenied("Only the privacy officer gives roles.")
    _refuse_superuser(user, actor)
    with audited(actor=actor, reason="Roles given"):
        if OFFICER not in roles:
            _refuse_last_officer(user)
        user.groups.set(Group.objects.filter(name__in=roles))
    user.roles_forget()
    return user


def _refuse_superuser(user: User, actor: Actor) -> None:
    if user.is_superuser and isinstance(actor, User) and not actor.is_superuser:
        raise PermissionDenied("A superuser's account is changed by a superuser only.")


def only_officer(user: User) -> bool:
    """Whether nobody else could act as privacy officer."""
    return list(_officers().values_list("pk", flat=True)) == [user.pk]


def _officers() -> QuerySet[User]:
    return User.objects.filter(groups__name=OFFICER, is_active=True)


def _refuse_last_officer(user: User) -> None:
    """Locks the officers' accounts first, so that two of them cannot take each other out at the same moment."""
    list(_officers().select_for_update(of=("self",)).order_by("pk"))
    if only_officer(user):
        raise ValidationError("This is the only privacy officer who may sign in: name another one first.")


def second_factor_reset(*, user: User, actor: Actor, now: datetime) -> int:
    """Take away a lost second factor, so that the person sets up another. Returns how many there were."""
    if isinstance(actor, User) and not actor.has_perm("district.give_roles"):
        raise PermissionDenied("Only the privacy officer takes a second factor away.")
    _refuse_superuser(user, actor)
    with audited(actor=actor, reason="Second factor taken away"):
        taken: int = Authenticator.objects.filter(user=user).delete()[0]
        SignIn.objects.create(at=now, what=SignInKind.FACTOR_REMOVED, email=user.email, user=user)
    return taken


def invitation_address(user: User) -> str:
    """A link with which the person sets a password, good for PASSWORD_RESET_TIMEOUT seconds and for one use."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def invitation_send(*, user: User, actor: Actor, on_trouble: Callable[[User], object] | None = None) -> None:
    """Mail the link once the account is safely stored.

    Where the mail does not go out, `on_trouble` is told; without it the error is raised. By then the account is there
    for good: trouble with the mail must not look like trouble with the account.
    """
    words = {
        "user": user,
        "link": invitation_address(user),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "actor": actor.name if isinstance(actor, SystemActor) else str(actor),
    }
    body = render_to_string("account/email/invitation.txt", words)
    transaction.on_commit(lambda: _mailed(user, body, on_trouble))


def _mailed(user: User, body: str, on_trouble: Callable[[User], object] | None) -> None:
    try:
        send_mail("Your account in the privacy office", body, None, [user.email])
    except (OSError, SMTPException):
        if on_trouble is None:
            raise
        log.exception("The link for account %s was not sent.", user.pk)
        on_trouble(user)
