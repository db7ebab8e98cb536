"""An account with a source: entered, tried, forgotten. What is typed goes to the key store alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from trayapp.computer.key_store import KeyStore
from trayapp.errors import TrayappError
from trayapp.i18n import Words
from trayapp.i18n.catalogue import N_
from trayapp.settings.declarations import ACCOUNTS, LONGEST_VALUE, TEAM
from trayapp.ui.desktop_session.errands import Errands
from trayapp.ui.settings_dialog.field import Remark, side_by_side
from trayapp.ui.settings_dialog.page import Answer
from trayapp.ui.window.style import gap_px, push_button

_WIDTH = 70
"""In letters."""


class AccountDialog(QDialog):
    """Of one source. It can be closed at any time: what hangs in the key store ends with it. GUI thread.

    Signals:
        kept: there is an account now; argument: the source's name.
    """

    kept = Signal(str)

    def __init__(self, name: str, words: Words, errands: Errands, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self._words = words
        self._errands = errands
        self.setWindowTitle(words.sources.account_title(name))
        gap = gap_px(self)
        form = QFormLayout()
        form.setHorizontalSpacing(gap)
        self._editors = {field.name: QLineEdit() for field in ACCOUNTS[name]}
        for field in ACCOUNTS[name]:
            editor = self._editors[field.name]
            editor.setMaxLength(LONGEST_VALUE)
            if field.is_secret:
                editor.setEchoMode(QLineEdit.EchoMode.Password)
            editor.textChanged.connect(self._allow)
            form.addRow(words.sources.account_field(field.name), editor)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._store = Remark(words.gettext("Looking for the key store …"))
        self._answer = Answer(words)
        self._keep = push_button(words.gettext("Save"), self._keep_it)
        self._keep.setDefault(True)
        test = push_button(words.gettext("Test"), lambda: self._run("test"))
        remove = push_button(words.gettext("Remove"), lambda: self._run("remove"))
        close = push_button(words.gettext("Close"), self.reject)
        buttons = side_by_side(test, remove)
        for button in (self._keep, close):
            buttons.addWidget(button)
        self._whole = whole = QVBoxLayout(self)
        whole.setContentsMargins(gap, gap, gap, gap)
        whole.setSpacing(gap)
        whole.addWidget(Remark(words.sources.account_origin(name), is_faint=False))
        whole.addLayout(form)
        whole.addWidget(self._store)
        whole.addWidget(self._answer)
        whole.addStretch()
        whole.addLayout(buttons)
        width_px = _WIDTH * self.fontMetrics().averageCharWidth()
        self.resize(min(width_px, self.screen().availableSize().width()), 0)
        self._allow()
        self._fit()
        errands.run(self, KeyStore().examine, self._show_store)

    @Slot()
    def _allow(self) -> None:
        texts = [editor.text().strip() for editor in self._editors.values()]
        self._keep.setEnabled(all(texts))

    def _show_store(self, found: str | TrayappError) -> None:
        if isinstance(found, TrayappError):
            self._store.say(self._words.troubles.error(found))
        else:
            text = N_("What you enter is kept in your desktop's key store ({store}) and nowhere else.")
            self._store.say(self._words.gettext(text, store=found))
        self._fit()

    def _fit(self) -> None:
        """Grow with what is said: of wrapped lines a window does not know by itself how many they are."""
        self.resize(self.width(), max(self.height(), self._whole.totalHeightForWidth(self.width())))

    @Slot()
    def _keep_it(self) -> None:
        self._run("set", [self._editors[field.name].text().strip() for field in ACCOUNTS[self._name]])

    def _run(self, action: str, lines: Sequence[str] = ()) -> None:
        if self._answer.begin(self._words.gettext("One moment … The key store may ask for its password.")):
            self._fit()
            self._errands.command(self, ["accounts", action, self._name], partial(self._show, action), lines)

    def _show(self, action: str, status: int, printed: str) -> None:
        if status == 0 and action == "set":
            for editor in self._editors.values():
                editor.clear()
            kept = N_("The account is in the key store, and its source is switched on.")
            if self._name in TEAM:
                kept = N_("The address is in the key store, and is told from now on.")
            printed = self._words.gettext(kept)
            self.kept.emit(self._name)
        if status != 0:
            self._store.say("")  # the answer may be that there is none any more
        self._answer.show_printed(status, printed)
        self._fit()
