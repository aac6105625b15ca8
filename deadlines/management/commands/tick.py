"""One sweep of the clocks and one round of sending: for cron in the place of Celery beat, and for tests."""

from typing import Any

from django.utils.module_loading import import_string

from deadlines.ticking import tick_run
from district.clock import now
from district.management.base import OneLineCommand


class Command(OneLineCommand):
    help = "Sweeps the clocks once and sends what is queued. Prints one line of counts."

    def handle(self, *args: Any, **options: Any) -> None:
        swept = tick_run(now=now())
        # Sending belongs to a room above this one, so the roof names it.
        sent = import_string(import_string("districtprivacy.timers.SEND"))(now=now())
        self.stdout.write(
            f"told {swept.told} (late {swept.late}), quiet {swept.quiet}, failing {swept.failing}; "
            f"sent {sent.sent}, delayed {sent.delayed}, failed {sent.failed}"
        )
