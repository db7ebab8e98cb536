"""Changes of the settings file, made as editors make them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from trayapp.settings.file import SettingsFile
from trayapp.ui.settings_watch import SettingsWatch

NEW = "checks.interval_s = 90\n"


def write_over(path: Path) -> None:
    path.write_text(NEW)


def put_in_its_place(path: Path) -> None:
    path.with_suffix(".new").write_text(NEW)
    path.with_suffix(".new").replace(path)


def move_aside_and_write(path: Path) -> None:
    path.rename(path.with_suffix(".bak"))
    path.write_text(NEW)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of the user's own file, which nobody has made yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "trayapp" / "settings.toml"


@pytest.mark.parametrize("save", [write_over, put_in_its_place, move_aside_and_write])
def test_what_is_saved_is_told_each_time(qtbot: QtBot, path: Path, save: Callable[[Path], None]) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("")
    file = SettingsFile()
    watch = SettingsWatch(file)
    watch.begin()

    with qtbot.waitSignal(watch.changed):
        save(path)
    assert file.loaded.settings.interval_s == 90

    with qtbot.waitSignal(watch.changed):
        path.write_text("checks.interval_s = 80")
    assert file.loaded.settings.interval_s == 80


def test_a_file_in_a_folder_that_is_made_later_is_told(qtbot: QtBot, path: Path) -> None:
    file = SettingsFile()
    watch = SettingsWatch(file)
    watch.begin()

    with qtbot.waitSignal(watch.changed):
        path.parent.mkdir(parents=True)
        path.write_text(NEW)

    assert file.loaded.settings.interval_s == 90


def test_a_folder_that_is_made_a_step_at_a_time_is_followed(qtbot: QtBot, path: Path) -> None:
    file = SettingsFile()
    watch = SettingsWatch(file)
    watch.begin()

    for folder in (path.parent.parent, path.parent):
        folder.mkdir()

        def is_watched(wanted: str = str(folder)) -> bool:
            return wanted in watch._watcher.directories()

        qtbot.waitUntil(is_watched)
    with qtbot.waitSignal(watch.changed):
        path.write_text(NEW)

    assert file.loaded.settings.interval_s == 90


def test_a_file_that_goes_is_told(qtbot: QtBot, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(NEW)
    file = SettingsFile()
    watch = SettingsWatch(file)
    watch.begin()

    with qtbot.waitSignal(watch.changed):
        path.unlink()

    assert file.loaded.settings.interval_s == 60


def test_what_was_saved_before_it_began_is_told(qtbot: QtBot, path: Path) -> None:
    path.parent.mkdir(parents=True)
    file = SettingsFile()
    path.write_text(NEW)
    watch = SettingsWatch(file)

    with qtbot.waitSignal(watch.changed):
        watch.begin()
