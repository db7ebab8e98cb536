"""The settings in a window. The file stays the truth: changes are put into it, and it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trayapp.errors import SettingsError
from trayapp.i18n import Words
from trayapp.i18n.catalogue import N_
from trayapp.settings.declarations import TEAM, Page, declared, switch_of
from trayapp.settings.file import SettingsFile
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.settings_dialog.field import Field, Remark
from trayapp.ui.settings_dialog.page import GeneralPage, SettingsPage, Surroundings
from trayapp.ui.status.board import Status
from trayapp.ui.status.qt_text import access_keys, with_key
from trayapp.ui.window.pages import Pages
from trayapp.ui.window.style import gap_px, is_narrow, push_button, scroll_area

_SIZE = QSize(860, 600)
_PAGES = tuple(Page)
_BANNER_LINES = 5
_BUTTONS = (N_("Undo"), N_("Reset this page"), N_("Open the file"), N_("Close"))


class SettingsDialog(QWidget):
    """No OK and no Cancel: what is chosen counts at once, and can be undone. GUI thread.

    Signals:
        saved: the file was changed and is to be read.
        file_wanted: the user wants to see the file itself.
        returned: the user comes back to it, from where the start at login may have been switched.
    """

    saved = Signal()
    file_wanted = Signal()
    returned = Signal()

    def __init__(self, file: SettingsFile, words: Words, status: Status, around: Surroundings) -> None:
        super().__init__()
        self._file = file
        self._words = words
        self._status = status
        self._around = around
        self._undoable: list[dict[str, Any]] = []
        """What the file said before each change, the last one last."""
        self.setWindowIcon(StatusIcons.app_icon())
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._inside: QWidget | None = None
        self._make()
        keys = QKeySequence.StandardKey
        QShortcut(keys.Undo, self, self.undo)
        QShortcut(keys.Close, self, self.close)
        QShortcut(keys.Cancel, self, self._leave)
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))

    def open(self, page: Page | None = None) -> None:
        """Show it in front of the others, at this page or where it was."""
        if page is not None:
            self._shown.turn_to(_PAGES.index(page))
        self.refresh()
        self.show()
        self.raise_()
        self.activateWindow()

    def set_words(self, words: Words) -> None:
        """Say everything in another language from now on."""
        row, focused = self._shown.row, self._focused()
        self._words = words
        self._make(row)
        if focused is not None:
            self._pages[_PAGES[row]].fields[focused.key].editor.setFocus()

    @Slot(object)
    def show_status(self, status: Status) -> None:
        self._status = status
        if self.isVisible():
            self._show_settings()

    @Slot()
    def refresh(self) -> None:
        """Show what the file says now."""
        self._show_settings()
        error, troubles = self._file.error, self._words.troubles
        fields = {each.key for each in declared()}
        elsewhere = (each for each in self._file.loaded.problems if each.key not in fields)
        lines = [troubles.error(error)] if error else map(troubles.problem, elsewhere)
        self._banner.setText("\n".join(f"⚠ {line}" for line in lines))
        self._banner_place.setVisible(bool(self._banner.text()))
        self._fit_banner()
        self._shown.set_usable(is_usable=error is None)
        self._mark_pages()
        self._allow()

    def _show_settings(self) -> None:
        for page in self._pages.values():
            page.show_settings(self._file.loaded, self._status)

    @Slot()
    def undo(self) -> None:
        """Put into the file what it said before the last change."""
        if self._undoable and self._file.error is None:
            wanted = self._undoable.pop()
            if self._put(wanted) is not None:
                self.tell(self._words.gettext("Undone."))

    def _make(self, row: int = 0) -> None:
        words, gap = self._words, gap_px(self)
        self.setWindowTitle(words.gettext("Settings"))
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()  # one of its editors may be telling of the change this very moment
        self._inside = inside = QWidget()
        self._pages: dict[Page, SettingsPage] = {}
        """Those that have been shown."""
        self._shown = Pages(words.gettext("Pages"))
        for page in _PAGES:
            self._shown.add(words.settings.page(page), partial(self._made, page))
        self._shown.turn_to(row)
        self._shown.turned.connect(self._allow)
        self._banner = Remark(is_faint=False)
        self._banner_place = scroll_area(self._banner)  # a file may be wrong in a thousand places
        self._banner_place.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._banner_place.setAccessibleName(words.gettext("What is wrong in the file"))
        self._said = Remark()
        texts = [words.gettext(text) for text in _BUTTONS]
        slots: tuple[Any, ...] = (self.undo, self._reset, self.file_wanted, self.close)
        buttons = QHBoxLayout()
        buttons.addWidget(self._said, 1)
        made = []
        for text, key, slot in zip(texts, access_keys(texts), slots, strict=True):
            made.append(push_button(with_key(text, key), slot))
            buttons.addWidget(made[-1])
        self._undo_button, self._reset_button = made[:2]
        if is_narrow(self):
            made[-1].hide()  # the frame has one, too
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(gap, gap, gap, gap)
        whole.setSpacing(gap)
        whole.addWidget(self._banner_place)
        whole.addWidget(self._shown, 1)
        whole.addLayout(buttons)
        self._whole.addWidget(inside)
        self._shown.setFocus()  # not what is wrong in the file, which stands above it
        inside.show()  # at once: the keyboard goes on in it
        self.refresh()

    def _made(self, page: Page) -> SettingsPage:
        if page is Page.GENERAL:
            made: SettingsPage = GeneralPage(self._words, self._around)
        else:
            from trayapp.ui.settings_dialog.pages import PAGES  # to make their classes takes 4 ms

            made = PAGES[page](self._words, self._around)
        for field in made.fields.values():
            field.chosen.connect(lambda key, value: self._save({key: value}))
        made.account_kept.connect(self._use_account)
        made.show_settings(self._file.loaded, self._status)
        self._pages[page] = made
        return made

    @Slot()
    def _reset(self) -> None:
        fields = self._page.fields
        for field in fields.values():
            field.give_up()
        self._save(dict.fromkeys(fields))

    @property
    def _page(self) -> SettingsPage:
        return self._pages[_PAGES[self._shown.row]]

    @Slot(str)
    def _use_account(self, name: str) -> None:
        """There is an account: who enters one wants it to be used."""
        switch = switch_of(name)
        if getattr(self._file.loaded.settings, switch.name) == switch.default:
            self._save({switch.key: "degraded" if name in TEAM else True})

    def _save(self, wanted: Mapping[str, Any]) -> None:
        former = self._put(wanted)
        if former is not None and former != wanted:
            self._undoable.append(former)
            self.tell(self._words.settings.saved(wanted.keys()))
            self._allow()

    def _put(self, wanted: Mapping[str, Any]) -> dict[str, Any] | None:
        """Change the file; what it said before, or `None` if that was not possible, which is shown."""
        from trayapp.settings.editing import change  # for who changes something

        former = None
        try:
            former = change(self._file.path, wanted)
        except SettingsError as error:
            self.tell(f"⚠ {self._words.troubles.error(error)}")
        except OSError as error:
            self.tell(f"⚠ {self._words.troubles.unwritable(self._file.path, error)}")
        self.saved.emit()  # even so: what lies there now may be other than it was
        self.refresh()
        return former

    def tell(self, text: str) -> None:
        """Say what came of what the user just did."""
        self._said.tell(text)

    @Slot()
    def _allow(self) -> None:
        fields, loaded = self._page.fields.keys(), self._file.loaded
        is_readable = self._file.error is None
        is_changed = any(
            getattr(loaded.settings, each.name) != each.default for each in declared() if each.key in fields
        )
        can_reset = is_changed or any(problem.key in fields for problem in loaded.problems)
        for button, can in ((self._undo_button, bool(self._undoable)), (self._reset_button, can_reset)):
            if button.hasFocus() and not can:
                self._shown.setFocus()  # else the next button has the keyboard, and does something else
            button.setEnabled(is_readable and can)

    def _fit_banner(self) -> None:
        """As high as what it says, but no higher than some lines."""
        if self._banner.text():
            most_px = _BANNER_LINES * self._banner.fontMetrics().lineSpacing()
            needed_px = self._banner.heightForWidth(max(1, self.width() - 4 * gap_px(self)))
            self._banner_place.setFixedHeight(min(needed_px, most_px))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_banner()

    def _mark_pages(self) -> None:
        """Where something is wrong in the file, so that nobody has to look through them all."""
        wrong = {problem.key for problem in self._file.loaded.problems}
        marked = {each.page for each in declared() if each.key in wrong}
        for row, page in enumerate(_PAGES):
            mark = " ⚠" if page in marked else ""
            self._shown.set_title(row, self._words.settings.page(page) + mark)

    def _focused(self) -> Field | None:
        focused = self.focusWidget()
        return next((field for field in self._page.fields.values() if field.editor is focused), None)

    @Slot()
    def _leave(self) -> None:
        """First what was typed and is not in force, then the window."""
        field = self._focused()
        if field is not None and field.is_being_typed:
            field.give_up()
        else:
            self.close()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.returned.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        for page in self._pages.values():
            for field in page.fields.values():
                field.leave()
        event.accept()
