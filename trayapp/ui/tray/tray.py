"""The icon in the tray, with its menu, its tooltip and its balloons; and whether there is a tray at all."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from PySide6.QtCore import SLOT, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from trayapp.domain.remedies import Remedy
from trayapp.i18n import Words
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.actions import Actions, CommandMenu
from trayapp.ui.status.board import Status, first_line, tooltip
from trayapp.ui.status.qt_text import menu_label, wrapped

if TYPE_CHECKING:  # the icon is shown before any of it happens
    from datetime import datetime

    from trayapp.domain.alerts import Notice


_WATCHER = "org.kde.StatusNotifierWatcher"

# A panel that starts at the same login takes a second or two longer than this app.
_PATIENCE_MS = 3000
_BALLOON_MS = 10_000  # how long a balloon is shown, where the tray leaves that to us


class Tray(QObject):
    """Shows the status in the tray, now or as soon as there is one. GUI thread.

    Whatever a left click does is in the menu as well: many trays open the menu at any click.

    Attributes:
        words: the language of tooltip and balloons from now on.

    Signals:
        clicked: with the left button.
        balloon_clicked: argument: when the incident began that the balloon is about, or None.
    """

    clicked = Signal()
    balloon_clicked = Signal(object)

    def __init__(
        self,
        host: TrayHost,
        icons: StatusIcons,
        menu: TrayMenu,
        status: Status,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.words = words
        self._host = host
        self._icons = icons
        self._menu = menu
        self._status = status
        self._balloon_begin: datetime | None = None
        self._item = self._new_item()
        host.appeared.connect(self._move_to_bus)

    def show(self) -> None:
        self._item.show()

    def hide(self) -> None:
        self._item.hide()

    def set_icons(self, icons: StatusIcons) -> None:
        """Show icons of another style from now on."""
        self._icons = icons
        self.show_status(self._status)

    @Slot(object)
    def show_balloon(self, notice: Notice) -> None:
        """Show what no notification server took beside the icon; nothing happens where there is no tray."""
        # A tray shows one balloon at a time, so a click on one leads to what was shown last.
        self._balloon_begin = notice.incident.begin if notice.incident is not None else None
        title, text = self.words.notices.title(notice), self.words.notices.body(notice)
        # The icon's own picture: any other would take its place in the tray as long as the balloon lasts.
        self._item.showMessage(title, text, self._item.icon(), _BALLOON_MS)

    @Slot(object)
    def show_status(self, status: Status) -> None:
        self._status = status
        icon = self._icon()
        # Each change wakes the panel, even one to the same.
        if icon.cacheKey() != self._item.icon().cacheKey():
            self._item.setIcon(icon)
        self._menu.show_status(status)
        text = tooltip(status, self.words)
        if text != self._item.toolTip():
            self._item.setToolTip(text)

    def _icon(self) -> QIcon:
        status = self._status
        return self._icons.icon(status.verdict, is_paused=status.is_paused, is_settling=status.is_settling)

    @Slot()
    def _move_to_bus(self) -> None:
        """Make the icon anew for a tray that has come to the bus."""
        # Qt chooses the protocol when an icon is made, once and for all: one that was made before the tray
        # (at login both start at once) would never show in it. One on the bus Qt puts into a new tray itself.
        if self._menu.is_on_bus or not self._host.is_on_bus():
            return
        self._item.hide()
        self._item.deleteLater()
        self._menu.move_to_bus()
        self._item = self._new_item()
        self._item.show()

    def _new_item(self) -> QSystemTrayIcon:
        item = QSystemTrayIcon(self._icon(), self)
        item.setContextMenu(self._menu)  # which it does not own
        item.activated.connect(self._on_click)
        item.messageClicked.connect(self._on_balloon_click)
        item.setToolTip(tooltip(self._status, self.words))
        return item

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_click(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        # On the bus a double click comes as two of these, and a right click not at all (Qt 6.12).
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.clicked.emit()

    @Slot()
    def _on_balloon_click(self) -> None:
        self.balloon_clicked.emit(self._balloon_begin)


class TrayMenu(QMenu):
    """Built once: panels go on showing the first menu they were given. Entries change in place. GUI thread.

    Attributes:
        is_on_bus: whether it is shown by a tray on the session bus, which reads labels in a way of its own.
    """

    def __init__(self, words: Words, status: Status, actions: Actions, *, is_on_bus: bool) -> None:
        super().__init__()
        self._words = words
        self._status = status
        self._actions = actions
        self.is_on_bus = is_on_bus
        self._lines: list[QAction] = []
        self._below_lines = self.addSeparator()
        # Others' pages stand below by their names, and twice in one menu is once too often.
        self._remedy = QAction(self)
        self._remedy.triggered.connect(actions.remedy.trigger)
        self.addActions([self._remedy, actions.check, actions.see_error])
        self._commands = CommandMenu(self, actions)
        self.addSeparator()
        self.addActions([actions.open_window, *actions.pages])
        self.addSeparator()
        self.addActions([actions.settings, actions.help, actions.start_at_login])
        self.addSeparator()
        self.addAction(actions.quit)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Say everything in another language from now on."""
        self._words = words
        self.show_status(self._status)

    def move_to_bus(self) -> None:
        """Write labels as a tray on the bus reads them."""
        self.is_on_bus = True
        self.show_status(self._status)  # nothing else has a character that is written otherwise there

    def show_status(self, status: Status) -> None:
        self._status = status
        lines = [first_line(status, self._words), *wrapped(status.sentence)]
        self._show_lines([menu_label(line, is_on_bus=self.is_on_bus) for line in lines])
        self._remedy.setText(self._actions.remedy.text())
        self._remedy.setVisible(status.remedy not in (None, Remedy.OUTAGE_PAGE))
        self._commands.show_status(status, self._words)

    def _show_lines(self, labels: Sequence[str]) -> None:
        """As many entries as there are lines. All open the window: what is greyed out nobody can read."""
        for _ in labels[len(self._lines) :]:
            action = QAction(self)
            action.triggered.connect(self._actions.open_window.trigger)
            self.insertAction(self._below_lines, action)
            self._lines.append(action)
        for action, label in zip_longest(self._lines, labels):
            if label is not None:
                action.setText(label)
            action.setVisible(label is not None)  # kept for the next long text


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
