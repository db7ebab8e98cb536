"""The settings in a window. The file stays the truth: changes are put into it, and it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from trayapp.errors import SettingsError
from trayapp.i18n import Words
from trayapp.i18n.catalogue import N_, plain
from trayapp.settings.declarations import TEAM, Page, declared
from trayapp.settings.file import SettingsFile
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.settings_dialog.extras import (
    DataPage,
    GeneralPage,
    NoticesPage,
    SourcesPage,
    Surroundings,
    TeamPage,
    WatchedPage,
)
from trayapp.ui.settings_dialog.field import Field, Remark
from trayapp.ui.settings_dialog.page import SettingsPage
from trayapp.ui.status.board import Status
from trayapp.ui.status.qt_text import access_keys, with_key
from trayapp.ui.window.pages import Pages
from trayapp.ui.window.style import gap_px

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
        free = self.screen().availableSize()
        self.resize(_SIZE.boundedTo(free))

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
        row, focused = self._shown.row, self._focused_key()
        self._words = words
        self._make()
        self._shown.turn_to(row)
        if focused is not None:
            self._fields[focused].editor.setFocus()

    @Slot(object)
    def show_status(self, status: Status) -> None:
        self._status = status
        if self.isVisible():
            self._sources.show_settings(self._file.loaded.settings, status)

    @Slot()
    def refresh(self) -> None:
        """Show what the file says now."""
        loaded, error = self._file.loaded, self._file.error
        problems = {problem.key: problem for problem in loaded.problems}
        for each in declared():
            found = problems.pop(each.key, None)
            self._fields[each.key].show_value(
                getattr(loaded.settings, each.name), self._words.settings.in_file(found) if found else ""
            )
        for page in (self._team, self._watched, self._data):
            page.show_settings(loaded.settings)
        self._sources.show_settings(loaded.settings, self._status)
        lines = (
            [self._words.troubles.error(error)]
            if error
            else map(self._words.troubles.problem, problems.values())
        )
        self._banner.setText("\n".join(f"⚠ {line}" for line in lines))
        self._banner_place.setVisible(bool(self._banner.text()))
        self._fit_banner()
        self._shown.set_usable(is_usable=error is None)
        self._mark_pages()
        self._allow()

    @Slot()
    def undo(self) -> None:
        """Put into the file what it said before the last change."""
        if self._undoable and self._file.error is None:
            wanted = self._undoable.pop()
            if self._put(wanted) is not None:
                self.tell(self._words.gettext("Undone."))

    def _make(self) -> None:
        words, gap = self._words, gap_px(self)
        self.setWindowTitle(words.gettext("Settings"))
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()  # one of its editors may be telling of the change this very moment
        self._inside = inside = QWidget()
        self._team = TeamPage(words, self._around, self._use_account)
        self._watched = WatchedPage(words, self._around)
        self._sources = SourcesPage(words, self._around, self._use_account)
        self._data = DataPage(words, self._around)
        self._pages: tuple[SettingsPage, ...] = (
            GeneralPage(words, self._around),
            NoticesPage(words, self._around),
            self._team,
            self._watched,
            self._sources,
            self._data,
        )
        self._fields: dict[str, Field] = {}
        for each in self._pages:
            self._fields |= each.fields
        for field in self._fields.values():
            field.chosen.connect(self._save_one)
        self._shown = Pages(words.gettext("Pages"))
        for name, made_page in zip(_PAGES, self._pages, strict=True):
            self._shown.add(words.settings.page(name), made_page)
        self._shown.turned.connect(self._allow)
        self._banner = Remark(is_faint=False)
        self._banner_place = QScrollArea()  # a file may be wrong in a thousand places
        self._banner_place.setFrameShape(QFrame.Shape.NoFrame)
        self._banner_place.setWidgetResizable(True)
        self._banner_place.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._banner_place.setAccessibleName(words.gettext("What is wrong in the file"))
        self._banner_place.setWidget(self._banner)
        self._said = Remark()
        texts = [words.gettext(text) for text in _BUTTONS]
        slots = (self.undo, self._reset, self.file_wanted, self.close)
        buttons = QHBoxLayout()
        buttons.addWidget(self._said, 1)
        made = []
        for text, key, slot in zip(texts, access_keys(texts), slots, strict=True):
            made.append(QPushButton(with_key(text, key)))
            made[-1].setAutoDefault(True)
            made[-1].clicked.connect(slot)
            buttons.addWidget(made[-1])
        self._undo_button, self._reset_button = made[:2]
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(gap, gap, gap, gap)
        whole.setSpacing(gap)
        whole.addWidget(self._banner_place)
        whole.addWidget(self._shown, 1)
        whole.addLayout(buttons)
        self._whole.addWidget(inside)
        inside.show()  # at once: the keyboard goes on in it
        self.refresh()
        self._shown.turn_to(0)

    @Slot(str, object)
    def _save_one(self, key: str, value: object) -> None:
        self._save({key: value})

    @Slot()
    def _reset(self) -> None:
        page = self._pages[self._shown.row]
        for field in page.fields.values():
            field.give_up()
        self._save(dict.fromkeys(page.fields))

    @Slot(str)
    def _use_account(self, name: str) -> None:
        """There is an account: who enters one wants it to be used."""
        switch = f"sources.{'globalping_account' if name == 'globalping' else name}"
        if name in TEAM:
            if self._file_says(f"messages.{name}") == "off":
                self._save({f"messages.{name}": "degraded"})
        elif not self._file_says(switch):
            self._save({switch: True})

    def _file_says(self, key: str) -> Any:
        name = next(each.name for each in declared() if each.key == key)
        return getattr(self._file.loaded.settings, name)

    def _save(self, wanted: Mapping[str, Any]) -> None:
        former = self._put(wanted)
        if former is not None and former != wanted:
            self._undoable.append(former)
            self.tell(self._words.settings.saved(wanted.keys()))
            self._allow()

    def _put(self, wanted: Mapping[str, Any]) -> dict[str, Any] | None:
        """Change the file; what it said before, or `None` if that was not possible, which is shown."""
        try:
            former = self._file.change(wanted)
        except SettingsError as error:
            trouble = self._words.troubles.error(error)
        except OSError as error:
            why = error.strerror or str(error)
            text = N_("{path} cannot be written: {why}.")
            trouble = self._words.gettext(text, path=plain(str(self._file.path)), why=plain(why))
        else:
            self.saved.emit()
            self.refresh()
            return former
        self.tell(f"⚠ {trouble}")
        self.saved.emit()  # what lies there now may be other than it was
        self.refresh()
        return None

    def tell(self, text: str) -> None:
        """Say what came of what the user just did."""
        self._said.say(text)
        self._said.setAccessibleName(text)

    @Slot()
    def _allow(self) -> None:
        page = self._pages[self._shown.row]
        is_readable = self._file.error is None
        is_changed = any(
            self._file_says(each.key) != each.default for each in declared() if each.key in page.fields
        )
        wrong = {problem.key for problem in self._file.loaded.problems}
        can_reset = is_changed or bool(wrong & page.fields.keys())
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
        for row, (name, page) in enumerate(zip(_PAGES, self._pages, strict=True)):
            mark = " ⚠" if wrong & page.fields.keys() else ""
            self._shown.set_title(row, self._words.settings.page(name) + mark)

    def _focused_key(self) -> str | None:
        focused = self.focusWidget()
        return next((key for key, field in self._fields.items() if field.editor is focused), None)

    @Slot()
    def _leave(self) -> None:
        """First what was typed and is not in force, then the window."""
        key = self._focused_key()
        if key is not None and self._fields[key].is_being_typed:
            self._fields[key].give_up()
        else:
            self.close()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.returned.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        for field in self._fields.values():
            field.commit()
            if field.is_being_typed:  # it was not taken
                field.give_up()
        event.accept()
