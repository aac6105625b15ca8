"""The lines that tell who can sign in to the demonstration."""

from django.conf import settings

from district.roles import ROLE_NAMES
from district.selectors import user_exists
from districtprivacy.demo.cast import CAST, PASSPHRASE


def sign_ins() -> list[str]:
    """A heading and a line a person; none where the settings or the database hold no demonstration."""
    if not settings.DEMONSTRATION or not user_exists(CAST[0].email):
        return []
    people = (f"  {one.email:34} {one.name}: {', '.join(ROLE_NAMES[role] for role in one.roles)}" for one in CAST)
    return [f"Demonstration sign-ins (passphrase for all: {PASSPHRASE})", *people]
