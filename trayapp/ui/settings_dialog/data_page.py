"""The way to X, the history, and figures for others."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox

from trayapp.clock import utc_now
from trayapp.history.file.folder import Folder
from trayapp.i18n import Words
from trayapp.i18n.catalogue import N_, plain
from trayapp.settings.declarations import Page
from trayapp.settings.file import Loaded
from trayapp.ui.desktop_session.open import open_file
from trayapp.ui.settings_dialog.field import Remark
from trayapp.ui.settings_dialog.page import Answer, SettingsPage, Surroundings
from trayapp.ui.status.board import Status
from trayapp.ui.window.style import push_button


class DataPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.DATA, words, around)
        own = [key for key in self.fields if key.startswith("proxy.")]
        for key in own:
            self.add(key)
        self.add_below(push_button(words.gettext("Test"), self._ask))
        self.add_below(self._answer)
        self.add_gap()
        self.add("history.keep_days")
        self._size = Remark(is_faint=False)
        self._size.setWordWrap(False)
        self.add_wide(self._size, push_button(words.gettext("Open its folder"), self._open_folder))
        self.add_wide(
            push_button(words.gettext("Save all…"), self._choose_file),
            push_button(words.gettext("Delete all…"), self._ask_to_delete),
        )
        self._saved = Answer(words)
        contents = N_(
            "What is saved is all that was recorded, one JSON object a line: when X was asked and "
            "what came back. That shows when this computer was online, and where networks "
            "redirected to; no secret is in it."
        )
        self.add_wide(Remark(words.gettext(contents)))
        self.add_wide(self._saved)
        self.add_gap()
        self.add_rest([*own, "history.keep_days"])

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
