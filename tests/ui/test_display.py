"""Whether a screen is looked for where Qt will look for it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import PySide6
import pytest

from tests.fakes import PATIENCE_S
from tests.ui.conftest import StartApp
from tests.ui.screen import Screen
from trayapp.errors import TrayappError
from trayapp.ui.desktop_session import display as display_module
from trayapp.ui.desktop_session.display import load_x_plugin, require_display

COOKIE = bytes(range(16))


def is_accepted(environ: Mapping[str, str], platform: str = "linux") -> bool:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "QT_QPA_PLATFORM"):
            patch.delenv(name, raising=False)
        for name, value in {"HOME": "/nowhere", **environ}.items():
            patch.setenv(name, value)
        try:
            require_display(platform)
        except TrayappError as error:
            return error.code != "no_display"
    return True


@pytest.fixture
def wayland() -> Iterator[Path]:
    """The socket of a compositor, as far as anybody asks."""
    with TemporaryDirectory(prefix="trayapp-") as folder, socket.socket(socket.AF_UNIX) as server:
        path = Path(folder) / "wayland-7"
        server.bind(str(path))
        server.listen()
        yield path


@contextmanager
def fake_x(answer: bytes | None = None) -> Iterator[str]:
    """The display of one that listens on this machine's own address and says one thing; `None` is silence."""

    def serve() -> None:
        while True:
            try:
                connection = server.accept()[0]
            except OSError:
                return
            with connection, suppress(TimeoutError):  # a caller that was not waited for never hangs up
                connection.settimeout(PATIENCE_S)
                connection.recv(1024)
                if answer is None:
                    connection.recv(1)
                else:
                    connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)  # a caller that was not waited for holds it
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1] - 6000}.0"
        server.shutdown(socket.SHUT_RDWR)


def record(cookie: bytes) -> bytes:
    """A line of an authority file, for every display of every host."""
    fields = (b"", b"", b"MIT-MAGIC-COOKIE-1", cookie)
    return struct.pack(">H", 65535) + b"".join(struct.pack(">H", len(field)) + field for field in fields)


@contextmanager
def locked_xvfb(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """An X server that wants a cookie, which lies in `authority` and where it is looked for at `HOME`."""
    for name in ("authority", ".Xauthority"):
        (folder / name).write_bytes(record(COOKIE))
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-auth", str(folder / "authority"), "-nolisten", "tcp"]
    with subprocess.Popen([*command, *options], stderr=subprocess.DEVNULL, pass_fds=(writing,)) as process:
        os.close(writing)
        try:
            with os.fdopen(reading) as answer:
                number = answer.readline().strip()
            assert number, "Xvfb did not start"
            yield process, f":{number}"
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()


@pytest.mark.parametrize("display", ["{0}", "{0}.0", "unix{0}"])
def test_an_x_server_that_answers_will_do(screen: Screen, display: str) -> None:
    assert is_accepted({"DISPLAY": display.format(screen.display)})


def test_an_x_server_that_does_not_answer_will_not() -> None:
    assert not is_accepted({"DISPLAY": ":4711"})


@pytest.mark.parametrize(
    "display",
    ["nonsense", ":", ":x", ":-1", ":99999", "localhost:99999", "a..b:0", "\udcff:0", ":1:2:", ":٣"],
)
def test_what_is_no_display_at_all_will_not_do(display: str) -> None:
    assert not is_accepted({"DISPLAY": display})


@pytest.mark.parametrize("answer", [b"\0\6\v\0\0\0\2\0refused\n", b"\2", b"", b"HTTP/1.0 400"], ids=str)
def test_a_server_that_does_not_let_us_in_will_not_do(answer: bytes) -> None:
    with fake_x(answer) as display:
        assert not is_accepted({"DISPLAY": display})


def test_a_silent_server_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display_module, "_ANSWER_WITHIN_S", 0.05)
    with fake_x() as display:
        assert not is_accepted({"DISPLAY": display})


