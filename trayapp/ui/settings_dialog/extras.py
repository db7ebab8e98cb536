"""What stands on the pages beside the settings: what can be tried, and what is known of who is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QMessageBox, QSlider, QWidget

from trayapp.clock import utc_now
from trayapp.computer.country import system_country
from trayapp.domain.records import CUSTOM_SURFACE, SurfaceResult
from trayapp.errors import TrayappError
from trayapp.history.file.folder import Folder
from trayapp.i18n import Words
from trayapp.i18n.catalogue import plain
from trayapp.settings.declarations import ACCOUNTS, COMMAND, SOURCES, TEAM, Page, Settings
from trayapp.ui.desktop_session.open import open_file
from trayapp.ui.settings_dialog.account import AccountDialog
from trayapp.ui.settings_dialog.errands import Errands, Receive
from trayapp.ui.settings_dialog.field import Remark
from trayapp.ui.settings_dialog.page import Answer, SettingsPage, push_button
from trayapp.ui.status.actions import Actions
from trayapp.ui.status.board import Status

_PACES_S = (30, 45, 60, 90, 120, 180, 300, 600, 900, 1800, 3600)
"""Where the slider stops. Any other number can be typed."""

AskOnce = Callable[[QWidget, str, Settings, Receive[SurfaceResult]], object]
"""Told who wants to know, which surface is asked under which settings, and who receives what it answers."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the pages reach besides the file."""

    folder: Path
    """The history's."""
    actions: Actions
    errands: Errands
    ask_once: AskOnce
    show_sample: Callable[[], object]
    delete_all: Callable[[QWidget, Receive[None]], object]
    """Deletes the history; told who wants that, and who receives that it is done."""
    arguments: Sequence[str] = ()
    """What this start was given on the command line, and the one at login will be."""


class GeneralPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.GENERAL, words)
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


class NoticesPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.NOTICES, words)
        show = push_button(words.gettext("Show one now"))
        show.clicked.connect(around.show_sample)
        self.add("notices.enabled", show)
        self.add_rest(["notices.enabled"])


class TeamPage(SettingsPage):
    """Who is told of incidents beside the user; `keep` is told of which recipient there is an address now."""

    def __init__(self, words: Words, around: Surroundings, keep: Callable[[str], object]) -> None:
        super().__init__(Page.TEAM, words)
        self._around = around
        self._answer = Answer()
        self._test = push_button(words.gettext("Send a test"))
        self._test.clicked.connect(self._send_test)
        self.add("messages.command")
        self.add_below(self._test)
        self.add_below(self._answer)
        self.add_gap()
        for name in TEAM:
            address = push_button(words.gettext("Address…"))
            address.setAccessibleName(words.accounts.title(name))
            address.clicked.connect(partial(_open_account, name, words, around, self, keep))
            self.add(f"messages.{name}", address)
            self.add(f"messages.{name}_events")

    def show_settings(self, settings: Settings) -> None:
        self._test.setEnabled(bool(settings.command))

    @Slot()
    def _send_test(self) -> None:
        if not self._answer.is_awaited:
            self._answer.await_it(self._words.gettext("One moment …"))
            self._around.errands.command(self, ["accounts", "test", COMMAND], self._show_answer)

    def _show_answer(self, _status: int, printed: str) -> None:
        self._answer.come(printed or self._words.gettext("That failed, without a word why."))


class WatchedPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.WATCHED, words)
        self._around = around
        self._settings = Settings()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, len(_PACES_S) - 1)
        self._slider.setPageStep(1)
        self._slider.setMinimumWidth(16 * self.fontMetrics().averageCharWidth())
        self._slider.setAccessibleName(words.settings.label("checks.interval_s"))
        self._slider.valueChanged.connect(self._show_pace)
        self._slider.sliderReleased.connect(self._choose_pace)
        self._traffic = Remark()
        self._try = push_button(words.gettext("Try"))
        self._try.clicked.connect(self._ask)
        self._answer = Answer()
        self.add("checks.interval_s")
        self.add_below(self._slider)
        self.add_below(self._traffic)
        self.add_gap()
        own = [key for key in self.fields if key.startswith("custom.")]
        self.add_rest(["checks.interval_s", *own])
        for key in own:
            self.add(key)
        self.add_below(self._try)
        self.add_below(self._answer)

    def show_settings(self, settings: Settings) -> None:
        if settings.custom_url != self._settings.custom_url:
            self._answer.say("")
        self._settings = settings
        self._try.setEnabled(bool(settings.custom_url))
        if not self._slider.isSliderDown():
            nearest = min(_PACES_S, key=lambda pace_s: abs(pace_s - settings.interval_s))
            self._slider.blockSignals(True)  # it shows what is so, and wants nothing
            self._slider.setValue(_PACES_S.index(nearest))
            self._slider.blockSignals(False)
            self._traffic.say(self._words.settings.daily_traffic(settings.interval_s))

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
        if self._answer.is_awaited:
            return
        self._answer.await_it(self._words.gettext("One moment …"))
        self._around.ask_once(self, CUSTOM_SURFACE, self._settings, self._show_answer)

    def _show_answer(self, found: SurfaceResult | TrayappError) -> None:
        if isinstance(found, SurfaceResult):
            self._answer.come(self._words.settings.address_trial(found))
        else:
            self._answer.come(self._words.troubles.error(found))


