"""Handing e-mails over, on one connection for a whole round, and keeping the answer of the server as evidence."""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.mail.message import sanitize_address

from notices.outgoing import Outgoing

HUNG_UP: Final = (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError)
OK: Final = (250, 251)
CLOSING: Final = 421
SAFE: Final = re.compile(r"[^\x00-\x20\x7f<>@,;:\\()\[\]]+@[^\x00-\x20\x7f<>@,;:\\()\[\]]+")


class ServerAway(Exception):
    """The mail server does not answer: no message is to blame, and none loses an attempt."""


class AddressUnusable(ValueError):
    """What stands as an address could not be spoken to a mail server."""


def address_usable(address: str) -> bool:
    return bool(SAFE.fullmatch(address))


class Courier:
    """A connection that is opened at the first e-mail, and anew after it was dropped."""

    def __init__(self) -> None:
        self.backend = get_connection()

    def hand_over(self, outgoing: Outgoing, *, at: float) -> str:
        """Give one e-mail to the server; its answer in words.

        Raises ServerAway where no connection can be had, and what smtplib raises for what the server refuses.
        """
        try:
            self.backend.open()
        except (OSError, smtplib.SMTPException) as error:
            raise ServerAway(f"{type(error).__name__}: {error}") from error
        if isinstance(self.backend, SmtpBackend) and self.backend.connection is not None:
            return spoken(self.backend.connection, outgoing, at=at)
        self.backend.send_messages([outgoing.as_email()])
        return "written to the folder of e-mails"

    def after(self, error: Exception) -> None:
        """After a refusal: an address that was refused leaves the connection good, anything else may have spoilt it."""
        refusal = error.recipients.values() if isinstance(error, smtplib.SMTPRecipientsRefused) else ()
        smtp = getattr(self.backend, "connection", None)
        if smtp is not None and refusal and all(code != CLOSING for code, _ in refusal):
            with suppress(OSError, smtplib.SMTPException):
                smtp.rset()
                return
        self.drop()

    def drop(self) -> None:
        """The next e-mail begins on a connection of its own: one that was hung up, or refused with, may be dead."""
        with suppress(OSError, smtplib.SMTPException):  # it may have gone away by itself
            self.backend.close()


@contextmanager
def courier_called() -> Iterator[Courier]:
    courier = Courier()
    try:
        yield courier
    finally:
        courier.drop()


def spoken(smtp: smtplib.SMTP, outgoing: Outgoing, *, at: float) -> str:
    """MAIL, RCPT and DATA, as `smtplib.sendmail` speaks them, except that the last answer is not thrown away."""
    data = outgoing.as_bytes(at=at)
    sender, address = envelope_sender(), outgoing.address
    if not address.isascii():
        address = str(sanitize_address(address, "utf-8"))
    if not SAFE.fullmatch(address):
        raise AddressUnusable("This is no e-mail address.")
    smtp.ehlo_or_helo_if_needed()
    # The commands themselves: smtplib would take each address apart once more.
    code, answer = smtp.docmd("MAIL", f"FROM:<{sender}>")
    if code not in OK:
        raise smtplib.SMTPSenderRefused(code, answer, sender)
    code, answer = smtp.docmd("RCPT", f"TO:<{address}>")
    if code not in OK:
        raise smtplib.SMTPRecipientsRefused({address: (code, answer)})
    code, answer = smtp.data(data)  # looks after lines that begin with a full stop
    if code not in OK:
        raise smtplib.SMTPDataError(code, answer)
    return f"{code} {answer.decode('utf-8', 'replace')}"[:500]


def envelope_sender() -> str:
    """Where bounces go: the bare address of DEFAULT_FROM_EMAIL."""
    address = str(settings.DEFAULT_FROM_EMAIL)
    return address.rpartition("<")[2].rstrip(">").strip() if "<" in address else address


def refused_for_good(error: Exception) -> bool:
    """Whether the server said that this address will never do (RFC 5321: a reply of 5yz to RCPT)."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _ in error.recipients.values())
