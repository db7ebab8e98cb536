"""One for each user and history: who has the place, who takes it over, who is told."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pytestqt.qtbot import QtBot

from trayapp.errors import TrayappError
from trayapp.ui.desktop_session import single_instance
from trayapp.ui.desktop_session.activation import Activation
from trayapp.ui.desktop_session.single_instance import take_place

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


def test_who_calls_is_answered_and_told(qtbot: QtBot, tmp_path: Path, environ: dict[str, str]) -> None:
    first = take_place(tmp_path, environ)
    assert first is not None
    calls = Activation(first)
    asking = "import sys; from pathlib import Path; "
    asking += "from trayapp.ui.desktop_session.single_instance import take_place; "
    asking += "sys.exit(take_place(Path(sys.argv[1]), {'XDG_RUNTIME_DIR': sys.argv[2]}) is not None)"

    with qtbot.waitSignal(calls.received):
        second = subprocess.Popen([sys.executable, "-c", asking, str(tmp_path), environ["XDG_RUNTIME_DIR"]])

    assert second.wait() == 0
    calls.close()


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
def test_one_that_does_not_answer_is_named(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, is_stopped: bool
) -> None:
    monkeypatch.setattr(single_instance, "_ANSWER_WITHIN_S", 0.1)
    with holder(tmp_path, environ) as process:
        if is_stopped:
            process.send_signal(signal.SIGSTOP)

        with pytest.raises(TrayappError) as told:
            take_place(tmp_path, environ)

        assert told.value.code == "running_frozen"
        assert told.value.values == {"pid": str(process.pid)}


def test_one_that_is_just_ending_is_waited_for(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with holder(tmp_path, environ) as process:
        heard = single_instance._is_heard

        def end_meanwhile(path: Path, within_s: float) -> bool:
            process.kill()
            process.wait()
            return heard(path, within_s)

        monkeypatch.setattr(single_instance, "_is_heard", end_meanwhile)
        taken = take_place(tmp_path, environ)

    assert taken is not None
    taken.leave()


def test_without_a_session_folder_it_is_in_the_historys(environ: dict[str, str]) -> None:
    history = Path(environ["XDG_RUNTIME_DIR"]) / "history"

    taken = take_place(history, {})

    assert taken is not None
    assert [path.name for path in history.glob("*.socket")] == ["trayapp.socket"]
    taken.leave()


@pytest.mark.parametrize("runtime", ["/nowhere/at/all", f"/tmp/{'long' * 30}"])
def test_where_there_can_be_no_place_everybody_starts(tmp_path: Path, runtime: str) -> None:
    for _ in range(2):
        taken = take_place(tmp_path, {"XDG_RUNTIME_DIR": runtime})

        assert taken is not None
        assert taken.server is None
        taken.answer()
        taken.leave()


def test_only_the_user_may_call(tmp_path: Path, environ: dict[str, str]) -> None:
    taken = take_place(tmp_path, environ)
    assert taken is not None

    for path in Path(environ["XDG_RUNTIME_DIR"]).glob("trayapp-*.lock"):
        assert path.stat().st_mode & 0o077 == 0
    assert Path(environ["XDG_RUNTIME_DIR"]).stat().st_mode & 0o077 == 0
    taken.leave()


def test_a_caller_that_has_gone_is_no_trouble(tmp_path: Path, environ: dict[str, str]) -> None:
    taken = take_place(tmp_path, environ)
    assert taken is not None
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(next(Path(environ["XDG_RUNTIME_DIR"]).glob("*.socket"))))

    taken.answer()
    taken.answer()
    taken.leave()
