"""A real SMTP server on the loopback that keeps what it is given, and may refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message as Email
from typing import Any

from aiosmtpd.controller import Controller


class Keeper:
    """Keeps mail; answers as `refused` says for its recipients, and hangs up at recipients in `hangs_up`."""

    def __init__(self) -> None:
        self.mail: list[Email] = []
        self.refused: dict[str, str] = {}
        self.hangs_up: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.hangs_up:
            server.transport.abort()
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mail.append(message_from_bytes(envelope.content))
        return "250 OK"


@contextmanager
def smtp_server(settings: Any) -> Iterator[Keeper]:
    """Runs a server on a free port and points Django's e-mail at it."""
    keeper = Keeper()
    controller = Controller(keeper, hostname="127.0.0.1", port=free_port(), ready_timeout=60)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_TIMEOUT = 60
    try:
        yield keeper
    finally:
        controller.stop()


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
