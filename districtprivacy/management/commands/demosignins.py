"""Print the demonstration's sign-ins, where there is a demonstration."""

from typing import Any

from district.management.base import OneLineCommand
from districtprivacy.demo.signins import sign_ins


class Command(OneLineCommand):
    help = "Prints the demonstration's sign-ins; nothing where the database holds no demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in sign_ins():
            self.stdout.write(line)
