"""E-mail as a folder of .eml files, for an installation that has no mail server yet. One file per Message-ID."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes each message whole or not at all; the same Message-ID again replaces the file, so nothing is doubled."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for email in email_messages:
            content = email.message()
            name = re.sub(r"[^A-Za-z0-9._@+-]", "_", str(content["Message-ID"]).strip("<>"))[:200]
            scratch = folder / f".{name}.part"
            scratch.write_bytes(content.as_bytes())
            scratch.replace(folder / f"{name}.eml")
        return len(email_messages)
