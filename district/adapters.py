"""Sign-in rules: the district makes the accounts; nobody signs up."""

from base64 import urlsafe_b64encode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import force_bytes


class AccountAdapter(DefaultAccountAdapter):
    """Password sign-in for accounts that the district made."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect and SAML sign people in to the account with their address; they never make one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are encrypted at rest: a copy of the database alone opens no account."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Encrypts under SECRET_KEY; still reads what was written under SECRET_KEY_FALLBACKS."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(secret: str | bytes) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"district.second-factor")
    return urlsafe_b64encode(derivation.derive(force_bytes(secret)))
