"""The whole app as a process, on a screen and a bus of our own: with a tray, without one, and at its end."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes import PATIENCE_S, FakeBus, FakeTrayHost, TrayItem
from tests.ui.conftest import RefusingServer, StartApp
from tests.ui.screen import Screen
from trayapp.domain.codes import VerdictName
from trayapp.history.file.folder import Folder, WriterLock
from trayapp.ui.icons.icons import SIZES_PX, draw

NewHost = Callable[[], FakeTrayHost]

TITLE = "X availability"
OFFLINE = r"You are offline · since \d\d:\d\d"


def behind_proxy(port: int) -> str:
    """Settings under which every request goes to this port."""
    return f'[proxy]\nmode = "manual"\nurl = "http://127.0.0.1:{port}"\n'


def sentence(item: TrayItem) -> str:
    """What the menu says above its commands, in one line."""
    texts = item.menu.texts
    is_found = "Check now" in texts and "The first check is running." not in texts
    return " ".join(texts[: texts.index("Check now")]) if is_found else ""


def is_offline(text: str) -> bool:
    return re.match(f"{OFFLINE} The proxy fails or turns this program away", text) is not None


def picture(verdict: VerdictName, size_px: int) -> bytes:
    """A verdict's pixels as the bus carries them: A, R, G, B."""
    image = draw(verdict, size_px).convertToFormat(draw(verdict, size_px).Format.Format_ARGB32)
    little_endian = bytes(image.constBits())
    return b"".join(little_endian[at : at + 4][::-1] for at in range(0, len(little_endian), 4))


def test_it_shows_in_a_tray_that_is_there(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp
) -> None:
    host = new_host()
    start_app(screen.display, bus.address)

    item = host.next_item()

    item.wait_until(sentence, is_offline)
    assert item.properties["Id"] == "trayapp"
    assert re.fullmatch(OFFLINE, item.tooltip.splitlines()[0])
    assert item.pictures == {size: picture(VerdictName.OFFLINE, size) for size in SIZES_PX}


def test_its_menu_checks_opens_the_window_and_quits(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp, refusing_server: RefusingServer
) -> None:
    host = new_host()
    app = start_app(screen.display, bus.address, settings=behind_proxy(refusing_server.port))
    item = host.next_item()
    item.wait_until(sentence, bool)
    while not refusing_server.refused.empty():
        refusing_server.refused.get()

    item.choose("Check now")
    refusing_server.refused.get(timeout=PATIENCE_S)

    item.choose("Open trayapp")
    window = screen.wait_for_window(TITLE)
    screen.close_window(window)
    screen.wait_until_hidden(window)  # there is a tray to open it again

    item.click()
    screen.wait_for_window(TITLE)

    item.choose("Quit")
    assert app.ended() == 0
    assert app.stderr == ""


def test_it_shows_while_the_first_check_runs(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp, silent_port: int
) -> None:
    host = new_host()
    start_app(screen.display, bus.address, settings=behind_proxy(silent_port))

    item = host.next_item()

    item.wait_until(lambda tray: tray.menu.texts, lambda texts: "Checking …" in texts)
    assert item.menu.texts == [
        "Not known",
        "The first check is running.",
        "Checking …",
        "I see an error",
        "Pause",
        "Mute",
        "Open trayapp",
        "Open X",
        "Open Downdetector",
        "Open NetBlocks",
        "Open X's status page",
        "Settings…",
        "Help and About",
        "Start at login",
        "Quit",
    ]
    assert item.pictures[22] == picture(VerdictName.UNKNOWN, 22)


def test_it_comes_into_a_tray_that_starts_later(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp
) -> None:
    app = start_app(screen.display, bus.address)
    window = screen.wait_for_window(TITLE)  # by now it has given up waiting for a tray

    item = new_host().next_item()

    item.wait_until(sentence, is_offline)
    screen.close_window(window)
    screen.wait_until_hidden(window)
    item.click()
    screen.wait_for_window(TITLE)
    assert app.process.poll() is None


