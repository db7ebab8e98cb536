"""Buttons that pass something on: copied as text, or saved in a file of the user's choice."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QPushButton

from trayapp.errors import HistoryError
from trayapp.i18n import Words
from trayapp.ui.desktop_session.errands import relay
from trayapp.ui.status.qt_text import with_key
from trayapp.ui.window.style import announce

_THANKS_MS = 2500  # how long a button says that it is done


class Format(NamedTuple):
    """One way to save something."""

    name: str
    """What it is called, in the language of the words."""
    suffix: str
    """Of the file, without a dot."""
    make: Callable[[], str | bytes]
    """What stands in the file. Called in a thread of its own: it must not touch a widget."""


class PassOnButton(QPushButton):
    """Says for a moment what came of it. GUI thread."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._text = text
        self._timer = QTimer(self, singleShot=True, interval=_THANKS_MS)
        self._timer.timeout.connect(self._rest)
        self.setAutoDefault(False)

    def rest_as(self, text: str) -> None:
        """What it says while it has nothing to tell."""
        self._text = text
        self.setMinimumWidth(0)
        if not self._timer.isActive():
            self._rest()

    def tell(self, text: str) -> None:
        self.setMinimumWidth(self.width())  # its neighbours stay where they are
        self.setText(text)
        announce(self, text)
        self._timer.start()

    @Slot()
    def _rest(self) -> None:
        self.setText(self._text)
        self.setToolTip("")


class CopyButton(PassOnButton):
    """Puts a text into the clipboard. When it is clicked, its owner calls `copy`; `key` is its access key."""

    def __init__(self, words: Words, key: str) -> None:
        super().__init__(with_key(words.gettext("Copy"), key))
        self._done = words.gettext("Copied")

    def copy(self, text: str) -> None:
        """An empty one leaves the clipboard as it is."""
        if text:
            QGuiApplication.clipboard().setText(text)
            self.tell(self._done)


class SaveButton(PassOnButton):
    """Asks where to and in which format, and writes the file, for its owner alone.

    When something is to be saved, its owner calls `offer`.
    """

    def __init__(self, words: Words, text: str) -> None:
        super().__init__(text)
        self._words = words
        self._relay = relay()

    def offer(self, name: str, planned: Sequence[Format]) -> None:
        """`name` is that of the file, without its suffix; of the formats there is one at least.

        A suffix that the user types says which one is meant, before the list of formats does.
        """
        from PySide6.QtCore import QStandardPaths  # the first page, which has a Copy, is in a hurry
        from PySide6.QtWidgets import QFileDialog

        formats = {f"{each.name} (*.{each.suffix})": each for each in planned}
        dialog = QFileDialog(self, self._words.gettext("Save"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(formats))
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog.setDirectory(place)
        first = next(iter(formats.values()))
        dialog.setDefaultSuffix(first.suffix)
        dialog.selectFile(f"{name}.{first.suffix}")

        def choose(chosen: str) -> None:
            each = formats[chosen]
            dialog.setDefaultSuffix(each.suffix)
            dialog.selectFile(f"{name}.{each.suffix}")

        def save(path: str) -> None:
            by_name = (each for each in planned if path.lower().endswith(f".{each.suffix}"))
            self._save(next(by_name, formats[dialog.selectedNameFilter()]), Path(path))

        dialog.filterSelected.connect(choose)
        dialog.fileSelected.connect(save)
        dialog.finished.connect(dialog.deleteLater)  # it is large, and rarely wanted twice
        dialog.open()

    def _save(self, wanted: Format, path: Path) -> None:
        threading.Thread(target=self._write, args=(wanted, path), name="saving", daemon=True).start()

    def _write(self, wanted: Format, path: Path) -> None:
        failure = ""
        try:
            made = wanted.make()
            # Not `open_private_file`: sticks and network drives know nothing of rights.
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(made.encode() if isinstance(made, str) else made)
        except OSError as error:
            failure = error.strerror or str(error)
        except HistoryError as error:
            failure = self._words.troubles.error(error)
        self._relay.hand_over(self, self._tell_written, failure)

    def _tell_written(self, failure: str) -> None:
        self.setToolTip(failure)
        self.tell(self._words.gettext("Not saved") if failure else self._words.gettext("Saved"))


def for_programs(words: Words, read: Callable[[], Any]) -> list[Format]:
    """As a table, and as JSON. `read` gives the fields of one thing, or of several; see `Format.make`."""
    from trayapp.sharing.files import as_json, table  # for who saves something

    def rows() -> list[Any]:
        found = read()
        return found if isinstance(found, list) else [found]

    as_table = Format(words.gettext("Table"), "csv", lambda: table(rows()))
    return [as_table, Format("JSON", "json", lambda: as_json(read()))]


def png(image: QImage) -> bytes:
    """The picture as the bytes of a file. Any thread."""
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide6's stubs want bytes
    return bytes(buffer.data().data())
