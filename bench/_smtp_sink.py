"""A mail server in a process of its own that takes everything and counts. Prints its port, then waits for its end."""

import asyncio
import socket
import sys
from typing import Any

from aiosmtpd.smtp import SMTP


class Sink:
    """Takes every message, and keeps nothing but how many there were."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        return "250 2.0.0 Ok: queued"


async def serve() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(), loop=loop), sock=listening)
    print(listening.getsockname()[1], flush=True)
    async with server:
        await loop.run_in_executor(None, sys.stdin.read)  # until whoever started us closes it


if __name__ == "__main__":
    asyncio.run(serve())
