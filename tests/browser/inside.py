"""Runs in `namespace`: plays worlds, looks at each through a browser, and prints a line of JSON for each."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.browser.worlds import WORLDS, Play
from trayapp.browser.look import Look, look
from trayapp.browser.program import find
from trayapp.errors import BrowserError


async def _main(folder: Path, names: list[str]) -> None:
    async with Play(folder) as play:
        for name in names:
            play.world, play.asked, play.names = WORLDS[name], [], set()
            print(json.dumps({"world": name, **await _seen(play)}), flush=True)


async def _seen(play: Play) -> dict[str, Any]:
    began, picture = time.monotonic(), b""
    taken: list[int] = []
    watching = asyncio.create_task(_watch_memory(taken))
    try:
        if play.world.command:
            return await _checked(play.world.command)
        if play.world.disturbance == "measure us":
            return await _grown()
        if play.world.disturbance == "kill us":
            found = await _killed()
        else:
            seen = await _disturbed(play.world.disturbance)
            words = (
                seen.result.outcome.value,
                seen.result.detail,
                "filtered" if seen.result.filtered else None,
            )
            found, picture = " ".join(filter(None, words)), seen.picture
    except BrowserError as error:
        found = error.code
    watching.cancel()
    await _until(
        lambda: not _left()
    )  # which the seconds below take in: what was killed takes a moment to die
    return {
        "found": found,
        "seconds": round(time.monotonic() - began, 2),
        "most_bytes": max(taken, default=0),
        "picture": len(picture),
        "is_png": picture.startswith(b"\x89PNG"),
        "asked": sorted({where.split("?")[0] for where in play.asked}),
        "names": sorted(play.names),
        "left": [*_left(), *(where for where in play.asked if "/out" in where)],
    }


async def _watch_memory(taken: list[int]) -> None:
    """What all of the browser takes, now and again: what is shared counts once."""
    while True:
        pages = _statms()
        own, shared = sum(n[1] - n[2] for n in pages), max((n[2] for n in pages), default=0)
        taken.append((own + shared) * os.sysconf("SC_PAGE_SIZE"))
        await asyncio.sleep(0.05)


async def _checked(command: tuple[str, ...]) -> dict[str, Any]:
    """What the command says, and the picture that it writes."""
    picture = Path(os.environ["HOME"], "picture.png")
    line = (sys.executable, "-P", "-m", "trayapp", *command, str(picture), "--json", "--no-sources")
    checking = await asyncio.create_subprocess_exec(*line, stdout=asyncio.subprocess.PIPE)
    out, _ = await checking.communicate()
    check, png = json.loads(out), _read(picture)
    await _until(lambda: not _left())
    return {
        "found": " ".join(filter(None, (check["verdict"], check["cause"]))),
        "check": check,
        "exit_status": checking.returncode,
        "is_png": png.startswith(b"\x89PNG"),
        "picture": len(png),
        "left": _left(),
    }


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


# In a place of its own, where the folder is a tiny disk. As root nobody starts a browser: it is itself again.
_TINY = """exec unshare --user --map-root-user --mount sh -c '
    mount -t tmpfs -o FOLDERS none "$0" &&
    exec unshare --user --map-user=65534 --map-group=65534 BROWSER "$@"' FOLDER "$@"
