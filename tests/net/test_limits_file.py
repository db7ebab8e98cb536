"""The file of what is owed: shared by processes, killed, broken, full, and never in anybody's way."""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes import PATIENCE_S
from tests.net.sharing_limits import note
from tests.sources.made import NOW, Clock
from trayapp.clock import utc_now
from trayapp.net import limits_file
from trayapp.net.limits import HostLimits, Use, Wait
from trayapp.net.limits_file import LimitsFile
from trayapp.net.limits_json import limits_from_json
from trayapp.private_files import locked_file

LIVES = 6  # of 30 notes each: the file keeps 200


def store_in(folder: Path) -> LimitsFile:
    return LimitsFile(folder, Clock())


def leave_alone(store: LimitsFile, whom: str) -> None:
    wait = Wait(NOW, NOW + timedelta(minutes=10))
    store.change(lambda limits: limits.with_wait(whom, wait, overrides=False))


def written(folder: Path) -> HostLimits:
    """What the file says, which must be whole."""
    limits = limits_from_json(json.loads((folder / "owed.json").read_bytes()))
    assert limits is not None
    return limits


def owing(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "tests.net.sharing_limits", *map(str, arguments)]
    return subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_what_is_owed_outlives_the_process_and_is_its_owner_s_business_alone(tmp_path: Path) -> None:
    folder, umask = tmp_path / "state" / "trayapp", os.umask(0)
    try:
        leave_alone(store_in(folder), "x.com")
    finally:
        os.umask(umask)
    assert set(store_in(folder).limits.waits) == {"x.com"}
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
    assert modes == {"trayapp": 0o700, "owed.json": 0o600, "owed.lock": 0o600}


def test_who_owes_nothing_leaves_no_trace(tmp_path: Path) -> None:
    store = store_in(tmp_path / "state")
    assert store.limits == HostLimits()
    store.change(lambda limits: limits.without_source("reddit"))
    asyncio.run(store.settle())
    assert list(tmp_path.iterdir()) == []


def test_what_another_process_was_told_counts_at_once(tmp_path: Path) -> None:
    here, there = store_in(tmp_path), store_in(tmp_path)
    leave_alone(here, "x.com")
    leave_alone(there, "t.co")
    assert set(here.limits.waits) == set(there.limits.waits) == {"x.com", "t.co"}


