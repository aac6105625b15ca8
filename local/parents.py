"""The `make` above us: where it dies or is told to stop alone, we stop too."""

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


class Parent:
    """GNU make passes SIGTERM on, but SIGINT and SIGHUP sent to it alone only make it wait for us, for ever.

    On getting one it gives up its handler for it, and that can be seen from outside: the bit leaves the set of
    signals it catches.
    """

    def __init__(self) -> None:
        self.pid = os.getppid() if "MAKELEVEL" in os.environ and sys.platform == "linux" else 0
        if self.pid:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        self.caught = self._caught()

    def is_leaving(self) -> bool:
        return bool(self.caught & ~self._caught())

    def _caught(self) -> int:
        """The bits of SIGINT and SIGHUP where the parent catches them; 0 where there is no such parent."""
        if not self.pid:
            return 0
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:  # it is gone
            return 0
        mask = int(next((line.split()[1] for line in status.splitlines() if line.startswith("SigCgt")), "0"), 16)
        return mask & (1 << (signal.SIGINT - 1) | 1 << (signal.SIGHUP - 1))
