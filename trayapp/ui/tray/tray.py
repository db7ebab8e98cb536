"""The icon in the tray, with its tooltip and its balloons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

from trayapp.i18n import Words
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.board import Status, tooltip
from trayapp.ui.tray.menu import TrayMenu
from trayapp.ui.tray.tray_host import TrayHost

if TYPE_CHECKING:  # the icon is shown before any of it happens
    from datetime import datetime

    from trayapp.domain.alerts import Notice

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
        item.setContextMenu(self._menu.menu)
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
