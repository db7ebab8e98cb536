"""Whose eyes the files are for, and who may write them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.domain.made import NOW
from tests.history.made import Life
from trayapp.errors import HistoryLockedError
from trayapp.history.file.folder import Folder
from trayapp.history.store import Store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights and locks")

HOLDER = """
import sys
from pathlib import Path
from trayapp.history.store import Store
store = Store(Path(sys.argv[1]), print)
print("open", flush=True)
sys.stdin.read()
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def umask(bits: int) -> Iterator[None]:
    before = os.umask(bits)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def another_writer(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that is the writer of this history."""
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


@pytest.mark.parametrize("bits", [0o000, 0o022, 0o077, 0o777])
def test_files_are_for_their_owner_alone(tmp_path: Path, bits: int) -> None:
    folder = tmp_path / "state" / "trayapp"
    with umask(bits):
        life = Life(folder)
        life.live("uuddd")
        modes = {path.name: mode(path) for path in folder.iterdir()}
        life.store.close()

    assert modes == dict.fromkeys(
        ("history.sqlite3", "history.sqlite3-wal", "history.sqlite3-shm", "history.lock"), 0o600
    )
    assert mode(folder) == mode(folder.parent) == 0o700
    assert life.told == []


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.store.close()
    (tmp_path / "history.sqlite3").chmod(0o666)
    life.start()

    assert mode(tmp_path / "history.sqlite3") == 0o600
    life.store.close()


def test_a_folder_that_was_there_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Life(tmp_path).store.close()

    assert mode(tmp_path) == 0o755


def test_only_one_process_writes(tmp_path: Path) -> None:
    with another_writer(tmp_path):
        with pytest.raises(HistoryLockedError) as caught:
            Store(tmp_path, lambda event: None)
        assert (caught.value.code, caught.value.values) == ("history_locked", {"path": str(tmp_path)})


def test_two_stores_of_one_process_do_not_both_write(tmp_path: Path) -> None:
    life = Life(tmp_path)
    with pytest.raises(HistoryLockedError):
        Store(tmp_path, lambda event: None)
    life.store.close()
    Life(tmp_path).store.close()


def test_a_writer_that_was_killed_is_in_nobodys_way(tmp_path: Path) -> None:
    with another_writer(tmp_path) as process:
        process.kill()
        process.wait()
        life = Life(tmp_path)
        life.live("u")

        assert life.told == []
        life.store.close()


def test_a_child_that_outlives_the_writer_does_not_hold_its_lock(tmp_path: Path) -> None:
    life = Life(tmp_path)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False) as child:
        life.store.close()
        Life(tmp_path).store.close()
        child.kill()


def test_the_lock_says_whose_it_is_and_whether_the_end_was_good(tmp_path: Path) -> None:
    lock = tmp_path / "history.lock"
    life = Life(tmp_path)
    assert lock.read_text() == str(os.getpid())
    life.store.close()
    assert lock.read_text() == ""


def test_a_clean_end_leaves_one_file_and_the_lock(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("uuu")
    life.store.close()
    life.store.close()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["history.lock", "history.sqlite3"]


def test_what_is_set_aside_overwrites_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    names = []
    for number in range(3):
        folder.database.write_text(f"broken {number}")
        folder.parts()[1].write_text(f"wal {number}")
        names.append(folder.set_aside(NOW + timedelta(microseconds=number)).name)
    (tmp_path / "history.broken-20260216T132740Z-4.sqlite3-wal").touch()
    folder.database.touch()
    names.append(folder.set_aside(NOW).name)

    assert names == [
        "history.broken-20260216T132740Z.sqlite3",
        "history.broken-20260216T132740Z-2.sqlite3",
        "history.broken-20260216T132740Z-3.sqlite3",
        "history.broken-20260216T132740Z-5.sqlite3",
    ]
    assert (tmp_path / names[1]).read_text() == "broken 1"
    assert (tmp_path / f"{names[1]}-wal").read_text() == "wal 1"
