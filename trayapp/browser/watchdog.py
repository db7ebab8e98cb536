"""Starts a browser, and ends all that has come of it: a program of its own, which needs nothing of trayapp.

    watchdog.py PROFILE COMMANDS ANSWERS BROWSER SWITCH…

COMMANDS and ANSWERS are descriptors, by which the browser is spoken to.

It waits until nobody holds the other end of its standard input any more: who asked is through with the
browser, or dead. PR_SET_PDEATHSIG would not do: it fires at the end of the thread that started it, and what
the browser starts does not inherit it. Nor would a process group, which a start script may leave.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import select
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

# Of whoever is left without a parent it becomes the parent, so that nobody gets away.
_PR_SET_CHILD_SUBREAPER = 36

_RUNS_S = 18.0  # whatever becomes of who asked
_ENDS_WITHIN_S = 5.0
_TRIED_EVERY_S = 0.01

_OUT_OF_THE_WAY = 5  # of those that the browser is given


def descendants(of: int) -> list[int]:
    """All that this process has started, and what those have; nothing where there is no /proc."""
    children: dict[int, list[int]] = {}
    with suppress(OSError):
        for entry in os.scandir("/proc"):
            with suppress(OSError, ValueError):
                number, status = int(entry.name), Path(entry.path, "stat").read_bytes()
                parent = status.rpartition(b")")[2].split()[1]  # behind its name, which may hold anything
                children.setdefault(int(parent), []).append(number)
    found = [of]
    for process in found:
        found += children.get(process, ())
    return found[1:]


def _end_all() -> None:
    """Kill whatever is left, until nothing is: what dies leaves its children to us."""
    until_s = time.monotonic() + _ENDS_WITHIN_S
    while time.monotonic() < until_s:
        for process in descendants(os.getpid()):
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(_TRIED_EVERY_S)


def main(profile: str, commands: str, answers: str, *line: str) -> int:
    """Start the browser by this command line, and wait; 1 if that cannot be."""
    ignored = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)  # a session that ends sends them to all
    for each in ignored:
        signal.signal(each, signal.SIG_IGN)
    Path(profile).mkdir(0o700)
    try:
        if ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
            return 1
        ends = []
        for given in (int(commands), int(answers)):
            ends.append(fcntl.fcntl(given, fcntl.F_DUPFD_CLOEXEC, _OUT_OF_THE_WAY))
            os.close(given)
        placed = zip((1, *ends), (0, 3, 4), strict=True)  # as --remote-debugging-pipe wants them
        actions = [(os.POSIX_SPAWN_DUP2, end, place) for end, place in placed]
        os.posix_spawn(line[0], line, os.environ, file_actions=actions, setsigdef=ignored)
        for end in ends:
            os.close(end)
        select.select([0], [], [], _RUNS_S)
        _end_all()
    except OSError:
        return 1
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
