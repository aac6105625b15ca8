"""PostgreSQL and Valkey as one thing: started for `make run`, tests or measurements, or found in the environment."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from local.children import Child, Ledger, stop
from local.lock import lock_taken
from local.paths import Problem, var, write_private
from local.ports import answers
from local.postgres import postgres_start
from local.reach import reachable
from local.valkey import valkey_start


@dataclass(slots=True)
class Services:
    """Two addresses, and the servers behind them that are ours to stop."""

    database_url: str
    redis_url: str
    children: list[Child] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}

    def stop(self) -> None:
        for child in reversed(self.children):
            stop(child)


def services_start(folder: Path, *, logs: Path, ledger: Ledger, forgetful: bool = False) -> Services:
    """Use DATABASE_URL and REDIS_URL where set, else start our own with their data in `folder`.

    The ports are kept in `folder`, so that open psql sessions and bookmarks outlive a restart.
    Raises Problem where a server does not come up or a given one does not answer; what was started is stopped again.
    """
    services = Services(_given("DATABASE_URL", 5432), _given("REDIS_URL", 6379))
    if services.database_url and services.redis_url:
        return services
    home = reachable(folder)
    ports = _kept_ports(home)
    try:
        if not services.database_url:
            postgres = postgres_start(
                home / "postgres", log=logs / "postgres.log", port=ports.get("postgres"), forgetful=forgetful
            )
            services.children.append(postgres.child)
            ledger.add(postgres.child)
            services.database_url, ports["postgres"] = postgres.url, postgres.port
        if not services.redis_url:
            valkey = valkey_start(
                home / "valkey", log=logs / "valkey.log", port=ports.get("valkey"), forgetful=forgetful
            )
            services.children.append(valkey.child)
            ledger.add(valkey.child)
            services.redis_url, ports["valkey"] = valkey.url, valkey.port
        write_private(home / "ports.json", json.dumps(ports))
    except BaseException:
        services.stop()
        raise
    return services


def _given(name: str, usual_port: int) -> str:
    """The address in the environment, empty where there is none.

    Raises Problem where nothing answers there, naming host and port but never the password.
    """
    url = os.environ.get(name, "")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or usual_port
    except ValueError as error:
        raise Problem(f"{name} is no address: {error}.") from error
    if url and host and not answers(host, port):
        raise Problem(
            f"Nothing answers at {host} port {port}, which {name} names. Start it, or unset {name} to use our own."
        )
    return url


def _kept_ports(home: Path) -> dict[str, int]:
    try:
        return {name: int(port) for name, port in json.loads((home / "ports.json").read_text(encoding="utf-8")).items()}
    except (FileNotFoundError, ValueError, AttributeError):  # none yet: free ones are chosen
        return {}


def services_announce(services: Services) -> None:
    """Tell commands in another terminal where the servers are (read by settings where the environment is silent)."""
    write_private(
        var() / "services.json", json.dumps({"database_url": services.database_url, "redis_url": services.redis_url})
    )


@contextlib.contextmanager
def passing_services(kind: str, *, forgetful: bool) -> Iterator[Services]:
    """Servers for one run of tests or measurements, in a folder of their own that is removed at the end.

    Several may run at once; what a killed one left is cleared away by the next.
    """
    with contextlib.ExitStack() as held:
        folder = _own_folder(reachable(var() / kind), held)
        services = services_start(folder, logs=folder, ledger=Ledger(folder / "children.json"), forgetful=forgetful)
        held.callback(shutil.rmtree, folder, ignore_errors=True)
        held.callback(services.stop)
        yield services


def _own_folder(parent: Path, held: contextlib.ExitStack) -> Path:
    """A new folder, locked for as long as `held` lasts; the folders of runs that were killed are cleared away."""
    with lock_taken(parent / "lock", wait=True):  # nobody may clear away a folder between its making and its locking
        for left in parent.glob("run-*"):
            _clear_away(left)
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=parent))
        folder.chmod(0o755)
        held.enter_context(lock_taken(folder / "lock"))
    return folder


def _clear_away(folder: Path) -> None:
    with contextlib.suppress(BlockingIOError), lock_taken(folder / "lock"):
        Ledger(folder / "children.json").end_leftovers()
        shutil.rmtree(folder, ignore_errors=True)
