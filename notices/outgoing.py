"""An e-mail as it leaves. Its bytes are written directly: Django's classes take longer than the mail server does."""

from binascii import b2a_qp
from dataclasses import dataclass
from email.header import Header
from email.utils import formatdate
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address

LONGEST_LINE: Final = 900  # octets; a mail server may refuse more than 998


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One plain text to one address; the key becomes the Message-ID."""

    key: str
    address: str
    subject: str
    body: str

    @property
    def message_id(self) -> str:
        return f"<{self.key}@{message_domain()}>"

    def as_email(self) -> EmailMessage:
        """For backends that are no mail server."""
        return EmailMessage(
            subject=self.subject,
            body=self.body,
            to=[self.address],
            headers={"Message-ID": self.message_id, "Auto-Submitted": "auto-generated"},
        )

    def as_bytes(self, *, at: float) -> bytes:
        """The whole message with CRLF lines; `at` is its Date, in seconds since 1970."""
        encoding, text = encoded(self.body)
        head = (
            f"Subject: {header(self.subject)}\r\n"
            f"From: {header_address(settings.DEFAULT_FROM_EMAIL)}\r\n"
            f"To: {header_address(self.address)}\r\n"
            f"Date: {date_header(at)}\r\n"
            f"Message-ID: {self.message_id}\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            'Content-Type: text/plain; charset="utf-8"\r\n'
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
        )
        return head.encode("ascii") + text


def encoded(body: str) -> tuple[str, bytes]:
    """Name of the encoding and the octets, lines ended by CRLF: as they are if they can be, else quoted-printable."""
    octets = body.replace("\r\n", "\n").encode()
    if octets.isascii() and max(map(len, octets.split(b"\n"))) <= LONGEST_LINE:
        return "7bit", octets.replace(b"\n", b"\r\n")
    # b2a_qp ends its own soft breaks as the text ends its lines.
    return "quoted-printable", b2a_qp(octets.replace(b"\n", b"\r\n"), istext=True)


@lru_cache(maxsize=256)
def header(text: str) -> str:
    """A subject in ASCII, folded where it is long."""
    return Header(text, None if text.isascii() else "utf-8", header_name="Subject").encode(linesep="\r\n")


def header_address(address: str) -> str:
    return address if address.isascii() else str(sanitize_address(address, "utf-8"))


@lru_cache(maxsize=8)
def date_header(at: float) -> str:
    return formatdate(at)


def message_domain() -> str:
    """Right part of every Message-ID: the host of the installation."""
    return _host_of(settings.SITE_ADDRESS)


@lru_cache(maxsize=8)
def _host_of(address: str) -> str:
    return urlsplit(address).hostname or "district.invalid"