def test_the_port_of_a_tunnel_that_has_gone_will_not_do() -> None:
    with fake_x() as display:
        pass
    assert not is_accepted({"DISPLAY": display})


def test_a_real_server_wants_its_cookie_and_must_run(tmp_path: Path, start_app: StartApp) -> None:
    with locked_xvfb(tmp_path) as (process, display):
        right = {"DISPLAY": display, "XAUTHORITY": str(tmp_path / "authority")}
        assert is_accepted(right)
        assert is_accepted({"DISPLAY": display, "HOME": str(tmp_path)})
        assert not is_accepted({"DISPLAY": display})

        app = start_app(display, extra={"XAUTHORITY": str(tmp_path / "nothing")})
        assert app.ended() == 3
        assert "trayapp check" in app.stderr.splitlines()[-1]  # before it may stand the server's own reason

        process.send_signal(signal.SIGSTOP)
        assert not is_accepted(right)
        app = start_app(display, extra={"XAUTHORITY": right["XAUTHORITY"]})
        assert app.ended() == 3
        assert len(app.stderr.splitlines()) == 1
        process.send_signal(signal.SIGCONT)


def test_asking_ends_no_server_that_ends_with_its_last_client(tmp_path: Path) -> None:
    with locked_xvfb(tmp_path, "-terminate") as (_, display):
        for _ in range(3):
            assert is_accepted({"DISPLAY": display, "HOME": str(tmp_path)})


@pytest.mark.parametrize("environ", [{}, {"DISPLAY": ""}, {"QT_QPA_PLATFORM": ""}], ids=str)
def test_nothing_is_no_display(environ: dict[str, str]) -> None:
    assert not is_accepted(environ)


def test_a_compositor_that_answers_will_do(wayland: Path) -> None:
    assert is_accepted({"WAYLAND_DISPLAY": wayland.name, "XDG_RUNTIME_DIR": str(wayland.parent)})
    assert is_accepted({"WAYLAND_DISPLAY": str(wayland)})


def test_a_compositor_that_does_not_answer_will_not(tmp_path: Path) -> None:
    assert not is_accepted({"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)})


def test_only_the_platforms_that_qt_was_told_to_use_count(screen: Screen, wayland: Path) -> None:
    x, w = {"DISPLAY": screen.display}, {"WAYLAND_DISPLAY": str(wayland)}

    assert not is_accepted({"QT_QPA_PLATFORM": "wayland", **x})
    assert not is_accepted({"QT_QPA_PLATFORM": "xcb", **w})
    assert is_accepted({"QT_QPA_PLATFORM": "wayland-egl;xcb", **x})
    assert is_accepted({"QT_QPA_PLATFORM": "xcb:someoption", **x})


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600"])
def test_platforms_with_a_screen_of_their_own_need_none(platform: str) -> None:
    assert is_accepted({"QT_QPA_PLATFORM": platform})


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_windows_and_macos_always_have_one(platform: str) -> None:
    assert is_accepted({}, platform)


def test_a_library_that_the_system_lacks_is_named_before_qt_ends_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wayland: Path
) -> None:
    qt = Path(PySide6.__path__[0])
    away_from_its_libraries = tmp_path / "Qt/plugins/platforms/libqxcb.so"
    away_from_its_libraries.parent.mkdir(parents=True)
    shutil.copy(qt / "Qt/plugins/platforms/libqxcb.so", away_from_its_libraries)
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(OSError, match=r"^libQt6XcbQpa\.so\.6: "):
        load_x_plugin(tmp_path)
    load_x_plugin(tmp_path / "of a distribution")
    monkeypatch.setenv("WAYLAND_DISPLAY", str(wayland))
    load_x_plugin(tmp_path)  # X is not wanted
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    load_x_plugin(tmp_path)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")  # now it is, whatever the session is
    with pytest.raises(OSError, match=r"^libQt6XcbQpa\.so\.6: "):
        load_x_plugin(tmp_path)
