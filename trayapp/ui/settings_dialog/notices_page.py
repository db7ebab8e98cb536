"""Which changes pop up, and when none does."""

from __future__ import annotations

from trayapp.i18n import Words
from trayapp.settings.declarations import Page
from trayapp.ui.settings_dialog.page import SettingsPage, Surroundings
from trayapp.ui.window.style import push_button


class NoticesPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.NOTICES, words, around)
        show = push_button(words.gettext("Show one now"), around.show_sample)
        self.add("notices.enabled", show)
        self.add_rest(["notices.enabled"])