def test_two_processes_at_once_use_a_budget_to_its_end_and_not_beyond(tmp_path: Path) -> None:
    both = [owing("take", tmp_path, name, 40) for name in ("one", "two")]
    for each in both:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    got = [int(each.communicate("go\n", timeout=PATIENCE_S)[0]) for each in both]
    limits = written(tmp_path)
    assert sum(got) == len(limits.uses["globalping"]) == 40
    assert set(limits.waits) == {
        f"{name}{n}" for name, each in zip(("one", "two"), got, strict=True) for n in range(each)
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_in_between_it_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    chance = random.Random(LIVES)
    told: set[str] = set()
    for life in range(LIVES):
        with owing("note", tmp_path, life) as process:
            assert process.stdout is not None
            told |= {process.stdout.readline().strip() for _ in range(chance.randrange(1, 25))}
            process.kill()
            told |= {line.strip() for line in process.stdout}
        assert told <= set(written(tmp_path).waits)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_at_each_thing_that_it_does_it_loses_nothing_of_before(tmp_path: Path) -> None:
    note(LimitsFile(tmp_path, utc_now), "before")
    out, _ = owing("die", tmp_path).communicate(timeout=PATIENCE_S)
    *killed, last = out.splitlines()
    assert len(killed) >= 4
    assert last.endswith(" 0")
    waits = written(tmp_path).waits
    assert {"before", f"child {len(killed)}"} <= set(waits)
    assert len(waits) <= 3  # the renaming itself may have been the last thing that one did


def a_folder(path: Path) -> None:
    path.mkdir()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def holding(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


HOSTILE: dict[str, Callable[[Path], object]] = {
    "empty": holding(b""),
    "no JSON": holding(b"{"),
    "no UTF-8": holding(b'{"version": 1, "waits": {"\xff": {}}}'),
    "deep": holding(b"[" * 200_000),
    "deep inside": holding(b'{"version": 1, "waits": ' + b'{"a":' * 50_000),
    "another kind": holding(b"[1, 2]"),
    "of a later version": holding(b'{"version": 2, "waits": {"x.com": true}}'),
    "without end": holding(b'{"version": 1' + b" " * 300_000 + b"}"),
    "numbers that are none": holding(
        b'{"version": 1, "waits": {"x.com": {"said_at": NaN, "until": Infinity}}, "uses": {"a": [1e999]}}'
    ),
    "wrong types": holding(b'{"version": 1, "waits": [], "uses": {"a": {}}, "said": {"b": 3}}'),
    "a pipe": a_pipe,
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_cannot_be_read_is_empty_and_is_written_anew(
    tmp_path: Path, hostile: Callable[[Path], object]
) -> None:
    hostile(tmp_path / "owed.json")
    store = store_in(tmp_path)
    assert store.limits == HostLimits()
    leave_alone(store, "x.com")
    assert set(written(tmp_path).waits) == {"x.com"}


def test_a_file_that_breaks_in_between_takes_nothing_from_who_runs(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    leave_alone(store, "x.com")
    for spoil in (HOSTILE["no JSON"], Path.unlink):
        spoil(tmp_path / "owed.json")
        assert set(store.limits.waits) == {"x.com"}
    leave_alone(store, "t.co")
    assert set(written(tmp_path).waits) == {"x.com", "t.co"}


@contextmanager
def a_full_disk() -> Iterator[None]:
    """No file can grow."""
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


def test_on_a_full_disk_it_goes_on_in_memory_and_is_written_once_there_is_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = store_in(tmp_path)
    leave_alone(store, "x.com")
    with a_full_disk():
        for whom in ("t.co", "api.example"):
            leave_alone(store, whom)
        assert asyncio.run(store.take("globalping", Use(NOW, 7, "one"), 7))
        assert not asyncio.run(store.take("globalping", Use(NOW, 7, "two"), 7))
        assert set(store.limits.waits) == {"x.com", "t.co", "api.example"}
        assert set(written(tmp_path).waits) == {"x.com"}
    assert [record.message for record in caplog.records] == [
        "what is owed to others is kept in memory alone: [Errno 27] File too large"
    ]
    asyncio.run(store.settle())
    assert written(tmp_path) == store.limits
    assert set(store.limits.waits) == {"x.com", "t.co", "api.example"}
    assert set(store.limits.uses) == {"globalping"}


@pytest.mark.parametrize("name", ["owed.json", "owed.lock", "owed.new"])
def test_a_folder_in_the_place_of_a_file_keeps_nobody_from_going_on(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / name).mkdir()
    store = store_in(tmp_path)
    for whom in ("x.com", "t.co"):
        leave_alone(store, whom)
    asyncio.run(store.settle())
    assert set(store.limits.waits) == {"x.com", "t.co"}
    assert len(caplog.records) == 1


def test_where_no_folder_can_be_made_it_goes_on_in_memory(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    store = store_in(tmp_path / "state")
    leave_alone(store, "x.com")
    assert set(store.limits.waits) == {"x.com"}


@contextmanager
def taken(folder: Path) -> Iterator[None]:
    """By somebody else."""
    handle = locked_file(folder / "owed.lock")
    assert handle is not None
    try:
        yield
    finally:
        os.close(handle)


def test_who_finds_the_lock_taken_does_not_wait_and_writes_later(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with taken(tmp_path):
        for number in range(300):
            leave_alone(store, f"host{number}")
        assert len(store.limits.waits) == 200
        assert not (tmp_path / "owed.json").exists()
    assert store.limits == written(tmp_path)
    assert "host299" in store.limits.waits


def test_at_the_end_the_lock_is_waited_for_but_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(store: LimitsFile) -> None:
        with taken(tmp_path):
            leave_alone(store, "x.com")
            settling = asyncio.create_task(store.settle())
            await asyncio.sleep(0)
            assert not settling.done()
        await settling
        assert set(written(tmp_path).waits) == {"x.com"}
        monkeypatch.setattr(limits_file, "_LOCK_WITHIN_S", 0.0)
        with taken(tmp_path):
            leave_alone(store, "t.co")
            await store.settle()
            assert await store.take("globalping", Use(NOW, 7, "one"), 7)
            assert not await store.take("globalping", Use(NOW, 7, "two"), 7)
        await store.settle()
        assert written(tmp_path) == store.limits

    asyncio.run(scenario(store_in(tmp_path)))
