"""Who is told of incidents beside the user."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot

from trayapp.i18n import Words
from trayapp.settings.declarations import COMMAND, TEAM, Page
from trayapp.settings.file import Loaded
from trayapp.ui.settings_dialog.page import SettingsPage, Surroundings
from trayapp.ui.status.board import Status
from trayapp.ui.window.style import push_button


class TeamPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.TEAM, words, around)
        self._test = push_button(words.gettext("Send a test"), self._send_test)
        self.add("messages.command")
        self.add_below(self._test)
        self.add_below(self._answer)
        self.add_gap()
        for name in TEAM:
            address = push_button(words.gettext("Address…"), partial(self.open_account, name))
            address.setAccessibleName(words.accounts.title(name))
            self.add(f"messages.{name}", address)
            self.add(f"messages.{name}_events")

    def show_settings(self, loaded: Loaded, status: Status) -> None:
        super().show_settings(loaded, status)
        self._test.setEnabled(bool(self._settings.command))
        for name in TEAM:
            is_told = getattr(self._settings, name) != "off"
            self.fields[f"messages.{name}_events"].editor.setEnabled(is_told)

    @Slot()
    def _send_test(self) -> None:
        if self._answer.begin():
            self._around.errands.command(self, ["accounts", "test", COMMAND], self._answer.show_printed)
