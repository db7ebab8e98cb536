"""What a screen reader gets of the window: name, role and state of everything on each page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.fakes import FakeBus, fake_bus
from tests.ui.accessibility import Accessible, State, accessibility
from tests.ui.lived import HOSTILE
from tests.ui.screen import Screen
from tests.ui.spoken_app import PAGES
from trayapp.i18n import LANGUAGES
from trayapp.ui.window.routes import CheckPage, Home, IncidentPage, Incidents, ResponsePage, Route, Table

Page = type[Route] | str
"""A page's route, or "times": response times on the first page."""

Pages = dict[Page, Accessible]


@contextmanager
def _running(screen: Screen, bus: FakeBus, folder: Path, language: str) -> Iterator[Pages]:
    """Each page as it is read."""
    with accessibility(bus, folder) as (reader, address):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "DISPLAY": screen.display,
            "DBUS_SESSION_BUS_ADDRESS": bus.address,
            "AT_SPI_BUS_ADDRESS": address,
            "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", ""),
        }
        (folder / "history").mkdir()
        command = [sys.executable, "-m", "tests.ui.spoken_app", str(folder / "history"), language]
        with subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            pages: Pages = {}
            kinds: list[Page] = [Home, "times", *(type(route) for route in PAGES[1:])]
            for number, kind in zip((None, -1, *range(1, len(PAGES))), kinds, strict=True):
                if number is not None:
                    process.stdin.write(f"{number}\n")
                    process.stdin.flush()
                for _ in range(2 if kind == "times" else 1):  # of what is looked at first nothing was timed
                    assert process.stdout.readline() == "shown\n"
                pages[kind] = reader.app()
            yield pages
            process.kill()


@pytest.fixture(scope="module")
def read(screen: Screen) -> Callable[[str], Pages]:
    """All pages in a language: read once."""
    known: dict[str, Pages] = {}

    def pages(language: str) -> Pages:
        if language not in known:
            with (
                TemporaryDirectory(prefix="trayapp-") as folder,  # sockets' names are short
                fake_bus(Path(folder)) as bus,
                _running(screen, bus, Path(folder), language) as found,
            ):
                known[language] = found
        return known[language]

    return pages


every_page = pytest.mark.parametrize("page", ["times", *(type(route) for route in PAGES)])


@every_page
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_can_be_reached_has_a_name(read: Callable[[str], Pages], page: Page, language: str) -> None:
    things = [each for each in read(language)[page].all() if State.FOCUSABLE in each.states]
    # A cell may be empty, and so may a label that nobody can see.
    assert [each.role for each in things if not each.name and each.role not in ("cell", "label")] == []
    assert len(things) > 3
    assert [each.name for each in things if "&" in each.name.replace(HOSTILE[:10], "")] == []  # access keys


@every_page
def test_one_thing_has_the_focus(read: Callable[[str], Pages], page: Page) -> None:
    focused = {each.role for each in read("en")[page].all() if State.FOCUSED in each.states}
    assert focused & {"table", "push button"}


def texts(page: Accessible, role: str) -> list[str]:
    return [each.name for each in page.all() if each.role == role and each.name]


def checked(page: Accessible) -> dict[str, bool]:
    """Whatever can be switched: buttons that stay down are check boxes to a screen reader."""
    roles = ("check box", "toggle button", "radio button")
    return {each.name: State.CHECKED in each.states for each in page.all() if each.role in roles}


def test_the_first_page(read: Callable[[str], Pages]) -> None:
    page = read("en")[Home]
    assert {"Why?", "Check now"} <= set(texts(page, "push button"))
    states = checked(page)
    assert states["Availability"]
    assert not states["Response time"]
    assert [is_down for name, is_down in states.items() if name.startswith("7 days")] == [True]
    (ribbon,) = [each for each in page.all() if each.name == "The last 7 days"]
    assert ribbon.description.startswith("Left and right move through the time")
    assert "Down" in texts(page, "cell")
    assert any(name.startswith("X is up") for name in texts(page, "label"))


def test_response_times_on_the_first_page(read: Callable[[str], Pages]) -> None:
    page = read("en")["times"]
    assert checked(page)["Response time"]
    assert texts(page, "combo box") == ["Pictures, full checks"]  # all that was ever timed
    (ribbon,) = [each for each in page.all() if each.name == "Response time: pictures, full checks"]
    assert ribbon.description.startswith("Left and right move through the time")
    assert any(name.startswith("Line: median") for name in texts(page, "label"))


def test_why(read: Callable[[str], Pages]) -> None:
    page = read("en")[CheckPage]
    assert {"Points to it", "Website: fine", "Parts of X", "Your own connection"} <= {*texts(page, "cell")}
    assert texts(page, "push button") == ["Back", "See what a browser shows"]


def test_an_incident(read: Callable[[str], Pages]) -> None:
    page = read("en")[IncidentPage]
    assert {"Back", "Copy", "Save…"} == set(texts(page, "push button"))
    assert "Down: servers fail" in texts(page, "label")
    assert checked(page) == {"Do not count: it was my own connection": False}
    (note,) = [each for each in page.all() if each.role == "text"]
    assert (note.name, State.EDITABLE in note.states) == ("Note", True)
    assert any(name.startswith("First failed check · sure at ") for name in texts(page, "cell"))


def test_all_incidents(read: Callable[[str], Pages]) -> None:
    page = read("en")[Incidents]
    assert checked(page) == {"Down": True, "Problems": True, "Blocked": True, "Unsure": True}
    (search,) = [each for each in page.all() if each.role == "text"]
    assert search.name == "Search"
    assert "2 incidents found · 1 outage, 10 min down in all" in texts(page, "label")
    assert texts(page, "column header") == ["What", "Cause", "When", "How long", "Note"]


def test_the_ribbon_as_a_table(read: Callable[[str], Pages]) -> None:
    page = read("en")[Table]
    assert texts(page, "column header") == ["When", "How long", "What", "Cause"]
    assert {"Not watched", "Down"} <= set(texts(page, "cell"))


def test_response_times_as_a_table(read: Callable[[str], Pages]) -> None:
    page = read("en")[ResponsePage]
    assert "Response time: website, quick checks" in texts(page, "label")
    assert texts(page, "column header")[:3] == ["When", "Median", "Most"]
