"""Print the demonstration's sign-ins, where there is a demonstration."""

from typing import Any

from django.conf import settings

from district.management.base import OneLineCommand
from district.roles import ROLE_NAMES
from district.selectors import user_exists
from districtprivacy.demo.cast import CAST, PASSPHRASE


class Command(OneLineCommand):
    help = "Prints the demonstration's sign-ins; nothing where the database holds no demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION or not user_exists(CAST[0].email):
            return
        self.stdout.write(f"Demonstration sign-ins (passphrase for all: {PASSPHRASE})")
        for member in CAST:
            roles = ", ".join(ROLE_NAMES[role] for role in member.roles)
            self.stdout.write(f"  {member.email:34} {member.name}: {roles}")
