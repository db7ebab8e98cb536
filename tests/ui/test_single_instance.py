"""One for each user and history: who has the place, who takes it over, who is told."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pytestqt.qtbot import QtBot

from tests.test_special_files import SPECIAL
from trayapp.errors import TrayappError
from trayapp.ui.desktop_session import single_instance
from trayapp.ui.desktop_session.activation import Activation
from trayapp.ui.desktop_session.single_instance import (
    DONE,
    LONGEST_LINE,
    UNKNOWN,
    ask_running,
    take_place,
)

_HOLDER = """
import sys
from pathlib import Path
from trayapp.ui.desktop_session.single_instance import take_place
taken = take_place(Path(sys.argv[1]), {"XDG_RUNTIME_DIR": sys.argv[2]})
print("taken", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def environ() -> Iterator[dict[str, str]]:
    with TemporaryDirectory(prefix="trayapp-") as folder:  # a short path: sockets' names are short
        yield {"XDG_RUNTIME_DIR": folder}


@contextmanager
def holder(folder: Path, environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has the place, and answers nobody."""
    command = [sys.executable, "-c", _HOLDER, str(folder), environ["XDG_RUNTIME_DIR"]]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"taken\n"
        yield process
        process.kill()


def test_the_first_has_it_until_it_leaves(tmp_path: Path, environ: dict[str, str]) -> None:
    first = take_place(tmp_path, environ)
    assert first is not None
    assert first.server is not None

    first.leave()

    second = take_place(tmp_path, environ)
    assert second is not None
    second.leave()


_SECOND = """
import sys
from pathlib import Path
from trayapp.ui.desktop_session.single_instance import take_place
sys.exit(take_place(Path(sys.argv[1]), {"XDG_RUNTIME_DIR": sys.argv[2]}) is not None)
"""


@contextmanager
def heard(folder: Path, environ: Mapping[str, str]) -> Iterator[list[str]]:
    """The lines that are heard by the one that has the place. It knows all that begin with an s."""
    instance = take_place(folder, environ)
    assert instance is not None
    lines: list[str] = []
    calls = Activation(instance, lambda line: partial(lines.append, line) if line.startswith("s") else None)
    yield lines
    calls.close()


def test_a_second_start_has_the_first_show_itself(
    qtbot: QtBot, tmp_path: Path, environ: dict[str, str]
) -> None:
    with heard(tmp_path, environ) as lines:
        command = [sys.executable, "-c", _SECOND, str(tmp_path), environ["XDG_RUNTIME_DIR"]]
        with subprocess.Popen(command) as second:
            qtbot.waitUntil(lambda: second.poll() is not None)

        assert second.returncode == 0
        assert lines == ["show"]


def answers_to(lines: list[str], folder: Path, environ: Mapping[str, str], qtbot: QtBot) -> list[bytes]:
    """What the one that has the place answers to those who call at the same time."""
    answers: dict[str, bytes] = {}

    def call(line: str) -> None:
        answers[line] = ask_running(folder, environ, line)

    callers = [threading.Thread(target=call, args=(line,)) for line in lines]
    for caller in callers:
        caller.start()
    qtbot.waitUntil(lambda: len(answers) == len(lines))
    for caller in callers:
        caller.join()
    return [answers[line] for line in lines]


def test_each_that_calls_is_answered_and_heard(qtbot: QtBot, tmp_path: Path, environ: dict[str, str]) -> None:
    with heard(tmp_path, environ) as lines:
        asked = ["show", "show settings", "something else", "dance", "\N{SNOWMAN}", "d" * 500, "s" * 500]

        answers = answers_to(asked, tmp_path, environ, qtbot)

        assert answers == [DONE, DONE, DONE, UNKNOWN, UNKNOWN, UNKNOWN, DONE]
        assert sorted(lines) == sorted(["show", "show settings", "something else", "s" * LONGEST_LINE])


def test_it_is_heard_after_those_who_left(qtbot: QtBot, tmp_path: Path, environ: dict[str, str]) -> None:
    with heard(tmp_path, environ) as lines:
        for _ in range(2):
            with socket.socket(socket.AF_UNIX) as caller:
                caller.connect(str(next(Path(environ["XDG_RUNTIME_DIR"]).glob("*.socket"))))

        assert answers_to(["show settings"], tmp_path, environ, qtbot) == [DONE]
        assert lines[-1] == "show settings"


def test_where_nobody_runs_nobody_is_asked_and_nothing_is_left(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    for place in (environ, {}):
        with pytest.raises(TrayappError, match="not_running"):
            ask_running(tmp_path / "history", place, "show")

    assert list(tmp_path.iterdir()) + list(Path(environ["XDG_RUNTIME_DIR"]).iterdir()) == []


def test_one_that_was_killed_is_not_asked(tmp_path: Path, environ: dict[str, str]) -> None:
    with holder(tmp_path, environ) as process:
        process.kill()
        process.wait()

        with pytest.raises(TrayappError, match="not_running"):
            ask_running(tmp_path, environ, "show")


def test_another_history_is_another_place(tmp_path: Path, environ: dict[str, str]) -> None:
    one, other = take_place(tmp_path / "one", environ), take_place(tmp_path / "other", environ)

    assert one is not None
    assert other is not None
    one.leave()
    other.leave()


def test_of_one_that_was_killed_it_is_taken_over(tmp_path: Path, environ: dict[str, str]) -> None:
    with holder(tmp_path, environ) as process:
        process.kill()
        process.wait()
        assert list(Path(environ["XDG_RUNTIME_DIR"]).glob("*.socket"))

        taken = take_place(tmp_path, environ)

    assert taken is not None
    assert taken.server is not None
    taken.leave()


@pytest.mark.parametrize("is_stopped", [False, True], ids=["silent", "stopped"])
@pytest.mark.parametrize("is_asked", [False, True], ids=["second start", "asked"])
def test_one_that_does_not_answer_is_named(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, is_stopped: bool, is_asked: bool
) -> None:
    monkeypatch.setattr(single_instance, "_ANSWER_WITHIN_S", 0.1)
    with holder(tmp_path, environ) as process:
        if is_stopped:
            process.send_signal(signal.SIGSTOP)

        with pytest.raises(TrayappError) as told:
            ask_running(tmp_path, environ, "show") if is_asked else take_place(tmp_path, environ)

        assert told.value.code == "running_frozen"
        assert told.value.values == {"pid": str(process.pid)}


def test_one_that_is_just_ending_is_waited_for(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with holder(tmp_path, environ) as process:
        ask = single_instance._answer

        def end_meanwhile(path: Path, line: str, within_s: float) -> bytes:
            process.kill()
            process.wait()
            return ask(path, line, within_s)

        monkeypatch.setattr(single_instance, "_answer", end_meanwhile)
        taken = take_place(tmp_path, environ)

    assert taken is not None
    taken.leave()


def test_without_a_session_folder_it_is_in_the_historys(environ: dict[str, str]) -> None:
    history = Path(environ["XDG_RUNTIME_DIR"]) / "history"

    taken = take_place(history, {})

    assert taken is not None
    assert [path.name for path in history.glob("*.socket")] == ["trayapp.socket"]
    taken.leave()


def others_may_write(folder: Path) -> None:
    folder.chmod(0o777)


def lies_there(suffix: str, make: Callable[[Path], object], folder: Path) -> None:
    """At the name that the place of the history `folder` has, and at that of the history beside it."""
    history = os.fsencode(os.path.realpath(folder.parent / "history"))
    make(folder / f"trayapp{suffix}")
    (folder / "other").mkdir()
    make(folder / "other" / "made")
    (folder / "other" / "made").rename(folder / f"trayapp-{zlib.crc32(history):08x}{suffix}")


SPOILT: dict[str, Callable[[Path], object]] = {
    "others may write there": others_may_write,
    **{f"its lock is a {kind}": partial(lies_there, ".lock", make) for kind, make in SPECIAL.items()},
    **{f"its socket is a {kind}": partial(lies_there, ".socket", make) for kind, make in SPECIAL.items()},
}


@pytest.mark.parametrize("has_session_folder", [True, False])
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_whatever_lies_there_the_first_is_found_where_the_user_alone_can_reach_it(
    qtbot: QtBot,
    environ: dict[str, str],
    has_session_folder: bool,
    spoil: Callable[[Path], object],
) -> None:
    folder = Path(environ["XDG_RUNTIME_DIR"], "a path that is too long for a socket" * 3)
    folder.mkdir(0o700)
    before = os.umask(0)
    try:
        spoil(folder)
        environ = {"XDG_RUNTIME_DIR": str(folder)} if has_session_folder else {}
        history = Path(folder.parent, "history") if has_session_folder else folder
        with heard(history, environ) as lines:
            assert answers_to(["show settings"], history, environ, qtbot) == [DONE]
            assert lines == ["show settings"]
            sockets = [path for path in folder.rglob("*.socket") if stat.S_ISSOCK(path.lstat().st_mode)]
            assert sockets
            assert [path for path in sockets if path.parent.stat().st_mode & 0o077] == []
            assert answers_to(["show"], history, environ, qtbot) == [DONE]
    finally:
        os.umask(before)


@pytest.mark.parametrize("runtime", ["/nowhere/at/all", f"/tmp/{'long' * 30}"])
def test_where_there_can_be_no_place_everybody_starts(tmp_path: Path, runtime: str) -> None:
    for _ in range(2):
        taken = take_place(tmp_path, {"XDG_RUNTIME_DIR": runtime})

        assert taken is not None
        assert taken.server is None
        assert taken.caller() is None
        taken.leave()


def test_only_the_user_may_call(tmp_path: Path, environ: dict[str, str]) -> None:
    taken = take_place(tmp_path, environ)
    assert taken is not None

    left = list(Path(environ["XDG_RUNTIME_DIR"]).glob("trayapp-*"))
    assert sorted(path.suffix for path in left) == [".lock", ".socket"]
    for path in left:
        assert path.stat().st_mode & 0o077 == 0
    assert Path(environ["XDG_RUNTIME_DIR"]).stat().st_mode & 0o077 == 0
    taken.leave()