def test_it_comes_back_after_the_tray_has_crashed(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp
) -> None:
    host = new_host()
    app = start_app(screen.display, bus.address)
    host.next_item().wait_until(sentence, is_offline)

    host.die()
    back = new_host()
    item = back.next_item()

    item.wait_until(sentence, is_offline)
    item.choose("Quit")
    assert app.ended() == 0
    assert not back.has_more_items()


@pytest.mark.parametrize("has_bus", [True, False], ids=["bus without a tray", "no bus"])
def test_without_a_tray_it_is_a_window_and_ends_with_it(
    screen: Screen, bus: FakeBus, start_app: StartApp, has_bus: bool
) -> None:
    app = start_app(screen.display, bus.address) if has_bus else start_app(screen.display)

    screen.close_window(screen.wait_for_window(TITLE))

    assert app.ended() == 0


def test_it_outlives_the_bus(screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp) -> None:
    host = new_host()
    app = start_app(screen.display, bus.address)
    host.next_item().wait_until(sentence, is_offline)

    bus.die()

    screen.close_window(screen.wait_for_window(TITLE))  # the icon has gone for good: here it still is
    assert app.ended() == 0


@pytest.mark.parametrize("display", ["", ":4711"], ids=["none", "nobody listens there"])
def test_without_a_display_it_says_so_in_one_sentence(start_app: StartApp, display: str) -> None:
    app = start_app(display)

    assert app.ended() == 3
    assert app.stderr.count("\n") == 1
    assert "trayapp check" in app.stderr


