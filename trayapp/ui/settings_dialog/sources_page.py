"""Who else is asked: what each is for, what it is sent, and what it said."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from trayapp.clock import utc_now
from trayapp.i18n import Words
from trayapp.i18n.catalogue import N_
from trayapp.settings.declarations import ACCOUNTS, SOURCES, Page
from trayapp.settings.file import Loaded
from trayapp.ui.settings_dialog.field import Remark
from trayapp.ui.settings_dialog.page import SettingsPage, Surroundings
from trayapp.ui.status.board import Status
from trayapp.ui.window.style import push_button


class SourcesPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.SOURCES, words, around)
        self._states: dict[str, Remark] = {}
        for key, field in self.fields.items():
            name = key.removeprefix("sources.")
            beside: list[QWidget] = []
            if name in ACCOUNTS:
                sign_in = push_button(words.gettext("Sign in…"), partial(self.open_account, name))
                sign_in.setAccessibleName(words.accounts.title(name))
                beside.append(sign_in)
            field.add_to(self.grid, *beside)
            if name in SOURCES:
                self._states[name] = Remark(is_faint=False)
                field.add_remark(self.grid, self._states[name])
            self.add_gap()
        unproven = N_(
            "Mastodon, Bluesky, Reddit, Threads and Downdetector are built from their documentation, "
            "never run against the live services."
        )
        self.add_wide(Remark(words.gettext(unproven)))

    def show_settings(self, loaded: Loaded, status: Status) -> None:
        super().show_settings(loaded, status)
        known = {health.source: health for health in status.sources}
        for name, state in self._states.items():
            is_asked = self._settings.sources and getattr(self._settings, name)
            if not is_asked:
                state.say("")
            elif name in known:
                state.say(self._words.sources.health(known[name], utc_now()))
            else:
                state.say(self._words.gettext("Not asked yet."))
