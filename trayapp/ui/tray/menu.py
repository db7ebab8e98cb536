"""The icon's menu: what is the matter, and everything that can be done without a window."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from trayapp.domain.remedies import Remedy
from trayapp.i18n import Words
from trayapp.ui.status.actions import Actions
from trayapp.ui.status.board import Status, first_line
from trayapp.ui.status.command_menu import CommandMenu
from trayapp.ui.status.qt_text import menu_label, wrapped


class TrayMenu(QObject):
    """Built once: panels go on showing the first menu they were given. Entries change in place. GUI thread.

    Attributes:
        menu: the menu itself.
        is_on_bus: whether it is shown by a tray on the session bus, which reads labels in a way of its own.

    Signals:
        opening: the menu is about to be shown; not every tray tells.
    """

    opening = Signal()

    def __init__(
        self,
        words: Words,
        status: Status,
        actions: Actions,
        *,
        is_on_bus: bool,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._status = status
        self._actions = actions
        self.is_on_bus = is_on_bus
        self.menu = QMenu()  # kept here: an icon does not own its menu
        self.menu.aboutToShow.connect(self.opening)
        self._lines: list[QAction] = []
        self._below_lines = self.menu.addSeparator()
        # Others' pages stand below by their names, and twice in one menu is once too often.
        self._remedy = QAction(self.menu)
        self._remedy.triggered.connect(actions.remedy.trigger)
        self.menu.addActions([self._remedy, actions.check, actions.see_error])
        self._commands = CommandMenu(self.menu, actions, self)
        self.menu.addSeparator()
        self.menu.addActions([actions.open_window, *actions.pages])
        self.menu.addSeparator()
        self.menu.addActions([actions.settings, actions.help, actions.start_at_login])
        self.menu.addSeparator()
        self.menu.addAction(actions.quit)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Say everything in another language from now on."""
        self._words = words
        self._commands.set_words(words)
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
        self._commands.show_status(status)

    def _show_lines(self, labels: Sequence[str]) -> None:
        """As many entries as there are lines. All open the window: what is greyed out nobody can read."""
        for _ in labels[len(self._lines) :]:
            action = QAction(self.menu)
            action.triggered.connect(self._actions.open_window.trigger)
            self.menu.insertAction(self._below_lines, action)
            self._lines.append(action)
        for action, label in zip_longest(self._lines, labels):
            if label is not None:
                action.setText(label)
            action.setVisible(label is not None)  # kept for the next long text
