"""The settings file while the program runs: people edit it by hand, and what they save counts at once."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from trayapp.errors import SettingsError
from trayapp.paths import config_file
from trayapp.settings import declarations
from trayapp.settings.declarations import Loaded, Settings


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
            self.loaded = declarations.load(self.path, must_exist=self.is_named)
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
