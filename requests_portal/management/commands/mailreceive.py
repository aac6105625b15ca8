"""`manage.py mailreceive < message`: one raw e-mail from a pipe of the mail server, such as Postfix's.

Exit status as mail servers know it: 0 taken, 65 no e-mail or too large (it bounces), 75 try again later.
"""

import sys
from typing import Any, Final

from django.core.management.base import CommandError
from django.db import DatabaseError

from district.clock import now as clock_now
from district.management.base import OneLineCommand
from requests_portal.inbound.reading import MOST_BYTES, MailUnreadable
from requests_portal.inbound.services import POSTMAN, mail_take

DATA_ERROR: Final = 65
TRY_AGAIN: Final = 75


class Command(OneLineCommand):
    help = "Take one e-mail from standard input, for a request of a family."

    def handle(self, *_: Any, **__: Any) -> None:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        try:
            row = mail_take(raw=raw, how="mail", actor=POSTMAN, now=clock_now())
        except MailUnreadable as unreadable:
            raise CommandError(str(unreadable), returncode=DATA_ERROR) from unreadable
        except (DatabaseError, OSError) as trouble:
            # Of either only its kind: a database quotes the row that it refuses.
            words = f"Not taken now ({type(trouble).__name__})."
            raise CommandError(words, returncode=TRY_AGAIN) from trouble
        self.stdout.write(row.get_state_display())
