"""`manage.py createofficer EMAIL --name NAME`: the first privacy officer, who makes all other accounts."""

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from district import clock
from district.audit import SystemActor
from district.management.base import OneLineCommand
from district.models import User
from district.people import OFFICER, invitation_address, invitation_send, user_create

ACTOR = SystemActor("command:createofficer")


class Command(OneLineCommand):
    help = "Make the first privacy officer's account. Without --password or --mail, prints a link to set a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address with which the officer signs in")
        parser.add_argument("--name", required=True, help="the full name")
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--password", action="store_true", help="ask for a password, or take OFFICER_PASSWORD")
        way.add_argument("--mail", action="store_true", help="send the link by e-mail instead of printing it")

    def handle(self, *, email: str, name: str, password: bool, mail: bool, **_: Any) -> None:
        chosen = self.password_for(User(email=email, name=name)) if password else ""
        try:
            with transaction.atomic():
                user = user_create(email=email, name=name, roles=[OFFICER], actor=ACTOR, now=clock.now())
                if chosen:
                    user.set_password(chosen)
                    user.save(update_fields=["password"])
                if mail:
                    invitation_send(user=user, actor=SystemActor("The district's installation"))
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(self.what_next(user, chosen=bool(chosen), mail=mail))

    def password_for(self, user: User) -> str:
        """From OFFICER_PASSWORD, else asked for twice on the terminal."""
        chosen = os.environ.get("OFFICER_PASSWORD") or self.asked()
        try:
            validate_password(chosen, user)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        return chosen

    def asked(self) -> str:
        try:
            chosen, again = getpass.getpass("Password: "), getpass.getpass("Password (again): ")
        except (EOFError, KeyboardInterrupt) as interrupt:
            raise CommandError("No password was given.") from interrupt
        if chosen != again:
            raise CommandError("The two passwords are not the same.")
        return chosen

    def what_next(self, user: User, *, chosen: bool, mail: bool) -> str:
        made = f"{user.email} is privacy officer."
        if chosen:
            return made
        if mail:
            return f"{made} A link to set a password was sent."
        return f"{made} Set a password here (works once):\n{invitation_address(user)}"
