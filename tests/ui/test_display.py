"""Whether a screen is looked for where Qt will look for it."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.ui.screen import Screen
from trayapp.errors import TrayappError
from trayapp.ui.display import require_display


def is_accepted(environ: Mapping[str, str], platform: str = "linux") -> bool:
    try:
        require_display(environ, platform)
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


@pytest.mark.parametrize("display", ["{0}", "{0}.0", "unix{0}"])
def test_an_x_server_that_answers_will_do(screen: Screen, display: str) -> None:
    assert is_accepted({"DISPLAY": display.format(screen.display)})


def test_an_x_server_that_does_not_answer_will_not() -> None:
    assert not is_accepted({"DISPLAY": ":4711"})


def test_an_x_server_elsewhere_is_left_to_qt() -> None:
    assert is_accepted({"DISPLAY": "far.example:10.0"})


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
