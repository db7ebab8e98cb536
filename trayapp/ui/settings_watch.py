"""Tells when the settings file has changed, whatever its editor does to it."""

from __future__ import annotations

import os

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from trayapp.settings.file import SettingsFile

# An editor that empties the file and writes it anew is done within this; people do not feel it.
_SETTLED_MS = 200


class SettingsWatch(QObject):
    """Watches the file, and its folder since many editors put a new file in place of the old one. GUI thread.

    Signals:
        changed: the SettingsFile says something else; argument: the Settings that it said before.
    """

    changed = Signal(object)

    def __init__(self, file: SettingsFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._note)
        self._watcher.directoryChanged.connect(self._note)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self.look)

    @Slot()
    def begin(self) -> None:
        """Watch, from what the file was when it was last read."""
        self._aim()  # first: what is saved from here on is noticed
        self.look()

    @Slot(str)
    def _note(self, _path: str) -> None:
        self._aim()  # Qt watches the file that was there, not one that was put in its place
        self._settled.start()

    @Slot()
    def look(self) -> None:
        """Read it now if it was changed: whoever changed it from here need not wait."""
        before = self._file.loaded.settings
        if self._file.refresh():
            self.changed.emit(before)

    def _aim(self) -> None:
        """At the file, and at its folder or, until that is made, at the nearest there is."""
        path = self._file.path.absolute()
        folder = next((above for above in path.parents if os.path.isdir(above)), None)
        wanted = {str(place) for place in (path, folder) if place is not None and os.path.exists(place)}
        watched = {*self._watcher.files(), *self._watcher.directories()}
        if gone := watched - wanted:
            self._watcher.removePaths(sorted(gone))
        if new := wanted - watched:
            self._watcher.addPaths(sorted(new))
