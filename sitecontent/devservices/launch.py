"""Becomes another program: as the given user, and dying when its parent dies.

Run as a script (`python -I -S launch.py PARENT SIGNAL UID GID PROGRAM ARGUMENT…`), because code between fork and exec
is not safe in a process that has threads. UID -1 keeps the user. Uses the standard library only.
"""

import os
import sys

try:
    # At the top: the user we become may not be able to read this Python.
    import ctypes
except ImportError:
    ctypes = None  # type: ignore[assignment]

PR_SET_PDEATHSIG = 1


def ask_for_signal_when_parent_dies(number: int) -> None:
    """Linux only; elsewhere the next start stops what was left behind."""
    if ctypes is not None and sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def main() -> None:
    parent, number, uid, gid = (int(argument) for argument in sys.argv[1:5])
    command = sys.argv[5:]
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    # After setuid, which clears it.
    ask_for_signal_when_parent_dies(number)
    if os.getppid() != parent:
        sys.exit("The process that asked for this server is gone.")
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
