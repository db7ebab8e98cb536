"""What may lie in the place of each file: the tray starts, shows its window, is found, and ends at once."""

from __future__ import annotations

import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.hostile.program import World, world
from tests.test_special_files import SPECIAL

Make = Callable[[Path], object]


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)


def _forbidden(path: Path) -> None:
    path.touch(0)


def _closed(path: Path) -> None:
    path.mkdir(0)


KINDS: dict[str, Make] = {**SPECIAL, "50 MB": _huge, "unreadable": _forbidden, "closed folder": _closed}

_DATA = (
    *("history.sqlite3", "history.sqlite3-wal", "history.sqlite3-shm", "history.sqlite3-journal"),
    *(
        "history.lock",
        "history.damaged",
        "trayapp.log",
        "window.json",
        "owed.json",
        "owed.lock",
        "owed.new",
        "browser",
    ),
)


def _in_data(name: str, world: World) -> Path:
    return world.data / name


PLACES: dict[str, Callable[[World], Path]] = {
    "settings": lambda world: world.settings,
    "data folder": lambda world: world.data,
    **{name: partial(_in_data, name) for name in _DATA},
    "instance's lock": lambda world: _of_instance(world, "lock"),
    "instance's socket": lambda world: _of_instance(world, "socket"),
    "login entry": lambda world: world.home / ".config/autostart/io.github.trayapp.desktop",
}


def _of_instance(world: World, suffix: str) -> Path:
    number = zlib.crc32(os.fsencode(os.path.realpath(world.data)))
    return world.run / f"trayapp-{number:08x}.{suffix}"


@pytest.fixture
def here(lived: Path) -> Iterator[World]:
    with world({"ALL_PROXY": "http://127.0.0.1:9"}) as made:
        shutil.copytree(lived, made.data, dirs_exist_ok=True)
        yield made


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_tray(here: World, place: Callable[[World], Path], make: Make) -> None:
    path = place(here)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    make(path)

    app = here.start()
    for _ in range(2):  # it is found, and has its window opened
        app.wait_for(lambda: here.run_to_end("show").process.returncode == 0)

    assert app.told_to_end() == 0
    assert "Traceback" not in app.stderr
    if (victim := path.with_name("victim")).exists() and path.is_symlink():
        assert (victim.read_text(), victim.stat().st_mode & 0o777) == ("precious", 0o644)


@pytest.mark.parametrize("name", ["closed/in", "x" * 300], ids=["closed folder", "too long a name"])
@pytest.mark.parametrize(
    "asked",
    [
        *(
            f"{place} {command}"
            for place in ("--config {}", "--data-dir {}")
            for command in ("", "watch", "status", "doctor", "export -")
        ),
        *("export {}", "import {}", "replay {}"),
    ],
)
def test_what_cannot_be_looked_at(here: World, name: str, asked: str) -> None:
    (here.root / "closed").mkdir(0)
    child = here.start(*asked.format(here.root / name).split())
    until_s = time.monotonic() + 3
    while child.is_there() and time.monotonic() < until_s:
        time.sleep(0.05)
    if child.is_there():
        assert child.told_to_end() == 0
    else:
        child.ended()
    assert "a bug in trayapp" not in child.stderr
    assert "cannot watch" not in child.stderr
    assert child.stderr or "doctor" in asked
