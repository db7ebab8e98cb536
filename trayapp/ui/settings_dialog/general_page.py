"""The page that one sees first: language, start at login, country, icon."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox

from trayapp.computer.country import system_country
from trayapp.i18n import Words
from trayapp.settings.declarations import Page
from trayapp.ui.settings_dialog.field import Remark
from trayapp.ui.settings_dialog.page import SettingsPage, Surroundings


class GeneralPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.GENERAL, words, around)
        self.fields["country"].set_placeholder(system_country() or "")
        self.add("language")
        if "--lang" in around.arguments:
            said = words.gettext("This start was given a language on the command line, which goes first.")
            self.add_below(Remark(said))
            self.add_gap()
        action = around.actions.start_at_login
        self._at_login = QCheckBox(words.gettext("Start at login"))
        self._at_login.setChecked(action.isChecked())
        self._at_login.clicked.connect(action.trigger)
        action.toggled.connect(self._at_login.setChecked)
        remark = words.gettext("As your desktop has it: its own list of programs to start counts, too.")
        if around.arguments:
            remark = words.settings.login_with(around.arguments)
        self._at_login.setAccessibleDescription(remark)
        if action.isVisible():
            self.add_wide(self._at_login)
            self.add_wide(Remark(remark))
            self.add_gap()
        self.add_rest(["language"])
