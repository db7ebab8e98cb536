"""`trayapp export`: all that was recorded, into a file."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import stat
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from trayapp.cli.output import CANNOT_CREATE, complain, say
from trayapp.history.export import export
from trayapp.history.file.folder import is_there
from trayapp.i18n import Words, plain


def run(options: argparse.Namespace, words: Words) -> int:
    """Write what was recorded since a moment (all, if none is given), one JSON object a line.

    What was in the file before is replaced only once everything is written, and never by nothing.

    Raises:
        HistoryError: it cannot be read.
    """
    path: Path = options.file
    folder: Path = options.folder
    if os.path.isfile(path) and path.stat().st_size and not is_there(folder):
        return 0
    checks = export(folder, options.since, words.verdicts.summary)
    try:
        if path == Path("-"):
            with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as file:
                _write_lines(file, checks)
            return 0
        if path.exists() and not path.is_file():  # a pipe or terminal: written to as it comes
            # Without O_NONBLOCK a pipe would wait for somebody who reads.
            handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
            os.set_blocking(handle, True)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                count = _write_lines(file, checks)
        else:
            with suppress(FileNotFoundError):
                path.stat()  # of a link to itself, in the system's words
            count = _replace(path.resolve(), checks)  # a link stays one: its file is replaced
    except BrokenPipeError:  # whoever read it has gone: they had enough
        return 0
    except OSError as error:
        why = plain(error.strerror or str(error))
        complain(
            words.gettext(
                "{path} cannot be written: {why}. Nothing was changed.", path=plain(str(path)), why=why
            )
        )
        return CANNOT_CREATE
    say(
        words.ngettext(
            "{count} line written to {path}.",
            "{count} lines written to {path}.",
            count,
            path=plain(str(path)),
        )
    )
    return 0


def _replace(path: Path, checks: Iterable[dict[str, Any]]) -> int:
    # In the same folder: only within one file system does a file replace another in one step. Without a name
    # where the system knows such: whatever ends us, nothing is left behind.
    nameless = getattr(os, "O_TMPFILE", 0) if Path("/proc/self/fd").exists() else 0
    try:
        handle = os.open(path.parent, nameless | os.O_WRONLY, 0o600) if nameless else None
    except OSError:  # not on this file system, or not at all
        handle = None
    part = None
    try:
        if handle is None:
            handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            count = _write_lines(file, checks)
            file.flush()
            if path.exists() and hasattr(os, "fchmod"):  # Windows' files have no such rights
                os.fchmod(handle, stat.S_IMODE(path.stat().st_mode))
            os.fsync(handle)  # before the name: after a power cut it must not lead to an empty file
            if part is None:
                part = str(path.with_name(f".{path.name}.{secrets.token_hex(4)}"))
                handles = os.open("/proc/self/fd", os.O_RDONLY)  # as open(2) says of O_TMPFILE
                try:
                    os.link(str(handle), part, src_dir_fd=handles)
                finally:
                    os.close(handles)
        Path(part).replace(path)
    finally:
        if part is not None:
            Path(part).unlink(missing_ok=True)  # where all went well it is there no more
    return count


def _write_lines(file: IO[str], checks: Iterable[dict[str, Any]]) -> int:
    return sum(bool(file.write(json.dumps(line) + "\n")) for line in checks)
