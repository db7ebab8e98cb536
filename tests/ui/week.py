"""A week of the app's life within seconds, on a desktop where everything comes and goes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jeepney import DBusAddress, Message, MessageType, message_bus, new_method_call, new_signal
from jeepney.io.blocking import open_dbus_connection

from tests.fakes import PATIENCE_S, FakeBus, FakeTrayHost, TrayItem, fake_bus
from tests.notices.server import Shown, StrictServer
from tests.ui.screen import Screen
from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.codes import VerdictName
from trayapp.i18n import Words

DAYS = 7
WHOLE_DAY = 430
"""Calm checks: with the 50 others one a minute in the eight hours that nobody sleeps."""

Counts = dict[str, Counter[str]]
"""How many there are of everything, by what it is."""

_TROUBLES = ("offline", "blocked", "unknown", "degraded", "down", "blocked", "unknown") * 2
"""That come and go at once: X is up after each."""
_TOLD = {"down": "X is down", "degraded": "X may have problems"}
_SAMPLE = Notice(NoticeKind.SAMPLE, datetime(2026, 2, 16, tzinfo=UTC), VerdictName.UP)
_PAGES = ("CheckPage", "Incidents", "Table")
_HANGING = "hanging"
"""In place of a verdict: the check comes to no end."""
_NIGHT_S = 8 * 3600
_REPOSITORY = Path(__file__).parents[2]


class Week:
    """The app, and the desktop around it."""

    def __init__(self, screen: Screen, bus: FakeBus, folder: Path) -> None:
        self._screen = screen
        self._bus = bus
        self._words = Words("en")
        self._logind = open_dbus_connection(bus.address)
        """Announces sleep, and asks the bus itself."""
        self._call(message_bus.RequestName("org.freedesktop.login1"))
        self._host = FakeTrayHost(bus)
        self._server = StrictServer(bus)
        self.refused: list[object] = []
        """By the trays and notification servers that have gone."""
        self._settings = folder / "settings.toml"
        self._settings.write_text(_settings("en colour"), encoding="utf-8")
        (folder / "run").mkdir(mode=0o700)
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.ui.week_app"),
                *("--config", str(self._settings), "--data-dir", str(folder / "history")),
            ],
            cwd=_REPOSITORY,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "LANG": "C.UTF-8",
                "DISPLAY": screen.display,
                "XDG_RUNTIME_DIR": str(folder / "run"),
                "DBUS_SESSION_BUS_ADDRESS": bus.address,
                "DBUS_SYSTEM_BUS_ADDRESS": bus.address,
                "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", ""),
                "PYTHONWARNINGS": "error",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._item: TrayItem
        self._finding = "up"
        self.changes = self.openings = 0
        """Of the verdict, and of the window, so far."""

    def warm_up(self, calm_checks: int = 0) -> None:
        """From the first check on, a day as in `live`: each kind of thing, once or more."""
        self._item = self._host.next_item()
        self._ask("checks 1")
        self.live(1, calm_checks)

    def live(self, days: int = DAYS, calm_checks: int = 0) -> None:
        """The week itself, or less. It ends as it began: X up, the window closed, a popup on the screen.

        `calm_checks`: so many a day, beside those that something is done with; `WHOLE_DAY` makes it 24 hours.
        """
        for _ in range(days):
            self._live_a_day()
            self._find(*["up"] * calm_checks)

    def counts(self) -> Counts:
        return {
            **{kind: Counter(found) for kind, found in self._ask("count").items()},
            "match rules": self._match_rules(),
        }

    def mappings(self) -> str:
        """What the kernel tells of its memory."""
        return Path(f"/proc/{self._process.pid}/smaps").read_text(encoding="utf-8")

    def end(self) -> int:
        """Quit, by the menu; the exit status."""
        self._item.choose(self._words.gettext("Quit"))
        return self._process.wait(PATIENCE_S)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._host.die()
        self._server.die()
        self.refused += [*self._host.refused, *self._server.refused]
        self._logind.close()

    def _live_a_day(self) -> None:
        self._find(*["up"] * 6)  # whatever came and went is over
        for trouble in _TOLD:
            self._start_server_anew()
            popup = self._go_wrong(trouble)
            self._server.click(popup.number)
            self._look_at_window()  # at the incident
            self._find("up", "up", "up")
        self._save("de high_contrast")
        for trouble in _TROUBLES:
            self._find(trouble, "up")
        for page in _PAGES:
            self._item.click()
            self._look_at_window(page)
        for theme in ("dark", "light"):
            self._ask(f"theme {theme}")
        for _ in _PAGES:
            self._item.click()
            self._look_at_window()
        self._use_menu()
        for is_check_under_way in (False, True):
            self._start_host_anew()
            if is_check_under_way:
                self._find(_HANGING)
            self._sleep()
        # Last: SQLite keeps the descriptors of whoever has read a file until nobody has it open any more.
        self._save("en colour")

    def _find(self, *findings: str) -> None:
        """One check after the other."""
        for finding in findings:
            self._ask(f"find {finding}")
            if finding != _HANGING:
                self.changes += finding != self._finding
                self._finding = finding

    def _go_wrong(self, trouble: str) -> Shown:
        """As long as it takes to be told; the popup that tells it."""
        self._find(trouble, trouble, trouble)
        return self._wait_for_popup(_TOLD[trouble])

    def _wait_for_popup(self, title: str) -> Shown:
        while True:
            news = self._server._news.get(timeout=PATIENCE_S)
            if isinstance(news, Shown) and news.title == title:
                return news

    def _look_at_window(self, page: str = "") -> None:
        """Once it is open; and to close it again."""
        window = self._screen.wait_for_window(self._words.app_name())
        if page:
            self._ask(f"go {page}")
            self._ask("back")
        self._screen.close_window(window)
        self._screen.wait_until_hidden(window)
        self.openings += 1

    def _save(self, look: str) -> None:
        """Other settings."""
        self._ask(f"save {json.dumps(_settings(look))}")
        self._words = Words(look.split(maxsplit=1)[0])

    def _use_menu(self) -> None:
        checks = self._ask("checks 0")
        for number, text in enumerate(
            (self._words.gettext("Check now"), self._words.gettext("I see an error")), start=1
        ):
            self._item.choose(text)
            self._ask(f"checks {checks + number}")
        self._look_at_window()  # which answers to the error
        for wish in ("pause", "resume", "mute", "unmute"):
            self._ask(wish)

    def _start_host_anew(self) -> None:
        self._host.die()
        self.refused += self._host.refused
        self._host = FakeTrayHost(self._bus)
        self._item = self._host.next_item()

    def _start_server_anew(self) -> None:
        """Once it has been told all: what comes while there is none is Qt's to show, in types of its own."""
        self._ask("sample")
        self._wait_for_popup(self._words.notices.title(_SAMPLE))
        self._server.die()
        self.refused += self._server.refused
        self._server = StrictServer(self._bus)

    def _sleep(self) -> None:
        checks = self._ask("checks 0")
        self._announce_sleep(begins=True)
        self._ask(f"pass {_NIGHT_S}")
        self._announce_sleep(begins=False)
        self._ask(f"checks {checks + 1}")

    def _ask(self, question: str) -> Any:
        """Have it done; what it answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{question}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"it ended at {question!r}"
        return json.loads(answer)

    def _announce_sleep(self, *, begins: bool) -> None:
        manager = DBusAddress("/org/freedesktop/login1", None, "org.freedesktop.login1.Manager")
        self._logind.send(new_signal(manager, "PrepareForSleep", "b", (begins,)))

    def _match_rules(self) -> Counter[str]:
        """Of all its connections, as the bus counts them."""
        path = "/org/freedesktop/DBus"
        stats = DBusAddress(path, "org.freedesktop.DBus", "org.freedesktop.DBus.Debug.Stats")
        (rules,) = self._call(new_method_call(stats, "GetAllMatchRules"))
        return Counter(
            re.sub(r":1\.\d+", "", rule)
            for name, of_one in rules.items()
            if self._call(message_bus.GetConnectionUnixProcessID(name)) == (self._process.pid,)
            for rule in of_one
        )

    def _call(self, message: Message) -> tuple[Any, ...]:
        reply = self._logind.send_and_get_reply(message, timeout=PATIENCE_S)
        assert reply.header.message_type is MessageType.method_return, reply.body
        body: tuple[Any, ...] = reply.body
        return body


def _settings(look: str) -> str:
    """Language and style by `look`."""
    language, style = look.split()
    return f'language = "{language}"\nicons.style = "{style}"\n'


@contextmanager
def week(screen: Screen) -> Iterator[Week]:
    """The app on this screen, and a bus of its own."""
    with (
        TemporaryDirectory(prefix="trayapp-") as of_bus,
        TemporaryDirectory(prefix="trayapp-") as folder,
        fake_bus(Path(of_bus)) as bus,
    ):
        begun = Week(screen, bus, Path(folder))
        try:
            yield begun
        finally:
            begun.close()
