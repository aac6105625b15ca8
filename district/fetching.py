"""Reading an address that a person entered: bounded in time and size, and never inside the district's own network.

Whoever enters an address must not make the installation ask for what only it can reach (databases, neighbours, a
cloud's own services). So the name is resolved first, every address that it has must be a public one, and the
connection goes to an address that was looked at, not to a name that could answer differently the second time.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread, Timer
from time import monotonic
from typing import Any, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

PORTS: Final = {"http": 80, "https": 443}
MOST_REDIRECTS: Final = 3
PIECE: Final = 65_536
AGENT: Final = "DistrictPrivacy/1"
NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
LOOKUPS: Final = BoundedSemaphore(8)  # names that are looked up at once, in one process
MOVED: Final = frozenset({301, 302, 303, 307, 308})


class FetchRefused(Exception):
    """The address was not read; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered: its last address after redirects, the status, the media type and the bytes."""

    address: str
    status: int
    media_type: str
    etag: str
    body: bytes


def fetch(address: str, *, most_bytes: int, seconds: float, accept: str = "*/*", etag: str = "") -> Fetched:
    """The answer of a public web address. FetchRefused, in a sentence, for everything else.

    `seconds` bounds the whole, the lookup of its name too; `most_bytes` the body. A body that is packed (gzip and the
    like) is refused: its size would not be known. A 304 is an answer (with an empty body) where `etag` was given.
    """
    until = monotonic() + seconds
    for _ in range(MOST_REDIRECTS + 1):
        parts = address_checked(address)
        with _asked(parts, until, {"Accept": accept, **({"If-None-Match": etag} if etag else {})}) as response:
            if response.status not in MOVED:
                return _answer(address, response, most_bytes, until)
            target = urljoin(address, response.getheader("Location") or "")
        if parts.scheme == "https" and urlsplit(target).scheme != "https":
            raise FetchRefused("The address leads on to one that is not encrypted (http).")
        address = target
    raise FetchRefused(f"The address leads on more than {MOST_REDIRECTS} times.")


def address_checked(address: str) -> SplitResult:
    """The parts of a web address that may be asked at all. FetchRefused with the reason for any other."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise FetchRefused("This is no web address.") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise FetchRefused("Enter a whole web address that begins with https://.")
    if parts.username is not None or parts.password is not None:
        raise FetchRefused("An address with a name or password in it is not asked.")
    if port not in (None, PORTS[parts.scheme]) and not settings.FETCH_PRIVATE_NETWORKS:
        raise FetchRefused("Only the usual ports of the web (80 and 443) are asked.")
    return parts


def _public_address(host: str, port: int, until: float) -> tuple[int, str]:
    """Family and number of the machine that is asked. Refused where any of the name's numbers is not public."""
    found = _looked_up(host, port, until)
    for _, _, _, _, where in found:
        if not _may_be_asked(str(where[0])):
            raise FetchRefused(f"{host} lies inside a private network, which is never asked.")
    return found[0][0], str(found[0][4][0])


def _looked_up(host: str, port: int, until: float) -> list[Any]:
    """The numbers of a name, at the latest by `until`.

    The system's own lookup cannot be told how long it may take, nor be broken off. So it runs beside, and whoever waits
    goes on without it. It ends by itself once the resolver gives up; until then it holds one of a few places, so that
    names that are never answered cannot pile up.
    """
    if not LOOKUPS.acquire(timeout=max(0.0, until - monotonic())):
        raise FetchRefused("Too many names are being looked up at this moment. Try again in a minute.")
    answered: SimpleQueue[list[Any] | Exception] = SimpleQueue()
    try:
        Thread(target=_look_up, args=(host, port, answered, LOOKUPS), daemon=True).start()
    except RuntimeError as error:
        LOOKUPS.release()
        raise FetchRefused(f"The name {host} cannot be looked up now.") from error
    try:
        found = answered.get(timeout=max(0.0, until - monotonic()))
    except Empty as error:
        raise FetchRefused(f"The name {host} could not be looked up in time.") from error
    if isinstance(found, Exception):
        raise FetchRefused(f"There is no such place as {host}, or its name cannot be looked up now.") from found
    return found


def _look_up(host: str, port: int, answered: "SimpleQueue[list[Any] | Exception]", places: BoundedSemaphore) -> None:
    try:
        answered.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        answered.put(error)
    finally:
        places.release()


def _may_be_asked(number: str) -> bool:
    ip = _inner(ipaddress.ip_address(number.partition("%")[0]))
    if any(ip in ipaddress.ip_network(network) for network in settings.FETCH_PRIVATE_NETWORKS):
        return True
    return ip.is_global and not ip.is_multicast


def _inner(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The number that is reached in the end, where a newer kind of number wraps an older one."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in NAT64:
        return ipaddress.IPv4Address(ip.packed[-4:])
    return ip.ipv4_mapped or ip.sixtofour or ip


@contextmanager
def _asked(parts: SplitResult, until: float, headers: dict[str, str]) -> Iterator[HTTPResponse]:
    host = parts.hostname or ""
    port = parts.port or PORTS[parts.scheme]
    family, number = _public_address(host, port, until)
    connection = HTTPConnection(host, port)
    sock = socket.socket(family, socket.SOCK_STREAM)
    # A server that sends a byte now and then never meets a socket's own time limit: the whole has one, too.
    watch = Timer(max(0.0, until - monotonic()), _cut, [sock])
    watch.daemon = True
    watch.start()
    try:
        sock.settimeout(max(0.1, until - monotonic()))
        sock.connect((number, port))
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
            watch.args = [sock]
        connection.sock = sock
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("GET", path, headers={"User-Agent": AGENT, "Accept-Encoding": "identity", **headers})
        yield connection.getresponse()
    except ssl.SSLError as error:
        raise FetchRefused(f"{host} could not prove that it is itself (its certificate).") from error
    except (OSError, HTTPException, ValueError) as error:
        if monotonic() >= until or isinstance(error, TimeoutError):
            raise FetchRefused(f"{host} did not answer in time.") from error
        raise FetchRefused(f"{host} could not be reached, or its answer could not be understood.") from error
    finally:
        watch.cancel()
        connection.close()
        sock.close()


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was closed already


def _answer(address: str, response: HTTPResponse, most_bytes: int, until: float) -> Fetched:
    if response.getheader("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise FetchRefused("The answer is packed, although it was asked for as it is.")
    pieces, size = [], 0
    while piece := response.read(PIECE):
        size += len(piece)
        if size > most_bytes:
            raise FetchRefused(f"The answer is larger than {most_bytes // 1_000_000} MB.")
        if monotonic() > until:
            raise FetchRefused("The answer took too long.")
        pieces.append(piece)
    if monotonic() > until:
        raise FetchRefused("The answer took too long.")
    if response.length:  # less came than was announced
        raise FetchRefused("The answer broke off.")
    media_type = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    return Fetched(address, response.status, media_type, response.getheader("ETag") or "", b"".join(pieces))
