"""So many requests a second from so many clients, each with an address and a connection of its own."""

import asyncio
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

PATIENCE = 30.0  # seconds; an answer that takes longer counts as failed


@dataclass
class Taken:
    """Seconds from sending to the last byte of each answer, what failed and why, and how long it all lasted."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    lasted: float = 0.0

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1] if len(self.seconds) > 1 else PATIENCE

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.lasted if self.lasted else 0.0


@dataclass(frozen=True)
class Visit:
    """What one client asks for again and again. `holds`: words that a good answer has."""

    path: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    holds: bytes = b""

    def request(self, port: int) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Accept-Language: en",
            "Connection: keep-alive",
        ]
        return "\r\n".join([*lines, *([f"Cookie: {cookies}"] if cookies else []), "", ""]).encode()


class Client:
    """One browser: its own loopback address, for limits count by address, and one connection at a time."""

    def __init__(self, number: int, port: int, visit: Visit) -> None:
        self.own_address = f"127.0.{number // 200}.{number % 200 + 2}"
        self.port, self.visit = port, visit
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, taken: Taken) -> None:
        began = perf_counter()
        try:
            status, body = await asyncio.wait_for(self._answer(), PATIENCE)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            taken.failures.append(type(error).__name__)
            self.close()
            return
        taken.seconds.append(perf_counter() - began)
        if status != 200 or self.visit.holds not in body:
            taken.failures.append(f"status {status}" if status != 200 else "another page")

    async def _answer(self) -> tuple[int, bytes]:
        if self.writer is None or self.writer.is_closing():
            await self._connect()
        try:
            return await self._exchange()
        except (ConnectionError, asyncio.IncompleteReadError):  # the server closed a connection that it kept open
            await self._connect()
            return await self._exchange()

    async def _connect(self) -> None:
        self.close()
        self.reader, self.writer = await asyncio.open_connection(
            "127.0.0.1", self.port, local_addr=(self.own_address, 0)
        )

    async def _exchange(self) -> tuple[int, bytes]:
        assert self.reader is not None
        assert self.writer is not None
        self.writer.write(self.visit.request(self.port))
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await self.reader.readexactly(int(headers["content-length"]))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(status.split()[1]), body

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def _paced(client: Client, first: float, every: float, until: float, taken: Taken) -> None:
    due = first
    while due < until:
        await asyncio.sleep(max(0.0, due - perf_counter()))
        if perf_counter() >= until:
            return
        await client.ask(taken)
        due += every


async def _all(visits: Sequence[Visit], port: int, rate: float, lasting: float) -> Taken:
    taken = Taken()
    clients = [Client(number, port, visit) for number, visit in enumerate(visits)]
    began, every = perf_counter(), len(clients) / rate
    until = began + lasting
    await asyncio.gather(
        *(
            _paced(client, began + number * every / len(clients), every, until, taken)
            for number, client in enumerate(clients)
        )
    )
    taken.lasted = perf_counter() - began
    for client in clients:
        client.close()
    return taken


def load(visits: Sequence[Visit], *, port: int, rate: float, lasting: float) -> Taken:
    """A client for each visit, together `rate` requests a second, for `lasting` seconds."""
    return asyncio.run(_all(visits, port, rate, lasting))
