"""What the window remembers from one start to the next: its size and place, the span, what it has said."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtWidgets import QWidget

from trayapp.private_files import replace_private_file
from trayapp.reading import read_json_file

_log = logging.getLogger(__name__)

_NAME = "window.json"
_MOST_BYTES = 16 * 1024  # it has some hundreds
_SIZE = QSize(720, 520)  # of a new one: the first page has room in it without a scroll bar
_FRAME_PX = 40  # about what a desktop puts around a window


class WindowMemory:
    """Kept beside the history; a file that cannot be read or written is none. GUI thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._known: dict[str, object] = {}
        try:
            read = read_json_file(self._path, _MOST_BYTES)
        except (OSError, ValueError):
            return
        if isinstance(read, dict):
            self._known = read

    def days(self, spans: tuple[int, ...], default: int) -> int:
        """The span that was looked at last."""
        days = self._known.get("days")
        return days if isinstance(days, int) and days in spans else default

    def is_first(self, what: str) -> bool:
        """Whether this has never been said before; from now on it has."""
        told = self._known.get("told")
        known = told if isinstance(told, list) else []
        if what in known:
            return False
        self._known["told"] = [*known, what]
        self._write()
        return True

    def place(self, window: QWidget) -> None:
        """Where it was and as large as it was, as far as the screen still has room for that."""
        geometry = self._known.get("geometry")
        is_placed = isinstance(geometry, str) and window.restoreGeometry(
            QByteArray.fromBase64(geometry.encode("ascii", "replace"))  # of anything else it makes nothing
        )
        if not is_placed:  # else Qt has seen to it
            room = window.screen().availableSize()
            window.resize(_SIZE.boundedTo(QSize(room.width(), room.height() - _FRAME_PX)))

    def keep(self, window: QWidget, days: int) -> None:
        """Write it down: the window is closed."""
        geometry = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
        now = {**self._known, "days": days, "geometry": geometry}
        if now != self._known:
            self._known = now
            self._write()

    def _write(self) -> None:
        try:
            replace_private_file(self._path, json.dumps(self._known).encode())
        except OSError as error:
            _log.info("the window's place is not kept: %s", error.strerror)
