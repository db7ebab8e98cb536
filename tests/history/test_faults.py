"""A file that cannot be written for a while: the watching goes on in memory, and nothing is lost."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import pairwise
from pathlib import Path

import pytest

from tests.history.made import Life, assert_all_is_there, in_words, judged
from trayapp.domain.check_json import timestamp
from trayapp.domain.tracker import Tracker
from trayapp.errors import HistoryEvent
from trayapp.history.database import HistoryFile
from trayapp.history.export import export
from trayapp.history.file import faults
from trayapp.history.file.folder import Folder
from trayapp.history.store import Store
from trayapp.history.summary import Summary
from trayapp.history.write_queue import MOST_CHECKS
from trayapp.i18n import LANGUAGES, Words

NOBODY = 65534

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the faults are made as Linux makes them")


@contextmanager
def as_nobody() -> Iterator[None]:
    """With the rights of an ordinary user, whoever runs the tests."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def folder_of_nobody() -> Iterator[Path]:
    """A folder where an ordinary user may come; pytest's own is closed to them if root runs it."""
    with tempfile.TemporaryDirectory() as name:
        if not os.geteuid():
            os.chown(name, NOBODY, NOBODY)
        yield Path(name)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """A disk on which no file can become larger; Python ignores the signal that this sends."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def small_disk(folder: Path, size_kib: int) -> Iterator[None]:
    """A disk of its own; made by root alone."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size_kib}k", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def locked_by_another_program(folder: Path, how: str) -> Iterator[None]:
    with closing(sqlite3.connect(folder / "history.sqlite3", isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_another_programs_lock_is_waited_for_in_memory(tmp_path: Path, how: str) -> None:
    life = Life(tmp_path)
    life.live("uud")
    with locked_by_another_program(tmp_path, how):
        life.live("dddduu")
        life.uptime_s += 15
        life.live("uuu")
    assert life.codes() == ["history_busy"]
    life.uptime_s += 15 * 60
    life.live("u")

    assert life.codes() == ["history_busy", "history_resumed"]
    assert life.told[1].values[1] == ("lost", "0")
    assert_all_is_there(life)
    life.store.close()


def test_a_file_that_is_locked_at_the_start_still_tells_what_was_known(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("udddd")
    life.store.close()
    with locked_by_another_program(tmp_path, "EXCLUSIVE"):
        life.start()
        assert life.tracker.state.open is not None
        life.live("dd")
    life.uptime_s += 60
    life.live("uu")

    assert_all_is_there(life)
    life.store.close()


def test_what_waits_is_written_at_the_end(tmp_path: Path) -> None:
    life = Life(tmp_path)
    with locked_by_another_program(tmp_path, "IMMEDIATE"):
        life.live("uuddd")
    life.store.close()

    assert life.codes() == ["history_busy", "history_resumed"]
    assert_all_is_there(life)


def test_it_is_tried_again_after_ever_longer_pauses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life(tmp_path)
    tried: list[float] = []
    work = Store._work

    def noting_work(store: Store, action: Callable[[HistoryFile], object]) -> None:
        tried.append(life.uptime_s)
        work(store, action)

    monkeypatch.setattr(Store, "_work", noting_work)
    with locked_by_another_program(tmp_path, "IMMEDIATE"):
        for _ in range(400):
            life.live("u")
            life.uptime_s += 15
    life.store.close()

    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses[:9] == [15, 30, 60, 120, 240, 480, 900, 900, 900]


def test_a_folder_that_may_not_be_written(folder_of_nobody: Path) -> None:
    with as_nobody():
        life = Life(folder_of_nobody / "history")
        life.live("uudddd")
        life.store.close()
        life.folder.chmod(0o500)
        (life.folder / "history.sqlite3").chmod(0o400)
        life.start()
        assert life.tracker.state.open is not None
        life.live("ddduu")
        assert life.codes() == ["history_read_only"]
        with Summary(life.folder) as summary:
            assert summary.last() == life.judged[5]

        life.folder.chmod(0o700)
        (life.folder / "history.sqlite3").chmod(0o600)
        life.uptime_s += 60
        life.live("u")
        assert life.codes() == ["history_read_only", "history_resumed"]
        assert_all_is_there(life)
        life.store.close()


def test_a_folder_that_nobody_can_make() -> None:
    life = Life(Path("/proc/self/trayapp"))
    life.live("uuddd")
    life.store.close()

    assert life.codes() in (["history_read_only"], ["history_failed"])


@pytest.mark.parametrize("name", ["history.sqlite3", "history.lock"])
def test_something_else_in_its_place(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    life = Life(tmp_path)
    assert life.tracker.state == Tracker().state
    life.live("uuddd")
    assert life.codes() == ["history_failed"]
    assert life.told[0].values[1] == ("why", "Is a directory")

    (tmp_path / name).rmdir()
    life.uptime_s += 15
    life.live("u")
    assert life.codes() == ["history_failed", "history_resumed"]
    assert_all_is_there(life)
    life.store.close()


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "history").touch()
    life = Life(tmp_path / "history")
    life.live("ud")
    assert life.codes() == ["history_failed"]
    (tmp_path / "history").unlink()
    life.store.close()

    assert life.codes() == ["history_failed", "history_resumed"]
    assert_all_is_there(life)


def test_a_disk_on_which_files_cannot_grow(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("u" * 20)
    with largest_file((tmp_path / "history.sqlite3-wal").stat().st_size + 10_000):
        life.live("u" * 40 + "dddd" + "uu")
    assert life.codes() == ["history_failed"]
    life.uptime_s += 15
    life.live("u")

    assert life.codes() == ["history_failed", "history_resumed"]
    assert_all_is_there(life)
    life.store.close()


def test_a_disk_that_is_full_from_the_start(tmp_path: Path) -> None:
    with largest_file(0):
        life = Life(tmp_path)
        life.live("uuddd")
    life.uptime_s += 15
    life.live("d")

    assert life.codes() == ["history_failed", "history_resumed"]
    assert_all_is_there(life)
    life.store.close()


def test_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1200):
        life = Life(tmp_path / "disk" / "history")
        life.live("u" * 20)
        hog = tmp_path / "disk" / "hog"
        with hog.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4096)):
                continue
        life.live("u" * 60 + "dddd" + "uu")
        assert life.codes() == ["history_full"]
        life.store.close()

        life.start()  # on a disk that still is full: what was known is read
        assert life.tracker.state.last_at is not None
        written = sum("type" not in line for line in export(life.folder, None, in_words))
        assert 20 <= written < 86
        del life.judged[written:], life.events[written:]
        life.live("udddd")
        hog.unlink()
        life.uptime_s += 15
        life.live("u")
        assert life.codes()[-1] == "history_resumed"
        assert [line["at"] for line in export(life.folder, None, in_words) if "type" not in line] == [
            timestamp(seen.check.at) for seen in life.judged
        ]
        life.store.close()


def test_memory_keeps_the_newest_checks_and_every_change(tmp_path: Path) -> None:
    life = Life(tmp_path)
    with locked_by_another_program(tmp_path, "IMMEDIATE"):
        life.live("uudddduu" + "u" * 20 + "dddduu" + "u" * MOST_CHECKS)
    life.uptime_s += 15 * 60
    life.live("u")

    lost = len(life.judged) - MOST_CHECKS
    assert life.codes() == ["history_busy", "history_resumed_with_loss"]
    assert life.told[1].values[1] == ("lost", str(lost))
    assert_all_is_there(life, since=lost)
    life.store.close()


def test_a_check_that_cannot_be_written_holds_up_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    life = Life(tmp_path)
    life.live("uu")
    life.record(judged("u", life.at, interval_s=-1))
    life.judged.pop()
    life.events.pop()
    life.at += life.at - life.judged[-1].check.at
    life.live("uddd")

    assert "could not be written" in caplog.text
    assert [(event.code, dict(event.values)["lost"]) for event in life.told] == [
        ("history_resumed_with_loss", "1")
    ]
    assert [line["at"] for line in export(tmp_path, None, in_words) if "type" not in line] == [
        timestamp(seen.check.at) for seen in life.judged
    ]
    life.store.close()


def test_all_parts_of_the_database_are_watched(tmp_path: Path) -> None:
    assert [part.name for part in Folder(tmp_path).parts()] == [
        "history.sqlite3",
        "history.sqlite3-wal",
        "history.sqlite3-shm",
        "history.sqlite3-journal",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_words(language: str) -> None:
    codes = [value for name, value in vars(faults).items() if name.isupper() and not name.startswith("_")]
    values = {"path": "PATH", "aside": "ASIDE", "why": "WHY", "lost": "3"}

    sentences = [
        Words(language).troubles.history_event(HistoryEvent(code, tuple(values.items()))) for code in codes
    ]

    assert len(set(sentences)) == len(codes) >= 11
    assert not set(sentences) & set(codes)
