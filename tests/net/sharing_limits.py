"""Processes that share what is owed: `python -m tests.net.sharing_limits {take|note|die} FOLDER …`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from tests.fakes import PATIENCE_S
from trayapp.clock import utc_now
from trayapp.net import limits_file
from trayapp.net.limits import Use, Wait
from trayapp.net.limits_file import LimitsFile


def note(store: LimitsFile, whom: str) -> None:
    """Somebody wants to be left alone for a while."""
    now = utc_now()
    wait = Wait(now, now + timedelta(minutes=10))
    store.change(lambda limits: limits.with_wait(whom, wait, overrides=False))


async def take(folder: Path, name: str, most: int) -> None:
    """Use a budget, and note somebody, again and again until nothing is left of it; say how much was got."""
    limits_file._LOCK_WITHIN_S = PATIENCE_S  # however busy the machine
    store = LimitsFile(folder, utc_now)
    print("ready", flush=True)
    sys.stdin.readline()
    got = 0
    while await store.take("globalping", Use(utc_now(), 1, f"{name}{got}"), most):
        note(store, f"{name}{got}")
        got += 1
    await store.settle()
    print(got, flush=True)


def note_on_and_on(folder: Path, life: str) -> None:
    """Note one after the other, and say so, until somebody puts an end to it."""
    store = LimitsFile(folder, utc_now)
    for number in range(30):
        note(store, f"{life}.{number}")
        print(f"{life}.{number}", flush=True)


def die_everywhere(folder: Path) -> None:
    """Note somebody in children that are killed at the first thing they ask of the system, the second, …"""
    for moment in range(1000):
        child = os.fork()
        if child == 0:
            left = moment

            def count(event: str, _: object) -> None:
                nonlocal left
                if event in ("open", "os.rename", "os.truncate", "os.mkdir", "os.chmod", "fcntl.flock"):
                    if left == 0:
                        os.kill(os.getpid(), signal.SIGKILL)
                    left -= 1

            sys.addaudithook(count)
            note(LimitsFile(folder, utc_now), f"child {moment}")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(f"child {moment} {status}", flush=True)
        if status == 0:
            return


if __name__ == "__main__":
    match sys.argv[1], Path(sys.argv[2]), sys.argv[3:]:
        case "take", folder, [name, most]:
            asyncio.run(take(folder, name, int(most)))
        case "note", folder, [life]:
            note_on_and_on(folder, life)
        case _, folder, _:
            die_everywhere(folder)
