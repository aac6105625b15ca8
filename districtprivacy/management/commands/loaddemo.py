"""Load the demonstration district, once; or fill a database with rows to measure with."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from district.clock import now as clock_now
from district.management.base import OneLineCommand, bad_input
from district.selectors import district_current_or_none
from districtprivacy.demo.scale import scale_up
from districtprivacy.demo.signins import sign_ins
from districtprivacy.demo.story import story_tell


class Command(OneLineCommand):
    help = "Loads an invented district that shows every screen with life in it, where there is no district yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Say nothing where a district exists already.")
        parser.add_argument("--sign-ins", action="store_true", help="Print the demonstration's sign-ins afterwards.")
        parser.add_argument("--operators", type=int, default=0, help="So many further operators, for measuring.")
        parser.add_argument("--students", type=int, default=0, help="A roster of so many pupils, for measuring.")
        parser.add_argument("--deadlines", type=int, default=0, help="So many further open clocks, for measuring.")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = {name: options[name] for name in ("operators", "students", "deadlines")}
        if wrong := [name for name, count in counts.items() if count < 0]:
            raise bad_input(f"--{wrong[0]} takes a number of 0 or more.")
        now = clock_now()
        if district_current_or_none() is None:
            self.stdout.write(story_tell(now=now))
        elif not options["once"] and not any(counts.values()):
            raise CommandError("This database has a district already: the demonstration is for an empty one.")
        if any(counts.values()):
            self.stdout.write(scale_up(**counts, now=now))
        for line in sign_ins() if options["sign_ins"] else ():
            self.stdout.write(line)
