"""The icon in the tray, with its tooltip and its menu."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from trayapp.ui.icons import StatusIcons
from trayapp.ui.labels import menu_label, shortened, wrapped
from trayapp.ui.status import Part, Status
from trayapp.ui.tray_host import TrayHost
from trayapp.words import Words

_MESSAGE_MS = 10_000
"""How long a message is shown, where the tray leaves that to us."""


class Tray(QObject):
    """Shows the status in the tray, now or as soon as there is one. GUI thread.

    Whatever a left click does is in the menu as well: many trays open the menu at any click.

    Signals:
        check_requested: the user wants a check now.
        details_requested: the user wants to see more than fits into the tray.
        quit_requested: the user wants the app to end.
        message_clicked: the message that was shown last was clicked.
    """

    check_requested = Signal()
    details_requested = Signal()
    quit_requested = Signal()
    message_clicked = Signal()

    def __init__(
        self,
        host: TrayHost,
        icons: StatusIcons,
        words: Words,
        status: Status,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._host = host
        self._icons = icons
        self._words = words
        self._status = status
        self._is_on_bus = host.is_on_bus()
        self._tooltip = ""
        # Built once: panels go on showing the first menu they were given. Entries change in place.
        self._menu = QMenu()
        self._summary = _TextEntries(self._menu)
        self._parts_menu = self._menu.addMenu(words.parts_of_x())
        self._parts = _TextEntries(self._parts_menu)
        self._menu.addSeparator()
        self._check = self._menu.addAction(words.check_now())
        self._check.triggered.connect(self._request_check)
        self._details = self._menu.addAction(words.show_details())
        self._details.triggered.connect(self._request_details)
        self._menu.addSeparator()
        self._menu.addAction(words.quit()).triggered.connect(self._request_quit)
        self._fill_menu()
        self._item = self._new_item()
        host.appeared.connect(self._move_to_bus)

    def show(self) -> None:
        self._item.show()

    def hide(self) -> None:
        self._item.hide()

    def show_message(self, title: str, text: str) -> None:
        """Show a message beside the icon; nothing happens where there is no tray.

        With the icon's own picture: any other would take its place in the tray as long as the message lasts.
        """
        self._item.showMessage(title, text, self._item.icon(), _MESSAGE_MS)

    @Slot(object)
    def show_status(self, status: Status) -> None:
        if status.verdict != self._status.verdict:  # each change wakes the panel, even one to the same
            self._item.setIcon(self._icons.icon(status.verdict))
        self._status = status
        self._fill_menu()
        self._fill_tooltip()

    @Slot()
    def _move_to_bus(self) -> None:
        """Qt chooses the protocol when an icon is made, once and for all.

        One that was made before the tray (at login both start at once) would never show in it. One that is on
        the bus already is put into a new tray by Qt.
        """
        if self._is_on_bus or not self._host.is_on_bus():
            return
        self._is_on_bus = True
        self._item.hide()
        self._item.deleteLater()
        self._fill_menu()
        self._item = self._new_item()
        self._item.show()

    def _new_item(self) -> QSystemTrayIcon:
        item = QSystemTrayIcon(self._icons.icon(self._status.verdict), self)
        item.setContextMenu(self._menu)
        item.activated.connect(self._note_click)
        item.messageClicked.connect(self._note_message_click)
        self._tooltip = "\n".join(_summary(self._status))
        item.setToolTip(self._tooltip)
        return item

    def _fill_tooltip(self) -> None:
        tooltip = "\n".join(_summary(self._status))
        if tooltip != self._tooltip:
            self._tooltip = tooltip
            self._item.setToolTip(tooltip)

    def _fill_menu(self) -> None:
        status = self._status
        self._summary.show(self._labels(_summary(status)))
        self._parts.show(self._labels([shortened(_line(part)) for part in status.parts]))
        self._parts_menu.menuAction().setVisible(bool(status.parts))
        self._check.setText(self._words.checking() if status.is_checking else self._words.check_now())
        self._check.setEnabled(not status.is_checking)

    def _labels(self, texts: Sequence[str]) -> list[str]:
        return [menu_label(text, is_on_bus=self._is_on_bus) for text in texts]

    @Slot(QSystemTrayIcon.ActivationReason)
    def _note_click(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.details_requested.emit()

    @Slot()
    def _note_message_click(self) -> None:
        self.message_clicked.emit()

    @Slot()
    def _request_check(self) -> None:
        self.check_requested.emit()

    @Slot()
    def _request_details(self) -> None:
        self.details_requested.emit()

    @Slot()
    def _request_quit(self) -> None:
        self.quit_requested.emit()


class _TextEntries:
    """Menu entries that only say something: as many as there are texts, at the top of their menu."""

    def __init__(self, menu: QMenu) -> None:
        self._menu = menu
        self._actions: list[QAction] = []

    def show(self, labels: Sequence[str]) -> None:
        while len(self._actions) < len(labels):
            self._add()
        for action, label in zip_longest(self._actions, labels):
            if label is not None:
                action.setText(label)
            action.setVisible(label is not None)

    def _add(self) -> None:
        action = QAction(self._menu)
        action.setEnabled(False)
        below = self._menu.actions()[len(self._actions) :]
        if below:
            self._menu.insertAction(below[0], action)
        else:
            self._menu.addAction(action)
        self._actions.append(action)


def _line(part: Part) -> str:
    return " · ".join(filter(None, [f"{part.name}: {part.result}", part.asked]))


def _summary(status: Status) -> list[str]:
    """A few short lines: trays neither wrap nor cut them."""
    texts = (status.sentence, *status.since, status.remark, status.lately, status.last_check)
    return [line for text in texts for line in wrapped(text)]
