"""The settings file, which people edit by hand: what it says, what of it is passed over, and what is new."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from trayapp.errors import SettingsError
from trayapp.paths import config_file
from trayapp.reading import read_file
from trayapp.settings.declarations import Problem, Settings, Shape, declared


class Loaded(NamedTuple):
    """The settings of a file, and what in it was passed over."""

    settings: Settings
    problems: tuple[Problem, ...] = ()


# What a settings file may hold: its settings are a kilobyte, the rest is for comments.
_MOST_BYTES = 64 * 1024
# Its keys have two parts. With a key of thousands tomllib takes seconds, and so do those who walk its tables.
_MOST_PARTS = 100
_QUOTED = r"#.*|\"[^\"\n]*\"|'[^'\n]*'"


def load(path: Path, *, must_exist: bool) -> Loaded:
    """Read a settings file. A bad value falls back to its default alone and is named; so is an unknown key.

    Raises:
        SettingsError: the file as a whole cannot be read.
    """
    try:
        content = read_file(path, _MOST_BYTES, may_be_pipe=True)
    except FileNotFoundError:
        if must_exist:
            raise SettingsError("config_missing", path=str(path)) from None
        return Loaded(Settings())
    except IsADirectoryError as error:
        raise SettingsError("config_is_folder", path=str(path)) from error
    except PermissionError as error:
        raise SettingsError("config_forbidden", path=str(path)) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SettingsError("config_unreadable", path=str(path), why=why) from error
    return from_tables(parse(path, content))


def parse(path: Path, content: bytes) -> dict[str, Any]:
    """The tables of a settings file, by what it holds. Raises SettingsError if that is none, or too long."""
    if len(content) > _MOST_BYTES:
        raise SettingsError("config_too_long", path=str(path), most_kib=str(_MOST_BYTES // 1024))
    import tomllib  # most have no file, and the icon waits for this

    try:
        text = content.decode("utf-8-sig")  # Windows' editors put a mark first
        if any(line.count(".") > _MOST_PARTS for line in re.sub(_QUOTED, "", text).splitlines()):
            raise tomllib.TOMLDecodeError(f"a key of more than {_MOST_PARTS} parts")
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise SettingsError("config_not_utf8", path=str(path)) from error
    # tomllib lets these fail in Python's words, which tell nobody what to do.
    except (ValueError, RecursionError) as error:
        is_own = isinstance(error, tomllib.TOMLDecodeError)
        why = str(error) if is_own else "a number of more than 4300 digits, or brackets nested too deep"
        raise SettingsError("config_broken", path=str(path), why=why) from error


def from_tables(tables: dict[str, Any]) -> Loaded:
    """Settings from parsed TOML. Never raises."""
    known = {each.key: each for each in declared()}
    chosen: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in by_whole_names(tables):
        setting = known.get(key)
        if setting is None and any(each.startswith(f"{key}.") for each in known):
            problems.append(Problem(key, "not_a_group", _shown(value), f"[{key}]"))
        elif setting is None:
            problems.append(Problem(without_login(key), "unknown_key", _shown(value)))
        elif code := setting.kind.refused(value):
            is_url = key in ("proxy.url", "custom.url")
            problems.append(Problem(key, code, _shown(value, is_url=is_url), setting.kind.allowed))
        elif setting.kind.shape is Shape.LIST:  # the same without what it says twice
            chosen[setting.name] = tuple(dict.fromkeys(value))
        else:
            chosen[setting.name] = tuple(value) if isinstance(value, list) else value
    settings = Settings(**chosen)
    # Settings that do not go together are told, not mended: each by itself is right.
    if settings.proxy == "manual" and not settings.proxy_url:
        problems.append(Problem("proxy.url", "proxy_url_missing", ""))
    if bool(settings.quiet_from) != bool(settings.quiet_until):
        missing = "quiet_until" if settings.quiet_from else "quiet_from"
        problems.append(Problem(f"notices.{missing}", "quiet_hours_without_end", ""))
    return Loaded(settings, tuple(problems))


def by_whole_names(tables: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Settings as they are declared: those in groups are named after them, "proxy.mode"."""
    groups = {each.group for each in declared() if each.group}
    for key, value in tables.items():
        if key in groups and isinstance(value, dict):
            yield from ((f"{key}.{inner}", inner_value) for inner, inner_value in value.items())
        else:  # with a dot of its own, which TOML wants in quotes, it is not that of a setting in a group
            yield f'"{key}"' if "." in key else key, value


def _shown(value: Any, *, is_url: bool = False) -> str:
    """The value much as a person wrote it, cut to what fits into a message; no passwords."""
    match value:
        case str():
            text = without_login(value)
            # Who has the address of a chat may write there, be it that it was entered in a wrong place.
            text = f'"{text if is_url else re.sub("(?s)://.*", "://…", text)}"'
        case bool():  # before `int`, of which it is one
            text = str(value).lower()
        case int() if abs(value) >= 10**60:  # Python refuses to write very long ones
            text = "…"
        case list():
            text = "[…]" if value else "[]"
        case dict():
            text = "{…}" if value else "{}"
        case _:
            text = str(value)
    return _cut(text)


def without_login(address: str) -> str:
    """An address without user and password, however broken it is, and cut to what fits into a message."""
    # Up to the last "@", for a password may hold some; the others are one in disguise.
    at = r"@|%(?:25)*40|\N{SMALL COMMERCIAL AT}|\N{FULLWIDTH COMMERCIAL AT}|&#0*64;|&#x0*40;|\\(?:x|u00)40"
    return _cut(re.sub(rf"(?is)^((?:https?|socks\w*)://)?.*(?:{at})", r"\1…@", address))


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


class SettingsFile:
    """The settings file, and what it said last when it could be read. For one thread.

    Attributes:
        path: where it is, or would be.
        is_named: whether the user named it on the command line; it has to exist then.
        loaded: the settings in force. A file that cannot be read leaves those of before, at the start the
            defaults.
        error: why it cannot be read; `None` if it can, or need not exist.
    """

    def __init__(self, named: Path | None = None) -> None:
        self.path = named or config_file()
        self.is_named = named is not None
        self.loaded = Loaded(Settings())
        self.error: SettingsError | None = None
        self._stamp = self._read_stamp()
        self._read()

    def refresh(self) -> bool:
        """Read it if it was changed; whether there is anything new: other settings, problems, or an error."""
        stamp = self._read_stamp()
        if stamp == self._stamp:
            return False
        self._stamp = stamp  # of before the reading: what is written meanwhile is seen the next time
        before = (self.loaded, self.error and self.error.values)  # errors equal only themselves
        self._read()
        return before != (self.loaded, self.error and self.error.values)

    def create(self, text: str) -> None:
        """Write it, readable by its owner alone, if there is none. Raises OSError if that cannot be done."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # somebody's own work, which no template may replace
            return
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)

    def _read(self) -> None:
        self.error = None
        try:
            self.loaded = load(self.path, must_exist=self.is_named)
        except SettingsError as error:
            self.error = error

    def _read_stamp(self) -> tuple[int, int, int, int] | None:
        """What changes when the file does; `None` without one that can be read again."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):  # a pipe can be read only once
            return None
        return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size
