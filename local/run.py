"""`make run`: the whole product on this machine, until Ctrl-C."""

import json
import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from local import processes
from local.children import Ledger
from local.health import Health, health
from local.lock import lock_taken
from local.paths import Problem, say, var, warn
from local.ports import is_free
from local.services import services_announce, services_start
from local.supervisor import Stopped, Supervisor

WELL_WITHIN = 60
LARGEST_LOG = 5_000_000


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int

    @classmethod
    def from_environment(cls) -> "Address":
        """HOST and PORT. Raises Problem for a port that is none."""
        said = os.environ.get("PORT") or "8000"
        if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= 65535:
            raise Problem(f"PORT={said} is no port: a number from 1 to 65535 is wanted, as in make run PORT=8000")
        return cls(os.environ.get("HOST") or "127.0.0.1", int(said))

    @property
    def reached_at(self) -> str:
        """Where this machine itself reaches it."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    @property
    def url(self) -> str:
        host = f"[{self.reached_at}]" if ":" in self.reached_at else self.reached_at
        return f"http://{host}:{self.port}"


def refuse_second_start(folder: Path) -> None:
    """Raises Problem where this checkout already runs. A look before anything is installed; `run` holds the lock."""
    try:
        with lock_taken(folder / "run.lock"):
            pass
    except BlockingIOError as error:
        raise Problem(_who_runs(folder)) from error


def refuse_taken_port(address: Address) -> None:
    """Raises Problem where another program listens there."""
    if not is_free(address.port, address.host):
        raise Problem(
            f"Port {address.port} is in use by another program. Choose another: make run PORT={address.port + 1}"
        )


def _who_runs(folder: Path) -> str:
    try:
        said = json.loads((folder / "run.lock").read_text(encoding="utf-8"))
        return f"District Privacy already runs from this folder, at {said['url']}/ (process {said['pid']})."
    except (OSError, ValueError, KeyError):  # it holds the lock but has not yet said who it is
        return "District Privacy is already being started from this folder."


def run() -> int:
    """Start everything, say where it is, and stay until told to stop. Raises Problem for what a person must mend."""
    address, folder = Address.from_environment(), var()
    with ExitStack() as held:
        try:
            lock = held.enter_context(lock_taken(folder / "run.lock"))
        except BlockingIOError as error:
            raise Problem(_who_runs(folder)) from error
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "url": address.url}))
        lock.flush()
        return _run_alone(address, folder)


def _run_alone(address: Address, folder: Path) -> int:
    logs, ledger = folder / "log", Ledger(folder / "children.json")
    if left := ledger.end_leftovers():
        say(f"Ended what a killed start had left running: {', '.join(left)}.")
    refuse_taken_port(address)
    _turn_over(logs)
    (folder / "static").mkdir(exist_ok=True)  # WhiteNoise warns of a missing folder, though here it finds files itself
    supervisor = Supervisor(logs=logs, ledger=ledger, environment=_environment(address))
    supervisor.listen()
    try:
        _start(supervisor, address, folder)
        supervisor.watch()
    except Stopped:
        pass
    finally:
        supervisor.stop()
        ledger.path.unlink(missing_ok=True)
    say("Stopped. All data are kept for the next start.")
    return 0


def _environment(address: Address) -> dict[str, str]:
    usual = {
        "DJANGO_SETTINGS_MODULE": "districtprivacy.settings.local",
        "SITE_ADDRESS": address.url,
        "PYTHONUNBUFFERED": "1",
    }
    host = f"[{address.host}]" if ":" in address.host else address.host
    return {**usual, **os.environ, "HOST": host, "PORT": str(address.port), "DISTRICTPRIVACY_VAR": str(var())}


def _start(supervisor: Supervisor, address: Address, folder: Path) -> None:
    say("Starting PostgreSQL and Valkey ...")
    services = services_start(folder, logs=supervisor.logs, ledger=supervisor.ledger)
    supervisor.servers = services.children
    supervisor.environment |= services.environment()
    services_announce(services)
    say("Bringing the database up to date ...")
    supervisor.step("migrate", processes.migrate(supervisor.environment))
    say("Starting the worker, the clock and the web server ...")
    for name in ("worker", "beat", "web"):
        supervisor.keep(name, processes.PROCESSES[name](supervisor.environment))
    # Beside their start, which takes as long; `check --deploy` and the tests have asked what --skip-checks leaves out.
    told = supervisor.step("loaddemo", ["manage.py", "loaddemo", "--once", "--sign-ins", "--skip-checks"])
    well = wait_until_well(supervisor, lambda: health(address.reached_at, address.port))
    say(f"\nDistrict Privacy {'is ready' if well else 'runs, though not well'}: {address.url}/\n")
    say(told)
    say(f"\nLogs: {supervisor.logs}. Ctrl-C stops everything.")


def wait_until_well(supervisor: Supervisor, ask: Callable[[], Health], seconds: float = WELL_WITHIN) -> bool:
    """Whether /healthz was well in time; names what is not. Raises Stopped where told to stop meanwhile."""
    until = time.monotonic() + seconds
    while True:
        supervisor.look_after()
        if not supervisor.wanted():
            raise Stopped
        found = ask()
        if found.well:
            return True
        if time.monotonic() > until:
            break
        time.sleep(0.2)
    for name, why in (found.unwell or {"web": "not well"}).items():
        warn(f"Not well after {seconds:.0f} seconds: {name}: {why}. Its log: {supervisor.logs / name}.log")
    return False


def _turn_over(logs: Path) -> None:
    """Logs that have grown large are kept once, under .1"""
    for log in logs.glob("*.log"):
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
