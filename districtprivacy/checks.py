"""System checks, with ids, for settings that would leave a door open or a person outside."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Advice
from django.core.exceptions import ImproperlyConfigured

from district.encryption import key_ring, search_key
from district.roles import ROLE_NAMES
from district.sealedfield import sealed_fields

# The backends that write e-mail into a folder: ours, which is what stands without EMAIL_URL, and Django's.
WRITES_FILES = ("emlfolder.EmailBackend", "filebased.EmailBackend")
ADDRESS = re.compile(r"^[^@\s<>]+@[^@\s<>]+$")


@register(Tags.security)
def roles_with_second_factor(**_: Any) -> list[CheckMessage]:
    """A misspelt role would ask nobody for a second factor."""
    unknown = [name for name in settings.MFA_REQUIRED_ROLES if name not in ROLE_NAMES]
    hint = f"Use ids of roles: {', '.join(ROLE_NAMES)}."
    return [
        Error(f"MFA_REQUIRED_ROLES names {name!r}, which is no role.", hint=hint, id="districtprivacy.E001")
        for name in unknown
    ]


@register(Tags.urls)
def address_of_the_site(**_: Any) -> list[CheckMessage]:
    """Links in e-mails and letters begin with it."""
    parts = urlsplit(settings.SITE_ADDRESS)
    if parts.scheme in {"http", "https"} and parts.hostname:
        return []
    hint = "Write it as people type it: https://privacy.your-district.example"
    return [Error(f"SITE_ADDRESS is {settings.SITE_ADDRESS!r}.", hint=hint, id="districtprivacy.E002")]


@register(Tags.security)
def single_sign_on(**_: Any) -> list[CheckMessage]:
    """SOCIALACCOUNT_PROVIDERS as docs/sign-in.md describes it: a half-written provider would fail at a sign-in."""
    providers = settings.SOCIALACCOUNT_PROVIDERS
    if not isinstance(providers, dict):
        return [Error("SOCIALACCOUNT_PROVIDERS is not a JSON object.", id="districtprivacy.E003")]
    return [
        Error(
            f"SOCIALACCOUNT_PROVIDERS: {problem}.", hint="docs/sign-in.md shows a whole one.", id="districtprivacy.E003"
        )
        for name, provider in providers.items()
        for problem in _problems(name, provider)
    ]


def _problems(name: str, provider: Any) -> list[str]:
    if name not in {"openid_connect", "saml"}:
        return [f"{name} is neither openid_connect nor saml"]
    apps = provider.get("APPS") if isinstance(provider, dict) else None
    if not isinstance(apps, list) or not apps or not all(isinstance(app, dict) for app in apps):
        return [f"{name} has no list APPS"]
    needed = {"openid_connect": ("provider_id", "name", "client_id"), "saml": ("provider_id", "name", "client_id")}[
        name
    ]
    inner = {"openid_connect": "server_url", "saml": "idp"}[name]
    missing = [f"an app of {name} has no {key}" for app in apps for key in needed if not app.get(key)]
    return missing + [
        f"an app of {name} has no settings.{inner}" for app in apps if not (app.get("settings") or {}).get(inner)
    ]


@register(Tags.security, deploy=True)
def deployment(**_: Any) -> list[CheckMessage]:
    """What a district should know before it goes live."""
    found: list[CheckMessage] = []
    if not settings.MFA_REQUIRED_ROLES:
        hint = "Set MFA_REQUIRED_ROLES=privacy_officer,director,records_custodian or leave it, knowingly."
        found.append(Advice("No role is asked for a second factor.", hint=hint, id="districtprivacy.W001"))
    if settings.EMAIL_BACKEND.endswith(WRITES_FILES):
        hint = "Set EMAIL_URL, such as smtps://user:password@mail.your-district.example:465"
        found.append(Advice("E-mail is written to files and reaches nobody.", hint=hint, id="districtprivacy.W002"))
    if not ADDRESS.match(settings.DEFAULT_FROM_EMAIL) or settings.DEFAULT_FROM_EMAIL.endswith(".example"):
        hint = "Set DEFAULT_FROM_EMAIL to an address of the district that takes answers."
        found.append(Advice("DEFAULT_FROM_EMAIL is no address of yours.", hint=hint, id="districtprivacy.W003"))
    if urlsplit(settings.SITE_ADDRESS).scheme != "https":
        hint = "Set SITE_ADDRESS to the https address: passkeys and links in letters need it."
        found.append(Advice("SITE_ADDRESS is not https.", hint=hint, id="districtprivacy.W004"))
    return found


@register(Tags.security)
def keys_of_sealed_fields(**_: Any) -> list[CheckMessage]:
    """A key that is missing or mistyped is said before the first pupil's record would fail."""
    found: list[CheckMessage] = []
    for read in (key_ring, lambda: search_key("x", "check")):
        try:
            read()
        except ImproperlyConfigured as error:
            hint = 'docs/operations.md, "Keys". `openssl rand -hex 32` makes one.'
            found.append(Error(str(error), hint=hint, id="districtprivacy.E004"))
    return found


@register(Tags.models)
def nothing_sealed_in_history(**_: Any) -> list[CheckMessage]:
    """A row of history lasts for ever, and what is sealed of people may not."""
    hint = 'Exclude the field: @tracked(exclude=["..."]).'
    return [
        Error(f"{model._meta.label}.{field.name} copies a sealed value.", hint=hint, id="districtprivacy.E005")
        for model, field in sealed_fields()
        if hasattr(model, "pgh_tracked_model")
    ]
