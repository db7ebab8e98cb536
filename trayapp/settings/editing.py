"""Settings put into a file that people edit by hand: what else stands in it stays as they wrote it."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trayapp.errors import SettingsError
from trayapp.settings.file import by_whole_names, parse

_TRIES = 5
"""An editor saves once; whatever writes more often than we can read does so on purpose."""

_BOM = b"\xef\xbb\xbf"  # Windows' editors put it first, and some read UTF-8 by it alone


def change(path: Path, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Set these settings, by their keys as "group.name"; `None` takes one out of the file.

    What the file says is read anew, and compared once more before it is replaced: what an editor saved in
    between is kept, and these are put into that. A link is written through. A file that is not there yet is
    made, for its owner alone.

    Returns:
        What the file said of each of them before, however wrong, and `None` of what it did not name: to be
        handed in again by who wants that back.

    Raises:
        SettingsError: what lies there is no TOML, or has something else in the place of a group.
        OSError: the file cannot be read or written; it is as it was.
    """
    place = Path(os.path.realpath(path))
    if place.exists() and not place.is_file():  # a pipe says what it says once, and reading on would wait
        raise SettingsError("config_not_editable", path=str(path))
    for _ in range(_TRIES):
        before = _content(place)
        text, former = _changed(path, before, wanted)
        if text == before or _replace(place, before, text):
            return former
    raise SettingsError("config_busy", path=str(path))


def _content(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None


def _changed(path: Path, before: bytes | None, wanted: Mapping[str, Any]) -> tuple[bytes, dict[str, Any]]:
    content = before or b""
    bom = _BOM if content.startswith(_BOM) else b""
    tables, text = parse(path, content), content.removeprefix(bom).decode()
    said = dict(by_whole_names(tables))
    former = {key: said.get(key) for key in wanted}
    if former == wanted:
        return content, former
    line_end = "\r\n" if "\r\n" in text else "\n"
    text = _edited(path, text.replace("\r\n", "\n"), wanted)
    # Whatever a file looks like: if its new text does not say what the old one said but for these, it is not
    # written.
    expected = {key: value for key, value in said.items() if key not in wanted}
    expected |= {key: _plain(value) for key, value in wanted.items() if value is not None}
    if dict(by_whole_names(tomllib.loads(text))) != expected:
        raise SettingsError("config_not_editable", path=str(path))
    return bom + text.replace("\n", line_end).encode(), former


def _edited(path: Path, text: str, news: Mapping[str, Any]) -> str:
    import tomlkit  # 36 ms and 4 MB: for who changes something here, not for who starts
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        for key, value in news.items():
            _put(document, key, value)
        return tomlkit.dumps(document)
    # Its own are ValueErrors, too; the others come where a group is something else.
    except (TOMLKitError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SettingsError("config_not_editable", path=str(path)) from error


def _put(tables: Any, key: str, value: Any) -> None:
    from tomlkit.items import Table

    group, _, name = key.rpartition(".")
    if value is None:
        table = tables.get(group, {}) if group else tables
        if name in table:
            del table[name]
            if isinstance(table, Table) and not table and "#" not in table.as_string() + table.trivia.comment:
                del tables[group]  # else what is undone would leave the name of its group
        return
    if group and group not in tables:
        tables[group] = {}
    (tables[group] if group else tables)[name] = _plain(value)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _replace(place: Path, before: bytes | None, text: bytes) -> bool:
    """Put it there in one step, if there still lies what lay there before."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if before is not None and not os.access(place, os.W_OK):
        raise PermissionError(
            errno.EACCES, os.strerror(errno.EACCES), str(place)
        )  # whoever locked it meant it
    handle, part = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")  # for its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(handle)
        if before is not None:
            Path(part).chmod(stat.S_IMODE(place.stat().st_mode))
        if _content(place) != before:
            return False
        Path(part).replace(place)
    except FileNotFoundError:  # it went in between
        return False
    finally:
        Path(part).unlink(missing_ok=True)  # where all went well it is there no more
    return True
