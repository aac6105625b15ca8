"""manage.py publish: what would change, publishing it, and the public page as files."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from contracts.storage import StoredFileChanged
from district import clock
from district.audit import SystemActor
from district.management.base import OneLineCommand
from district.selectors import DistrictMissing
from transparency import presenters
from transparency.exporting import FolderRefused, export
from transparency.place import PlaceRefused, place_read
from transparency.services import ApprovalNeeded, publication_preview, publish
from transparency.signing.services import SigningRefused
from transparency.versions import version_current

REFUSALS = (ApprovalNeeded, DistrictMissing, FolderRefused, PlaceRefused, SigningRefused, StoredFileChanged)


class Command(OneLineCommand):
    """Without an option it only says what publishing would change."""

    help = "Show what publishing would change; --yes publishes it; --out writes the public page as files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="Publish what the records say now.")
        parser.add_argument("--out", metavar="FOLDER", help="Write what is public as files, with manifest.json.")
        parser.add_argument(
            "--address", metavar="URL", default="", help="With --out: where the files will stand, if elsewhere."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        try:
            if options["yes"]:
                self.publish(now)
            elif not options["out"]:
                self.preview(now)
            if options["out"]:
                self.export(Path(options["out"]), options["address"], now)
        except REFUSALS as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Cannot write the files: {error}") from error

    def preview(self, now: Any) -> None:
        difference = publication_preview(now).difference
        for name, changes in (("+", difference.added), ("~", difference.changed), ("-", difference.removed)):
            for change in changes:
                self.stdout.write(f"{name} {change.name} ({change.operator})")
                for sentence in change.what:
                    self.stdout.write(f"    {sentence}")
        self.stdout.write("Nothing to publish." if difference.empty else "Nothing was published: add --yes to publish.")

    def publish(self, now: Any) -> None:
        done = publish(actor=SystemActor("command:publish"), now=now)
        if not done.made or done.snapshot is None:
            self.stdout.write("Nothing to publish.")
            return
        said = presenters.publication_summary(done.snapshot.difference, done.snapshot.entries, done.snapshot.breaches)
        self.stdout.write(f"Published: {said}. {done.snapshot.sha256}")

    def export(self, folder: Path, address: str, now: Any) -> None:
        done = export(folder, version_current(now), place_read(address) if address else "")
        self.stdout.write(f"{done.files} files in {folder}: {done.written} written, {done.removed} removed.")