"""

_START_SCRIPTS = {
    "no sandbox": 'exec BROWSER --no-sandbox "$@"\n',
    "no sandbox, apart": 'setsid BROWSER --no-sandbox "$@" &\n',
    "one process": 'exec BROWSER --single-process "$@"\n',
    "apart": 'setsid BROWSER "$@" &\n',
    "no shared memory": _TINY.replace("FOLDERS", "ro").replace("FOLDER", "/dev/shm"),
    "a full disk": _TINY.replace("FOLDERS", "size=4k,nr_inodes=1").replace("FOLDER", '"$TMPDIR"'),
}


async def _disturbed(disturbance: str) -> Look:
    if disturbance in _START_SCRIPTS:
        return await look(_start_script(_START_SCRIPTS[disturbance]))
    blow = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}.get(disturbance)
    disturbing = asyncio.create_task(_strike(blow)) if blow else None
    try:
        return await look(find())
    finally:
        if disturbing is not None:
            disturbing.cancel()


def _start_script(text: str) -> Path:
    script = Path(os.environ["HOME"], "chromium")
    script.write_text("#!/bin/sh\n" + text.replace("BROWSER", str(find())))
    script.chmod(0o755)
    return script


async def _until(is_so: Callable[[], object]) -> None:
    """For 10 s at most."""
    until = time.monotonic() + 10
    while not is_so() and time.monotonic() < until:  # noqa: ASYNC110 - nobody announces what processes do
        await asyncio.sleep(0.02)


def _browsers() -> list[int]:
    """Without their helpers, and what starts them."""
    starters = ("/sh", "watchdog.py")
    found = ((pid, line) for pid, line in _processes() if "--user-data-dir=" in line)
    return [pid for pid, line in found if not any(starter in line for starter in starters)]


async def _strike(blow: signal.Signals) -> None:
    """The browser, as soon as it is there; a shell that has started it apart."""
    await _until(_browsers)
    for browser in _browsers():
        with suppress(ProcessLookupError):
            os.kill(browser, blow)


_GROWS = """
import asyncio, gc, json, os, pathlib
import trayapp.watch.live_session  # what a tray has loaded
from trayapp.clock import utc_now
from trayapp.history.page_folder import PageFolder
from trayapp.settings.declarations import Settings
from trayapp.watch.page_looks import PageLooks

def taken():
    gc.collect()
    lines = pathlib.Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))

async def look():
    await asyncio.to_thread(sum, ())  # so has it looked up names, in a thread
    looks = PageLooks(PageFolder(pathlib.Path(os.environ["HOME"])), utc_now)
    found = [taken()]
    for _ in range(2):
        await looks.look(Settings(proxy="none"), is_asked_for=True)
        found.append(taken())
    print(json.dumps({"found": "grown", "bytes": [more - found[0] for more in found[1:]], "left": []}))

asyncio.run(look())
"""


async def _grown() -> dict[str, Any]:
    """By how much a tray grows over its first look, and over two."""
    line = (sys.executable, "-P", "-c", _GROWS)
    looking = await asyncio.create_subprocess_exec(*line, stdout=asyncio.subprocess.PIPE)
    out, _ = await looking.communicate()
    grown: dict[str, Any] = json.loads(out)
    return grown


async def _killed() -> str:
    """Somebody looks, and is killed over it."""
    code = "import asyncio; from trayapp.browser import look, program; asyncio.run(look.look(program.find()))"
    looking = await asyncio.create_subprocess_exec(sys.executable, "-P", "-c", code)
    await _until(lambda: any("--type=renderer" in line for _, line in _processes()))
    with suppress(ProcessLookupError):  # it has failed, and is not to be killed any more
        looking.kill()
    await looking.wait()
    await _until(lambda: not _left())
    return "killed"


_BEFORE = frozenset(entry.name for entry in Path("/proc").iterdir())
"""Numbers of processes that ran when this began, among them whatever its user browses with otherwise."""


def _processes() -> Iterator[tuple[int, str]]:
    """All of this user's that have to do with browsers, dead ones apart, and what ran before."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            is_new = entry.name.isdecimal() and entry.name not in _BEFORE
            if is_new and entry.stat().st_uid == os.geteuid():
                line = (entry / "cmdline").read_bytes().decode(errors="replace")
                if "trayapp-browser" in line or "--type=" in line:
                    yield int(entry.name), line


def _statms() -> list[list[int]]:
    """Pages in memory of each of them: all, resident, shared, …"""
    found = []
    for number, _ in _processes():
        with suppress(OSError):
            found.append([int(n) for n in Path(f"/proc/{number}/statm").read_bytes().split()])
    return [pages for pages in found if len(pages) > 2]


def _left() -> list[str]:
    """What a look has left behind: processes and folders."""
    return [line for _, line in _processes()] + [str(path) for path in Path(os.environ["TMPDIR"]).iterdir()]


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), sys.argv[2:]))
