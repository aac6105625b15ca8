"""Run a command as a given user that is told to stop when its parent dies, however the parent died.

`python -I -S tether.py SIGNAL PARENT UID GID COMMAND...` (-1 keeps the user). A separate program and not a
`preexec_fn`, because that may not be used beside threads; and it starts as root, so that it can be read even where
the folder is closed to the user it becomes.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    death_signal, parent, uid, gid = map(int, arguments[:4])
    command = arguments[4:]
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)  # after setuid, which would clear it
        if os.getppid() != parent:  # it died before we asked to be told
            sys.exit(1)
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
