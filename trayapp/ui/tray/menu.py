"""The icon's menu: everything that can be known and done without a window."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from trayapp.i18n import Words
from trayapp.ui.status.actions import Actions, Label
from trayapp.ui.status.board import Part, Status, summary
from trayapp.ui.status.qt_text import menu_label, shortened


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
        self._status = status
        self.is_on_bus = is_on_bus
        self._titles: list[tuple[QMenu, Label]] = []
        self.menu = QMenu()  # kept here: an icon does not own its menu
        self.menu.aboutToShow.connect(self.opening)
        self._summary = _TextEntries(self.menu)
        self.menu.addAction(actions.remedy)
        self._parts_menu = self._add_menu(lambda words: words.gettext("Parts of X"))
        self._parts = _TextEntries(self._parts_menu)
        self.menu.addSeparator()
        self.menu.addActions([actions.check, actions.see_error])
        self._add_menu(lambda words: words.gettext("What others say"), actions.pages)
        self.menu.addSeparator()
        self._pause_menu = self._add_menu(lambda words: words.gettext("Pause"), actions.pauses)
        self.menu.addActions([actions.resume, actions.tell_when_back])
        self._mute_menu = self._add_menu(lambda words: words.gettext("Mute"), actions.mutes)
        self.menu.addAction(actions.unmute)
        self.menu.addSeparator()
        self.menu.addActions([actions.open_window, actions.settings, actions.help, actions.start_at_login])
        self.menu.addSeparator()
        self.menu.addAction(actions.quit)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Say everything in another language from now on."""
        for menu, title in self._titles:
            menu.setTitle(self._label(title(words)))
        self.show_status(self._status)

    def move_to_bus(self) -> None:
        """Write labels as a tray on the bus reads them."""
        self.is_on_bus = True
        self.show_status(self._status)  # no title has a character that is written otherwise there

    def show_status(self, status: Status) -> None:
        self._status = status
        self._summary.show([self._label(line) for line in summary(status)])
        self._parts.show([self._label(shortened(_line(part))) for part in status.parts])
        # By their actions: setVisible() of a menu itself would open it.
        self._parts_menu.menuAction().setVisible(bool(status.parts))
        self._pause_menu.menuAction().setVisible(not status.is_paused)
        is_muted = status.modes is not None and status.modes.muted_until is not None
        self._mute_menu.menuAction().setVisible(not is_muted)

    def _add_menu(self, title: Label, actions: Sequence[QAction] = ()) -> QMenu:
        menu = self.menu.addMenu("")
        menu.addActions(actions)
        self._titles.append((menu, title))
        return menu

    def _label(self, text: str) -> str:
        return menu_label(text, is_on_bus=self.is_on_bus)


class _TextEntries:
    """Menu entries that only say something: as many as there are texts, at the top of their menu."""

    def __init__(self, menu: QMenu) -> None:
        self._menu = menu
        self._actions: list[QAction] = []

    def show(self, labels: Sequence[str]) -> None:
        for _ in labels[len(self._actions) :]:
            action = QAction(self._menu)
            action.setEnabled(False)
            below = self._menu.actions()[len(self._actions) :]  # the main menu has commands under them
            if below:
                self._menu.insertAction(below[0], action)
            else:
                self._menu.addAction(action)
            self._actions.append(action)
        for action, label in zip_longest(self._actions, labels):
            if label is not None:
                action.setText(label)
            action.setVisible(label is not None)  # kept for the next long text


def _line(part: Part) -> str:
    return " · ".join(filter(None, [f"{part.name}: {part.result}", part.asked]))