HANGING_LOOKUPS = """
import socket, sys, threading
socket.getaddrinfo = lambda *_, **__: threading.Event().wait()
from trayapp.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_while_all_connections_hang(
    screen: Screen,
    bus: FakeBus,
    new_host: NewHost,
    start_app: StartApp,
    silent_port: int,
    number: signal.Signals,
) -> None:
    host = new_host()
    app = start_app(screen.display, bus.address, settings=behind_proxy(silent_port))
    host.next_item().wait_until(lambda tray: tray.menu.texts, lambda texts: "Checking …" in texts)

    app.ask_to_end(number)

    assert app.ended() == 0
    assert app.stderr == ""


def test_quit_ends_it_while_all_lookups_hang(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp
) -> None:
    host = new_host()
    app = start_app(
        screen.display, bus.address, settings='[proxy]\nmode = "none"\n', command=("-c", HANGING_LOOKUPS)
    )
    item = host.next_item()
    item.wait_until(lambda tray: tray.menu.texts, lambda texts: "Checking …" in texts)

    item.choose("Quit")

    assert app.ended() == 0
    assert app.stderr == ""


def test_a_second_start_shows_the_window_of_the_first_and_ends(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp
) -> None:
    host = new_host()
    first = start_app(screen.display, bus.address)
    host.next_item().wait_until(sentence, is_offline)

    second = start_app(screen.display, bus.address)

    assert second.ended() == 0
    assert second.stderr == ""
    screen.wait_for_window(TITLE)
    assert not host.has_more_items()
    assert first.process.poll() is None


def test_a_second_start_takes_over_from_one_that_was_killed(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp
) -> None:
    host = new_host()
    first = start_app(screen.display, bus.address)
    host.next_item().wait_until(sentence, is_offline)
    first.ask_to_end(signal.SIGKILL)
    first.ended()

    start_app(screen.display, bus.address)

    host.next_item().wait_until(sentence, is_offline)


def test_a_watch_without_a_desktop_keeps_the_tray_from_writing_and_is_named(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp, tmp_path: Path
) -> None:
    history = tmp_path / "history"
    history.mkdir()
    lock = WriterLock(Folder(history).lock)
    host = new_host()

    start_app(screen.display, bus.address, arguments=("--lang", "en", "--data-dir", str(history)))

    host.next_item().wait_until(
        lambda item: " ".join(item.menu.texts), lambda text: "Another trayapp writes the history" in text
    )
    lock.release(is_clean=True)


def test_at_the_first_start_a_page_stands_beside_the_icon(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp
) -> None:
    host = new_host()
    app = start_app(screen.display, bus.address, settings=None, extra={"ALL_PROXY": "http://127.0.0.1:9"})

    window = screen.wait_for_window(TITLE)
    item = host.next_item()
    screen.close_window(window)
    screen.wait_until_hidden(window)

    item.wait_until(sentence, is_offline)  # it watches on
    assert not screen.has_window(TITLE)
    assert app.stderr == ""


@pytest.mark.parametrize("trace", ["settings", "history"])
def test_who_has_started_it_before_sees_no_first_page(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp, tmp_path: Path, trace: str
) -> None:
    places = {"settings": ".config/trayapp/settings.toml", "history": ".local/state/trayapp/history.sqlite3"}
    path = tmp_path / places[trace]
    path.parent.mkdir(parents=True)
    path.touch()
    host = new_host()

    start_app(screen.display, bus.address, settings=None, extra={"ALL_PROXY": "http://127.0.0.1:9"})

    host.next_item().wait_until(sentence, is_offline)
    assert not screen.has_window(TITLE)


def test_a_broken_settings_file_keeps_nobody_from_starting(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp
) -> None:
    host = new_host()
    app = start_app(screen.display, bus.address, settings="[[[", extra={"ALL_PROXY": "http://127.0.0.1:9"})

    host.next_item().wait_until(
        lambda item: " ".join(item.tooltip.split()), lambda text: "settings.toml is not valid TOML" in text
    )
    assert app.stderr.count("\n") == 1


def test_a_setting_that_is_saved_takes_effect_at_once(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp, tmp_path: Path
) -> None:
    host = new_host()
    settings = behind_proxy(9)
    start_app(screen.display, bus.address, arguments=(), settings=settings)
    item = host.next_item()
    item.wait_until(sentence, is_offline)

    (tmp_path / "settings.toml").write_text(f'language = "de"\n{settings}')

    item.wait_until(lambda item: item.menu.texts, lambda texts: "Beenden" in texts)
    item.wait_until(lambda item: item.tooltip, lambda text: text.startswith("Kein Internet"))


def test_its_submenus_hold_pauses_and_pages(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp
) -> None:
    host = new_host()
    start_app(screen.display, bus.address, extra={"LC_TIME": "de_DE.UTF-8"})
    item = host.next_item()
    item.wait_until(sentence, is_offline)

    menu = item.menu

    assert menu.named("Pause").texts == ["For 1 hour", "For 4 hours", "Until tomorrow, 06:00"]
    assert menu.named("Mute").texts == ["For 1 hour", "Until I unmute"]
    assert "Open Allestörungen" in menu.texts


def test_it_is_steered_from_the_command_line(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp
) -> None:
    host = new_host()
    app = start_app(screen.display, bus.address)
    item = host.next_item()
    item.wait_until(sentence, is_offline)

    def texts(tray: TrayItem) -> str:
        return "\n".join(tray.menu.texts)

    def steer(*arguments: str) -> None:
        assert start_app(arguments=("--lang", "en", *arguments)).ended() == 0

    steer("pause", "2h")
    item.wait_until(sentence, lambda text: text.startswith("Paused until "))
    steer("resume")
    item.wait_until(sentence, is_offline)
    steer("mute", "30m")
    item.wait_until(texts, lambda said: "Unmute (muted until " in said)
    steer("mute")
    item.wait_until(texts, lambda said: "Unmute\n" in said)
    steer("unmute")
    item.wait_until(texts, lambda said: "Unmute" not in said)
    steer("show")
    screen.wait_for_window(TITLE)

    app.ask_to_end()
    assert app.ended() == 0
    assert start_app(arguments=("resume",)).ended() == 69
