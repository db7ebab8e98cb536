"""`trayapp export`: every check as it was recorded, into a file."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from trayapp.cli.output import CANNOT_CREATE, complain, say
from trayapp.history.export import export
from trayapp.i18n import Words
from trayapp.paths import state_folder
from trayapp.settings.declarations import Settings


def run(options: argparse.Namespace, _settings: Settings, words: Words) -> int:
    """Write the checks since a moment (all, if none is given), one JSON object a line.

    What was in the file before is replaced only once everything is written.

    Raises:
        HistoryError: there is no history, or it cannot be read.
    """
    path: Path = options.file
    checks = export(options.data_dir or state_folder(), options.since, words.verdicts.summary)
    try:
        if path.exists() and not path.is_file():  # a pipe or terminal: written to as it comes
            count = _write(path, checks)
        else:
            count = _replace(path.resolve(), checks)
    except OSError as error:
        complain(words.commands.cannot_write(str(path), error.strerror or str(error)))
        return CANNOT_CREATE
    say(words.commands.exported(count, str(path)))
    return 0


def _write(path: Path, checks: Iterable[dict[str, Any]]) -> int:
    with path.open("w", encoding="utf-8") as file:
        return _write_lines(file, checks)


def _replace(path: Path, checks: Iterable[dict[str, Any]]) -> int:
    part = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            part = Path(file.name)
            count = _write_lines(file, checks)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        part = None
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    return count


def _write_lines(file: IO[str], checks: Iterable[dict[str, Any]]) -> int:
    return sum(bool(file.write(json.dumps(line) + "\n")) for line in checks)
