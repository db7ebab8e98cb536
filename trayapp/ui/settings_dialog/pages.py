"""The pages of the settings behind the first one, each with what can be tried on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from trayapp.clock import utc_now
from trayapp.domain.codes import CUSTOM_SURFACE
from trayapp.history.file.folder import Folder
from trayapp.i18n import Words
from trayapp.i18n.catalogue import N_, plain
from trayapp.settings.declarations import ACCOUNTS, COMMAND, SOURCES, TEAM, Page
from trayapp.settings.file import Loaded
from trayapp.ui.desktop_session.open import open_file
from trayapp.ui.settings_dialog.field import Remark
from trayapp.ui.settings_dialog.page import Answer, SettingsPage, Surroundings
from trayapp.ui.status.board import Status
from trayapp.ui.window.style import push_button

_PACES_S = (30, 45, 60, 90, 120, 180, 300, 600, 900, 1800, 3600)
"""Where the slider stops. Any other number can be typed."""


class NoticesPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.NOTICES, words, around)
        show = push_button(words.gettext("Show one now"), around.show_sample)
        self.add("notices.enabled", show)
        self.add_rest()


class TeamPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.TEAM, words, around)
        self._test = push_button(words.gettext("Send a test"), self._send_test)
        self.add("messages.command", below=[self._test, self._answer])
        for name in TEAM:
            address = push_button(words.gettext("Address…"), partial(self.open_account, name))
            address.setAccessibleName(words.sources.account_title(name))
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


class WatchedPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.WATCHED, words, around)
        from PySide6.QtWidgets import QSlider  # here and below: what most who look at a page do not want

        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, len(_PACES_S) - 1)
        self._slider.setPageStep(1)
        self._slider.setMinimumWidth(16 * self.fontMetrics().averageCharWidth())
        self._slider.setAccessibleName(words.settings.label("checks.interval_s"))
        self._slider.valueChanged.connect(self._show_pace)
        self._slider.sliderReleased.connect(self._choose_pace)
        self._traffic = Remark()
        self._try = push_button(words.gettext("Try"), self._ask)
        self.add("checks.interval_s", below=[self._slider, self._traffic])
        for key in sorted(list(self.fields)[1:], key=lambda key: key.startswith("custom.")):  # these last
            self.add(key, below=[self._try, self._answer] if key == "custom.text" else [])

    def show_settings(self, loaded: Loaded, status: Status) -> None:
        super().show_settings(loaded, status)
        self._try.setEnabled(bool(self._settings.custom_url))
        if not self._slider.isSliderDown():
            nearest = min(_PACES_S, key=lambda pace_s: abs(pace_s - self._settings.interval_s))
            self._slider.blockSignals(True)  # it shows what is so, and wants nothing
            self._slider.setValue(_PACES_S.index(nearest))
            self._slider.blockSignals(False)
            self._traffic.say(self._words.settings.daily_traffic(self._settings.interval_s))

    @Slot(int)
    def _show_pace(self, place: int) -> None:
        self._traffic.say(self._words.settings.daily_traffic(_PACES_S[place]))
        if not self._slider.isSliderDown():
            self._choose_pace()

    @Slot()
    def _choose_pace(self) -> None:
        pace_s = _PACES_S[self._slider.value()]
        if pace_s != self._settings.interval_s:
            self.fields["checks.interval_s"].chosen.emit("checks.interval_s", pace_s)

    @Slot()
    def _ask(self) -> None:
        self.ask_once(CUSTOM_SURFACE, self._settings, self._words.settings.address_trial)


class SourcesPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.SOURCES, words, around)
        self._states: dict[str, Remark] = {}
        for key in self.fields:
            name = key.removeprefix("sources.")
            beside: list[QWidget] = []
            if name in ACCOUNTS:
                sign_in = push_button(words.gettext("Sign in…"), partial(self.open_account, name))
                sign_in.setAccessibleName(words.sources.account_title(name))
                beside.append(sign_in)
            if name in SOURCES:
                self._states[name] = Remark(is_faint=False)
            self.add(key, *beside, below=filter(None, [self._states.get(name)]))
        unproven = N_(
            "Mastodon, Bluesky, Reddit, Threads and Downdetector are built from their documentation, "
            "never run against the live services."
        )
        self._form.addRow(Remark(words.gettext(unproven)))

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


class DataPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.DATA, words, around)
        self.add("proxy.mode")
        self.add("proxy.url", below=[push_button(words.gettext("Test"), self._ask), self._answer])
        self.add("history.keep_days")
        self._size = Remark(is_faint=False)
        self._size.setWordWrap(False)
        self.add_row(self._size, push_button(words.gettext("Open its folder"), self._open_folder))
        save = push_button(words.gettext("Save all…"), self._choose_file)
        delete = push_button(words.gettext("Delete all…"), self._ask_to_delete)
        self._saved = Answer(words)
        contents = N_(
            "What is saved is all that was recorded, one JSON object a line: when X was asked and "
            "what came back. That shows when this computer was online, and where networks "
            "redirected to; no secret is in it."
        )
        self.add_row(save, delete, below=[Remark(words.gettext(contents)), self._saved])
        self.add_rest()

    def show_settings(self, loaded: Loaded, status: Status) -> None:
        super().show_settings(loaded, status)
        self._show_size()

    def _show_size(self) -> None:
        database = Folder(self._around.folder).database
        size = sum(_size(database.with_name(database.name + end)) for end in ("", "-wal", "-shm"))
        self._size.say(self._words.settings.history_size(size))

    @Slot()
    def _ask(self) -> None:
        # Whether X is watched by its site or not, it is what the proxy has to reach.
        self.ask_once("web", replace(self._settings, web=True), self._words.settings.proxy_trial)

    @Slot()
    def _open_folder(self) -> None:
        folder = self._around.folder
        if not open_file(folder):
            self._saved.tell(self._words.gettext("Nothing here opens {what}.", what=plain(str(folder))))

    @Slot()
    def _choose_file(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self.window(), self._words.gettext("Save all…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDefaultSuffix("jsonl")
        dialog.selectFile(f"trayapp-{utc_now():%Y-%m-%d}.jsonl")
        dialog.fileSelected.connect(self._save_to)
        dialog.open()

    @Slot(str)
    def _save_to(self, path: str) -> None:
        if self._saved.begin():
            self._around.errands.command(self, ["export", path], self._saved.show_printed)

    @Slot()
    def _ask_to_delete(self) -> None:
        from PySide6.QtWidgets import QMessageBox

        words = self._words
        question = QMessageBox(self.window())
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setIcon(QMessageBox.Icon.Warning)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(words.gettext("Delete the whole history?"))
        question.setInformativeText(
            words.gettext(
                "All checks, figures, incidents, your notes and marks go for good. "
                "Settings and accounts stay, and watching goes on."
            )
        )
        delete = question.addButton(words.gettext("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        keep = question.addButton(words.gettext("Cancel"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(keep)
        delete.clicked.connect(self._delete_all)
        question.open()

    @Slot()
    def _delete_all(self) -> None:
        receive = partial(self._saved.show_result, self._deleted)
        self._around.errands.run(self, self._around.delete_all, receive)

    def _deleted(self, is_done: bool) -> str:
        self._show_size()
        if not is_done:
            return self._words.gettext("It is deleted as soon as X is watched again.")
        return self._words.gettext("Deleted: a new history has begun.")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


PAGES: dict[Page, Callable[[Words, Surroundings], SettingsPage]] = {
    Page.NOTICES: NoticesPage,
    Page.TEAM: TeamPage,
    Page.WATCHED: WatchedPage,
    Page.SOURCES: SourcesPage,
    Page.DATA: DataPage,
}
