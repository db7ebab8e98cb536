"""An export that ends before it should: nothing half is left, and what it was to replace is as it was."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.history.made import Life
from tests.hostile.limits import LIMITS
from tests.hostile.program import World, in_one_sentence, world
from tests.test_special_files import SPECIAL


@pytest.fixture
def here() -> Iterator[World]:
    with world() as made:
        life = Life(made.data)
        life.live("uuudddduu" * 200)
        life.store.close()
        yield made


def _nothing_half_is_left(folder: Path, out: Path, *whole: str) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [out.name]
    assert out.read_text() in ("before", *whole)
    assert out.stat().st_mode & 0o777 == 0o640


@pytest.fixture
def out(here: World) -> Path:
    folder = here.root / "out"
    folder.mkdir()
    path = folder / "all.jsonl"
    path.write_text("before")
    path.chmod(0o640)
    return path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL, signal.SIGHUP])
@pytest.mark.parametrize("after_s", [0.1, 0.2, 0.3, 0.4])
def test_killed(here: World, out: Path, number: signal.Signals, after_s: float) -> None:
    whole = here.run_to_end("export", "-").stdout
    child = here.start("export", out)
    time.sleep(after_s)
    if child.is_there():
        child.process.send_signal(number)
    child.ended()
    _nothing_half_is_left(out.parent, out, whole)  # it may have been at its very end


def test_no_room(here: World, out: Path) -> None:
    here.before = LIMITS["files of 20 kB at most"](here)
    child = here.run_to_end("export", out)
    assert child.process.returncode == 73
    in_one_sentence(child)
    _nothing_half_is_left(out.parent, out)


def test_a_disk_that_cannot_flush(here: World, out: Path) -> None:
    here.before = LIMITS["a disk that cannot flush"](here)
    child = here.run_to_end("export", out)
    assert child.process.returncode == 73
    in_one_sentence(child)
    _nothing_half_is_left(out.parent, out)


@pytest.mark.parametrize("make", SPECIAL.values(), ids=SPECIAL)
def test_onto(here: World, make: Callable[[Path], object]) -> None:
    place = here.root / "place"
    make(place)
    child = here.run_to_end("export", place)
    assert child.process.returncode in (0, 73)
    if child.process.returncode:
        in_one_sentence(child)


def test_what_goes_out_comes_in_with_a_mark_before_it(here: World) -> None:
    exported = here.run_to_end("export", "-").stdout
    marked = here.root / "marked.jsonl"
    marked.write_text(f"\ufeff{exported}", encoding="utf-8")
    with world() as other:
        assert other.run_to_end("import", marked).process.returncode == 0
        assert other.run_to_end("export", "-").stdout == exported
        assert other.run_to_end("replay", marked).process.returncode == 0


def test_standard_output_that_is_full(here: World) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    here.before = lambda: os.dup2(full, 1)
    child = here.run_to_end("export", "-")
    os.close(full)
    assert child.process.returncode == 73
    in_one_sentence(child)
