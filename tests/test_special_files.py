"""What may lie where a file of ours is expected: nobody waits for it, and what is not ours stays as it is."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.history.made import Life
from trayapp import cli
from trayapp.errors import HistoryError, SettingsError
from trayapp.history.store import Store
from trayapp.history.summary import Summary
from trayapp.private_files import locked_file, open_private_file
from trayapp.reading import NothingComesError, read_file
from trayapp.settings.declarations import Settings
from trayapp.settings.editing import change
from trayapp.settings.file import load
from trayapp.ui.desktop_session.autostart import Autostart
from trayapp.ui.window.memory import WindowMemory


def link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def link_to_somebody(path: Path) -> None:
    victim = path.with_name("victim")
    victim.write_text("precious")
    victim.chmod(0o644)
    path.symlink_to(victim)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def heard_by_nobody(path: Path) -> None:
    os.mknod(path, stat.S_IFSOCK | 0o600)


SPECIAL: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "link to itself": link_to_itself,
    "link to somebody's": link_to_somebody,
    "device": endless,
    "socket": heard_by_nobody,
}
special = pytest.mark.parametrize("make", SPECIAL.values(), ids=SPECIAL)


@special
@pytest.mark.parametrize("open_it", [open_private_file, locked_file])
def test_what_is_not_a_file_of_ours_is_neither_written_nor_emptied_nor_given_other_rights(
    tmp_path: Path, make: Callable[[Path], object], open_it: Callable[[Path], object]
) -> None:
    path = tmp_path / "ours"
    make(path)
    with pytest.raises(OSError):  # noqa: PT011 - each has its own reason
        open_it(path)
    if (victim := tmp_path / "victim").exists():
        assert (victim.read_text(), victim.stat().st_mode & 0o777) == ("precious", 0o644)


@special
def test_settings_are_read_or_refused_with_a_reason(tmp_path: Path, make: Callable[[Path], object]) -> None:
    path = tmp_path / "config.toml"
    make(path)
    with pytest.raises(SettingsError) as caught:
        load(path, must_exist=False)
    assert caught.value.code.startswith("config_")


@special
def test_what_is_remembered_of_the_window_is_read_or_begun_anew(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "window.json")
    assert WindowMemory(tmp_path).days((7, 30), default=30) == 30


@special
def test_a_login_entry_is_read_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_DIRS", "/nowhere")
    login = Autostart()
    login.path.parent.mkdir()
    make(login.path)
    login.is_on()
    with suppress(OSError):  # in the place of a folder it cannot be written
        login.switch(is_on=True)
    if (victim := login.path.with_name("victim")).exists():
        assert (victim.read_text(), victim.stat().st_mode & 0o777) == ("precious", 0o644)


CANNOT_BE_LOOKED_AT = f"/{'x' * 300}/in"  # as what lies in a folder that may not be entered, for root as well


@pytest.mark.parametrize(
    "asked",
    ["--config {} status", "--data-dir {} history", "--data-dir {} export -", "export {}", "import {}"],
)
def test_a_place_that_cannot_be_looked_at_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: str
) -> None:
    cli.main(["--data-dir", str(tmp_path), *asked.format(CANNOT_BE_LOOKED_AT).split()])
    told = capsys.readouterr().err
    assert "cannot be read: " in told or "cannot be written: " in told


def test_watching_goes_on_where_its_folder_cannot_be_looked_at() -> None:
    life = Life(Path(CANNOT_BE_LOOKED_AT))
    life.live("uu")
    assert life.codes() == ["history_failed"]
    life.store.close()


def test_a_pipe_whose_writer_says_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = os.open(path, os.O_RDWR)
    with pytest.raises(NothingComesError):
        read_file(path, 10, may_be_pipe=True)
    os.write(writer, b"twelve bytes")
    assert (
        read_file(path, 10, may_be_pipe=True) == b"twelve byte"
    )  # one more than wanted tells that there is more
    os.close(writer)


def test_no_settings_at_all_are_named_as_elsewhere() -> None:
    """As in `trayapp --config /dev/null`."""
    assert load(Path(os.devnull), must_exist=True).settings == Settings()


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        (".".join("a" * 15_000) + " = 1", False),
        ("[" + ".".join("a" * 15_000) + "]", False),
        ("{" + ".".join("a" * 15_000) + "}", False),
        ("# " + "." * 1000, True),
        ('proxy = "' + "." * 1000 + '"', True),
    ],
)
def test_a_key_of_thousands_of_parts_is_not_read(tmp_path: Path, text: str, is_read: bool) -> None:
    """tomllib takes time by the square of their number."""
    path = tmp_path / "config.toml"
    path.write_text(text)
    if is_read:
        load(path, must_exist=True)
    else:
        with pytest.raises(SettingsError, match="config_broken"):
            load(path, must_exist=True)
        with pytest.raises(SettingsError, match="config_broken"):
            change(path, {"language": "de"})


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-P", "-m", "trayapp", *map(str, arguments)]


@special
@pytest.mark.parametrize("part", ["", "-wal", "-shm", "-journal"])
def test_whatever_lies_in_a_historys_place_or_beside_it_nobody_waits(
    tmp_path: Path, history: Path, make: Callable[[Path], object], part: str
) -> None:
    place = history / f"history.sqlite3{part}"
    place.unlink(missing_ok=True)
    make(place)
    with suppress(HistoryError), Summary(history) as summary:
        assert summary.last() is not None
    told: list[str] = []
    store = Store(history, lambda event: told.append(event.code))
    store.close()
    assert set(told) <= {"history_failed", "history_read_only", "history_corrupt"}
    if (victim := place.with_name("victim")).exists():
        assert (victim.read_text(), victim.stat().st_mode & 0o777) == ("precious", 0o644)


@special
@pytest.mark.parametrize("asked", ["status", "history"])
def test_a_history_is_answered_of_or_refused_in_a_sentence(
    tmp_path: Path, make: Callable[[Path], object], asked: str
) -> None:
    make(tmp_path / "history.sqlite3")
    done = subprocess.run(
        command("--data-dir", tmp_path, asked), capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode in (1, 3)
    assert len((done.stdout + done.stderr).splitlines()) == 1


@pytest.fixture
def history(tmp_path: Path) -> Path:
    life = Life(tmp_path / "history")
    life.live("uuuuu")
    life.store.close()
    return life.folder


def test_an_export_is_not_kept_waiting_by_a_pipe_that_nobody_reads(history: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "out")
    done = subprocess.run(
        command("--data-dir", history, "export", tmp_path / "out"),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 73
    assert "cannot be written" in done.stderr


@special
def test_an_export_onto_something_else_is_written_or_refused_in_a_sentence(
    history: Path,
    tmp_path: Path,
    make: Callable[[Path], object],
    capsys: pytest.CaptureFixture[str],
) -> None:
    make(tmp_path / "out")
    assert cli.main(["--data-dir", str(history), "export", str(tmp_path / "out")]) in (0, 73)
    assert len(capsys.readouterr().err.splitlines()) <= 1


def test_an_export_leaves_the_rights_of_what_it_replaces(history: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("before")
    out.chmod(0o640)
    subprocess.run(command("--data-dir", history, "export", out), check=True, capture_output=True)
    assert out.stat().st_mode & 0o777 == 0o640
    assert out.read_text() != "before"


def test_an_export_that_is_killed_leaves_nothing_behind(history: Path, tmp_path: Path) -> None:
    """When all is written, and nothing has its name yet."""
    out = tmp_path / "out"
    out.write_text("before")
    code = """
import os, sys
from trayapp.cli import main
os.fsync = lambda _: os.kill(os.getpid(), 9)
main(sys.argv[1:])
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "--data-dir", str(history), "export", str(out)],
        check=False,
        start_new_session=True,
    )
    assert done.returncode == -signal.SIGKILL
    assert out.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
