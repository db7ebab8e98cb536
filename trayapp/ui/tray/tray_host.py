"""Whether this desktop has a tray at the moment, and when one comes and goes."""

from __future__ import annotations

import sys

from PySide6.QtCore import SLOT, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher
from PySide6.QtWidgets import QSystemTrayIcon

_WATCHER = "org.kde.StatusNotifierWatcher"

# A panel that starts at the same login takes a second or two longer than this app.
_PATIENCE_MS = 3000


class TrayHost(QObject):
    """Watches for the tray, from `watch` on. GUI thread.

    Trays of the StatusNotifierItem protocol are found on the session bus; those of the older XEmbed protocol
    come and go unannounced, and Qt puts its icon into them by itself.

    Signals:
        appeared: a tray has come to the bus.
        missed: there is still no tray at all, some time after the start or after the end of the bus.
            A tray that goes is no reason: panels crash and come back, and some go while the screen is locked.
    """

    appeared = Signal()
    missed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._look_for_tray)

    def watch(self) -> None:
        """Begin to tell. A tray that is there already is told as well."""
        self._patience.start()
        bus = _session_bus()
        if bus is None:
            return
        # For its coming alone: that it goes is no news, see `missed`.
        self._watcher = QDBusServiceWatcher(
            _WATCHER, bus, QDBusServiceWatcher.WatchModeFlag.WatchForRegistration, self
        )
        self._watcher.serviceRegistered.connect(self._on_appearing)
        # What the library itself says when the bus ends.
        path, interface = "/org/freedesktop/DBus/Local", "org.freedesktop.DBus.Local"
        slot = SLOT("on_end_of_bus()")
        bus.connect("", path, interface, "Disconnected", self, slot)  # type: ignore[call-overload] # takes no bytes
        if self.is_on_bus():
            self._on_appearing(_WATCHER)

    def is_on_bus(self) -> bool:
        """Whether a QSystemTrayIcon made now is a StatusNotifierItem: Qt asks the same when it makes one."""
        bus = _session_bus()
        # The reply itself is true, whatever it says.
        return bus is not None and bool(bus.interface().isServiceRegistered(_WATCHER).value())

    def is_there(self) -> bool:
        """Whether there is a tray now, of whatever protocol. About 2 ms."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @Slot(str)
    def _on_appearing(self, _name: str) -> None:
        self._patience.stop()
        self.appeared.emit()

    @Slot()
    def on_end_of_bus(self) -> None:
        self._patience.start()

    @Slot()
    def _look_for_tray(self) -> None:
        if not self.is_there():
            self.missed.emit()


def _session_bus() -> QDBusConnection | None:
    """The session's D-Bus; `None` where there is none, and on systems whose trays do not use it."""
    if sys.platform in ("win32", "darwin"):
        return None
    bus = QDBusConnection.sessionBus()
    return bus if bus.isConnected() else None
