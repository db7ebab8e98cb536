"""What can be asked of the watching, as a menu: the tray and the window have the same."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from trayapp.i18n import Words
from trayapp.ui.status.actions import Actions, Label, plain_label
from trayapp.ui.status.board import Status


class CommandMenu(QObject):
    """Fills a menu, and changes it in place from then on. GUI thread."""

    def __init__(self, menu: QMenu, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._menu = menu
        self._titles: list[tuple[QMenu, Label]] = []
        self._pause = self._add_menu(lambda words: words.gettext("Pause"), actions.pauses)
        menu.addActions([actions.resume, actions.tell_when_back])
        self._mute = self._add_menu(lambda words: words.gettext("Mute"), actions.mutes)
        menu.addAction(actions.unmute)

    def set_words(self, words: Words) -> None:
        """Say everything in another language from now on."""
        for menu, title in self._titles:
            menu.setTitle(plain_label(title(words)))

    def show_status(self, status: Status) -> None:
        # By their actions: setVisible() of a menu itself would open it.
        self._pause.menuAction().setVisible(not status.is_paused)
        is_muted = status.modes is not None and status.modes.muted_until is not None
        self._mute.menuAction().setVisible(not is_muted)

    def _add_menu(self, title: Label, actions: Sequence[QAction]) -> QMenu:
        menu = self._menu.addMenu("")
        menu.addActions(actions)
        self._titles.append((menu, title))
        return menu