class SourcesPage(SettingsPage):
    """Signals of its fields, and the accounts."""

    def __init__(self, words: Words, around: Surroundings, keep: Callable[[str], object]) -> None:
        super().__init__(Page.SOURCES, words)
        self._states: dict[str, Remark] = {}
        self._settings = Settings()
        for key, field in self.fields.items():
            name = key.removeprefix("sources.")
            beside: list[QWidget] = []
            if name in ACCOUNTS:
                sign_in = push_button(words.gettext("Sign in…"))
                sign_in.setAccessibleName(words.accounts.title(name))
                sign_in.clicked.connect(partial(_open_account, name, words, around, self, keep))
                beside.append(sign_in)
            if name in SOURCES:
                field.add_explanation(words.sources.sent(name))
            field.add_to(self.grid, *beside)
            if name in SOURCES:
                self._states[name] = Remark(is_faint=False)
                field.add_remark(self.grid, self._states[name])
            self.add_gap()
        self.add_wide(
            Remark(
                words.gettext(
                    "Mastodon, Bluesky, Reddit, Threads and Downdetector are built from their documentation, "
                    "never run against the live services."
                )
            )
        )

    def show_settings(self, settings: Settings, status: Status) -> None:
        self._settings = settings
        known = {health.source: health for health in status.sources}
        for name, state in self._states.items():
            is_asked = settings.sources and getattr(settings, name)
            if not is_asked:
                state.say("")
            elif name in known:
                state.say(self._words.sources.health(known[name], utc_now()))
            else:
                state.say(self._words.gettext("Not asked yet."))


class DataPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.DATA, words)
        self._around = around
        self._settings = Settings()
        self._test = push_button(words.gettext("Test"))
        self._test.clicked.connect(self._ask)
        self._answer = Answer()
        own = [key for key in self.fields if key.startswith("proxy.")]
        for key in own:
            self.add(key)
        self.add_below(self._test)
        self.add_below(self._answer)
        self.add_gap()
        self.add_rest(own)
        self._size = Remark(is_faint=False)
        self._size.setWordWrap(False)
        self._open = push_button(words.gettext("Open its folder"))
        self._open.clicked.connect(self._open_folder)
        self._save = push_button(words.gettext("Save all…"))
        self._save.clicked.connect(self._choose_file)
        self._delete = push_button(words.gettext("Delete all…"))
        self._delete.clicked.connect(self._ask_to_delete)
        self._saved = Answer()
        self.add_wide(self._size, self._open)
        self.add_wide(self._save, self._delete)
        self.add_wide(
            Remark(
                words.gettext(
                    "What is saved is all that was recorded, one JSON object a line: when X was asked and "
                    "what came back. That shows when this computer was online, and where networks "
                    "redirected to; no secret is in it."
                )
            )
        )
        self.add_wide(self._saved)

    def show_settings(self, settings: Settings) -> None:
        if (settings.proxy, settings.proxy_url) != (self._settings.proxy, self._settings.proxy_url):
            self._answer.say("")
        self._settings = settings
        database = Folder(self._around.folder).database
        size = sum(_size(database.with_name(database.name + end)) for end in ("", "-wal", "-shm"))
        self._size.say(self._words.settings.history_size(size))

    @Slot()
    def _ask(self) -> None:
        if self._answer.is_awaited:
            return
        self._answer.await_it(self._words.gettext("One moment …"))
        # Whether X is watched by its site or not, it is what the proxy has to reach.
        self._around.ask_once(self, "web", replace(self._settings, web=True), self._show_answer)

    def _show_answer(self, found: SurfaceResult | TrayappError) -> None:
        if isinstance(found, SurfaceResult):
            self._answer.come(self._words.settings.proxy_trial(found))
        else:
            self._answer.come(self._words.troubles.error(found))

    @Slot()
    def _open_folder(self) -> None:
        folder = self._around.folder
        if not open_file(folder):
            self._saved.tell(self._words.gettext("Nothing here opens {what}.", what=plain(str(folder))))

    @Slot()
    def _choose_file(self) -> None:
        if self._saved.is_awaited:
            return
        dialog = QFileDialog(self.window(), self._words.gettext("Save all…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDefaultSuffix("jsonl")
        dialog.selectFile(f"trayapp-{utc_now():%Y-%m-%d}.jsonl")
        dialog.fileSelected.connect(self._save_to)
        dialog.open()

    @Slot(str)
    def _save_to(self, path: str) -> None:
        self._saved.await_it(self._words.gettext("One moment …"))
        self._around.errands.command(self, ["export", path], self._show_saved)

    @Slot()
    def _ask_to_delete(self) -> None:
        words = self._words
        question = QMessageBox(self.window())
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setIcon(QMessageBox.Icon.Warning)
        question.setWindowTitle(words.gettext("Delete all…"))
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
        self._around.delete_all(self, self._show_deleted)

    def _show_deleted(self, _: object) -> None:
        self._saved.tell(self._words.gettext("Deleted: a new history has begun."))
        self.show_settings(self._settings)

    def _show_saved(self, _status: int, printed: str) -> None:
        self._saved.come(printed or self._words.gettext("That failed, without a word why."))


def _open_account(
    name: str, words: Words, around: Surroundings, page: QWidget, keep: Callable[[str], object]
) -> None:
    dialog = AccountDialog(name, words, around.errands, page.window())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.kept.connect(keep)
    dialog.open()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
