"""The settings file while the program runs, and the one that is made for who has none."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from trayapp.i18n import LANGUAGES, Words
from trayapp.settings.declarations import Settings, declared
from trayapp.settings.file import SettingsFile, from_tables

every_language = pytest.mark.parametrize("language", LANGUAGES)


def code(file: SettingsFile) -> str | None:
    """Of what is wrong with it now."""
    return file.error.code if file.error is not None else None


def test_without_a_file_the_defaults_are_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    file = SettingsFile()

    assert file.loaded.settings == Settings()
    assert file.error is None
    assert not file.refresh()


def test_what_is_saved_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("")
    file = SettingsFile(path)

    path.write_text("checks.interval_s = 90")

    assert file.refresh()
    assert file.loaded.settings.interval_s == 90
    assert not file.refresh()


def test_a_file_put_in_its_place_is_seen_though_it_is_as_long(tmp_path: Path) -> None:
    path, other = tmp_path / "settings.toml", tmp_path / "other"
    path.write_text("checks.interval_s = 90")
    file = SettingsFile(path)
    other.write_text("checks.interval_s = 80")
    status = path.stat()
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))

    other.replace(path)

    assert file.refresh()
    assert file.loaded.settings.interval_s == 80


def test_saving_it_unchanged_is_no_news(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("checks.interval_s = 90")
    file = SettingsFile(path)

    path.write_text("checks.interval_s = 90  # as it was")

    assert not file.refresh()


def test_a_broken_file_leaves_the_settings_of_before_in_force(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("checks.interval_s = 90")
    file = SettingsFile(path)

    path.write_text("checks.interval_s = ")

    assert file.refresh()
    assert code(file) == "config_broken"
    assert file.loaded.settings.interval_s == 90

    path.write_text("checks.interval_s = 80")
    assert file.refresh()
    assert code(file) is None
    assert file.loaded.settings.interval_s == 80


def test_a_file_that_is_broken_from_the_start_leaves_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[[[")

    file = SettingsFile(path)

    assert code(file) == "config_broken"
    assert file.loaded.settings == Settings()


def test_a_file_that_was_named_and_is_removed_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("checks.interval_s = 90")
    file = SettingsFile(path)

    path.unlink()

    assert file.refresh()
    assert code(file) == "config_missing"
    assert file.loaded.settings.interval_s == 90


def test_the_users_own_file_may_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = tmp_path / "trayapp" / "settings.toml"
    path.parent.mkdir()
    path.write_text("checks.interval_s = 90")
    file = SettingsFile()

    path.unlink()

    assert file.refresh()
    assert file.loaded.settings == Settings()


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"checks.interval_s = 90")
    os.close(writing)

    file = SettingsFile(Path(f"/dev/fd/{reading}"))

    assert file.loaded.settings.interval_s == 90
    assert not file.refresh()
    os.close(reading)


@every_language
def test_a_fresh_file_says_nothing_but_the_defaults(language: str) -> None:
    text = Words(language).settings.file()

    loaded = from_tables(tomllib.loads(text))

    assert loaded.settings == Settings()
    assert loaded.problems == ()


@every_language
def test_each_setting_of_a_fresh_file_takes_effect_once_its_mark_is_taken_away(language: str) -> None:
    lines = Words(language).settings.file().splitlines()
    text = "\n".join(line[1:] if line.startswith("#") and line[1:2] != " " else line for line in lines)

    tables = tomllib.loads(text)
    loaded = from_tables(tables)

    flat = {f"{group}.{key}" for group, table in tables.items() if isinstance(table, dict) for key in table}
    flat |= {key for key, value in tables.items() if not isinstance(value, dict)}
    assert flat == {declaration.key for declaration in declared()}
    assert loaded.settings == Settings()
    assert loaded.problems == ()


@every_language
@pytest.mark.parametrize("key", [declaration.key for declaration in declared()])
def test_every_setting_has_a_name_and_an_explanation(language: str, key: str) -> None:
    words = Words(language)

    assert words.settings.label(key)
    assert words.settings.explanation(key).endswith(".")
    assert "\n" not in words.settings.label(key) + words.settings.explanation(key)


def test_a_file_is_made_for_its_owner_alone_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "settings.toml"
    file = SettingsFile(path)

    file.create("# ours")
    file.create("# another")

    assert path.read_text() == "# ours"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
