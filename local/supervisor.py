"""Keeps a set of processes running until it is told to stop, and then ends them in the reverse order."""

import signal
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from local.children import Child, Ledger, start, stop
from local.parents import Parent
from local.paths import ROOT, Problem, say, tail, warn

RESTARTS_A_MINUTE = 5
PAUSE = 0.2


class Stopped(Exception):
    """Somebody asked us to stop while we were still starting."""


@dataclass(slots=True)
class Kept:
    """A process that is started again when it ends by itself."""

    name: str
    command: Sequence[str]
    child: Child
    ends: deque[float] = field(default_factory=deque)
    again_at: float | None = None

    def note_end(self, now: float) -> bool:
        """Whether it may start again: not after more than five ends in a minute, and after a growing pause."""
        self.ends.append(now)
        while self.ends[0] < now - 60:
            self.ends.popleft()
        self.again_at = now + 2 ** (len(self.ends) - 1)
        return len(self.ends) <= RESTARTS_A_MINUTE


class Supervisor:
    """`servers` are the databases: where one of them ends, everything is stopped. `kept` are started again."""

    folder = ROOT

    def __init__(self, *, logs: Path, ledger: Ledger, environment: Mapping[str, str]) -> None:
        self.logs = logs
        self.ledger = ledger
        self.environment = dict(environment)
        self.servers: list[Child] = []
        self.kept: list[Kept] = []
        self.asked = 0
        self.parent = Parent()

    def listen(self) -> None:
        """Take signals as a wish to stop; the handler only notes it, since waiting inside a handler deadlocks."""
        signal.signal(signal.SIGINT, self._note)
        signal.signal(signal.SIGTERM, self._note)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
            signal.signal(signal.SIGHUP, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1

    def wanted(self) -> bool:
        return not (self.asked or self.parent.is_leaving())

    def step(self, name: str, command: Sequence[str]) -> str:
        """Run a command to its end and answer what it printed.

        Raises Problem with the last line of its log where it fails, Stopped where we are told to stop meanwhile.
        """
        log = self.logs / f"{name}.log"
        log.write_bytes(b"")
        child = start(name, [sys.executable, *command], log=log, environment=self.environment, folder=self.folder)
        self.ledger.add(child)
        while not child.ended():
            if not self.wanted():
                stop(child)
                raise Stopped
            time.sleep(0.02)
        if (how := child.how()) != "ended with status 0":
            last = child.log_tail(40).strip().rpartition("\n")[2]
            raise Problem(f"{' '.join(command)} {how}: {last} (all of it: {log})")
        return tail(log, 200)

    def keep(self, name: str, command: Sequence[str]) -> None:
        self.kept.append(Kept(name, command, self._launch(name, command)))

    def _launch(self, name: str, command: Sequence[str]) -> Child:
        log = self.logs / f"{name}.log"
        child = start(name, [sys.executable, *command], log=log, environment=self.environment, folder=self.folder)
        self.ledger.add(child)
        return child

    def look_after(self) -> None:
        """One look at everything. Raises Problem where going on makes no sense."""
        for server in self.servers:
            if server.ended():
                raise Problem(
                    f"{server.name} {server.how()}, so everything is stopped. "
                    f"The end of {server.log}:\n{server.log_tail()}"
                )
        now = time.monotonic()
        for kept in self.kept:
            if kept.again_at is None and kept.child.ended():
                self._after_end(kept, now)
            elif kept.again_at is not None and now >= kept.again_at:
                kept.child, kept.again_at = self._launch(kept.name, kept.command), None

    def _after_end(self, kept: Kept, now: float) -> None:
        how = kept.child.how()
        if not kept.note_end(now):
            raise Problem(
                f"{kept.name} {how}, more than {RESTARTS_A_MINUTE} times within a minute, so everything is stopped. "
                f"The end of {kept.child.log}:\n{kept.child.log_tail()}"
            )
        warn(f"{kept.name} {how}; it is started again (log: {kept.child.log}).")

    def watch(self) -> None:
        """Until told to stop."""
        while self.wanted():
            self.look_after()
            time.sleep(PAUSE)

    def stop(self) -> None:
        """The reverse of the start: web, beat, worker, then the servers they need. A second Ctrl-C: at once."""
        asked = self.asked
        if self.kept:
            say("Stopping ...")
        for kept in self.kept[::-1]:
            stop(kept.child, hurry=lambda: self.asked > asked)
        for server in self.servers[::-1]:
            stop(server)
