"""Child processes: started tethered to us, written down, and ended with all that they started themselves."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.paths import tail, write_private

TETHER = Path(__file__).with_name("tether.py")


@dataclass(frozen=True, slots=True)
class Account:
    """The user a server runs as; None in place of an Account means: as ourselves."""

    uid: int
    gid: int


def birth(pid: int) -> str:
    """What tells this process from a later one with the same number; empty where it is gone or only a zombie."""
    if sys.platform == "linux":
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] == "Z" else fields[19]
    said = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "" if said.stdout.startswith("Z") else said.stdout.strip().partition(" ")[2]


@dataclass(slots=True)
class Child:
    name: str
    process: "subprocess.Popen[bytes]"
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 15.0

    def ended(self) -> bool:
        return self.process.returncode is not None or _has_exited(self.process.pid)

    def how(self) -> str:
        """How it ended, in words; its strays are ended with it."""
        stop(self)
        code = self.process.wait()
        return f"ended with status {code}" if code >= 0 else f"was ended by {signal.Signals(-code).name}"

    def log_tail(self, lines: int = 20) -> str:
        return tail(self.log, lines)


def _has_exited(pid: int) -> bool:
    """Without reaping, so that the number still names the group when its strays are ended."""
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str],
    folder: str | Path = "/",
    account: Account | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    death_signal: signal.Signals | None = None,
    patience: float = 15.0,
) -> Child:
    """Start `command` in a session of its own, so that Ctrl-C reaches us alone and we choose the order of ending."""
    uid, gid = (account.uid, account.gid) if account else (-1, -1)
    tether = [
        sys.executable,
        "-I",
        "-S",
        str(TETHER),
        str(int(death_signal or stop_signal)),
        str(os.getpid()),
        str(uid),
        str(gid),
    ]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*tether, *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
        )
    return Child(name, process, log, stop_signal, patience)


def stop(child: Child, *, hurry: Callable[[], bool] = lambda: False) -> None:
    """Ask, wait by polling, then insist; strays of its group end with it. Never raises for what is already gone."""
    pid = child.process.pid
    if child.process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, child.stop_signal)
    wait_until(lambda: child.ended() or hurry(), child.patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    child.process.wait()


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class Ledger:
    """Who was started, on disk: the next start ends what a killed supervisor could not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: dict[str, tuple[int, str]] = {}

    def add(self, child: Child) -> None:
        self.rows[child.name] = (child.process.pid, birth(child.process.pid))
        write_private(self.path, json.dumps(self.rows))

    def end_leftovers(self) -> list[str]:
        """End what the last holder of this ledger left behind; names what there was."""
        try:
            rows = json.loads(self.path.read_text(encoding="utf-8"))
            left = [(name, int(pid), str(born)) for name, (pid, born) in rows.items()]
        except (
            FileNotFoundError,
            ValueError,
            TypeError,
            AttributeError,
        ):  # none, or half-written by a full disk: nothing to go by
            return []
        alive = [(name, pid, born) for name, pid, born in left if born and birth(pid) == born]
        for name, pid, born in alive:
            end_stray(pid, born, signal.SIGINT if name == "postgres" else signal.SIGTERM)
        self.path.unlink()
        return [name for name, _, _ in alive]


def end_stray(pid: int, born: str, first: signal.Signals, patience: float = 12.0) -> None:
    """End a process that is not our child: it is known by its number and its birth."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, first)
    if not wait_until(lambda: birth(pid) != born, patience):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        wait_until(lambda: birth(pid) != born, patience)
