"""A page of the settings: its fields, as declared, and what stands beside them; and the first of them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFormLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from trayapp.about import PROGRAM
from trayapp.computer.country import system_country
from trayapp.domain.records import SurfaceResult
from trayapp.errors import TrayappError
from trayapp.i18n import Words
from trayapp.settings.declarations import Page, Settings, declared
from trayapp.settings.file import Loaded
from trayapp.ui.desktop_session.errands import Errands, T
from trayapp.ui.settings_dialog.field import Field, Remark, side_by_side
from trayapp.ui.status.actions import Actions
from trayapp.ui.status.board import Status
from trayapp.ui.window.style import Heading, gap_px

_WIDEST = 100
"""Of what stands on it, in letters: longer lines are hard to read."""
_NARROW, _LEAST = 66, 56
"""With fewer letters in a line, the name of a setting stands above it; the longest names need so many."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the pages reach besides the file."""

    folder: Path
    """The history's."""
    actions: Actions
    errands: Errands
    ask_once: Callable[[str, Settings], Coroutine[Any, Any, SurfaceResult]]
    """What a surface answers now under these settings. An errand, as is `delete_all`."""
    show_sample: Callable[[], object]
    delete_all: Callable[[], Coroutine[Any, Any, bool]]
    """Of the history; `False`: not before it is watched again."""
    arguments: Sequence[str] = ()
    """What this start was given on the command line, and the one at login will be."""


class SettingsPage(QScrollArea):
    """Scrolls when its window is small. GUI thread.

    Attributes:
        fields: those of its settings, by their keys.

    Signals:
        account_kept: there is an account or an address now; argument: of which source or recipient.
    """

    account_kept = Signal(str)

    def __init__(self, page: Page, words: Words, around: Surroundings) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        gap = gap_px(self)
        letter_px = self.fontMetrics().averageCharWidth()
        self.setMinimumWidth(_LEAST * letter_px)
        inside.setMaximumWidth(_WIDEST * letter_px)
        self._words = words
        self._around = around
        self._settings = Settings()
        self._answer = Answer(words)  # of what can be tried here, where the page puts it
        self._added: set[str] = set()
        self.fields = {each.key: Field(each, words, inside) for each in declared() if each.page is page}
        heading = Heading()
        heading.setText(words.settings.page(page))
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(gap)
        self._form.setVerticalSpacing(gap)
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(gap, gap, gap, gap)
        whole.setSpacing(gap)
        whole.addWidget(heading)
        whole.addLayout(self._form)
        whole.addStretch()
        self.setWidget(inside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_narrow = event.size().width() < _NARROW * self.fontMetrics().averageCharWidth()
        policy = QFormLayout.RowWrapPolicy
        self._form.setRowWrapPolicy(policy.WrapAllRows if is_narrow else policy.DontWrapRows)
        super().resizeEvent(event)

    def show_settings(self, loaded: Loaded, status: Status) -> None:
        """Show what the file says now, what is wrong in it, and how things stand."""
        if loaded.settings != self._settings:
            self._answer.outdate()
        self._settings = loaded.settings
        for each in declared():
            if each.key in self.fields:
                problems = (problem for problem in loaded.problems if problem.key == each.key)
                value = getattr(loaded.settings, each.name)
                said = " ".join(map(self._words.settings.in_file, problems))
                self.fields[each.key].show_value(value, said)

    def ask_once(self, surface_id: str, settings: Settings, in_words: Callable[[SurfaceResult], str]) -> None:
        """Try it, and answer in these words."""
        if self._answer.begin():
            errand = partial(self._around.ask_once, surface_id, settings)
            self._around.errands.run(self, errand, partial(self._answer.show_result, in_words))

    def open_account(self, name: str) -> None:
        """Have it entered, tried or forgotten."""
        from trayapp.ui.settings_dialog.account import AccountDialog

        dialog = AccountDialog(name, self._words, self._around.errands, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.kept.connect(self.account_kept)
        dialog.open()

    def add(self, key: str, *beside: QWidget, below: Iterable[QWidget] = ()) -> None:
        """The next setting, with these beside its editor, and others below it."""
        self._added.add(key)
        self.fields[key].add_to(self._form, *beside, below=below)

    def add_rest(self) -> None:
        """All other settings of the page."""
        for key in [key for key in self.fields if key not in self._added]:
            self.add(key)

    def add_row(self, *widgets: QWidget, below: Iterable[QWidget] = ()) -> None:
        """A row of its own: these side by side, and others below them."""
        row = QVBoxLayout()
        row.setSpacing(gap_px(self) // 3)
        row.addLayout(side_by_side(*widgets))
        for each in below:
            row.addWidget(each)
        self._form.addRow(row)


class GeneralPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.GENERAL, words, around)
        self.fields["country"].set_placeholder(system_country() or "")
        given = words.gettext("This start was given a language on the command line, which goes first.")
        self.add("language", below=[Remark(given)] if "--lang" in around.arguments else [])
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
            self.add_row(self._at_login, below=[Remark(remark)])
        self.add_rest()


class Answer(Remark):
    """What came of a button: nothing before that. While it is waited for, its button is not to ask again.

    A button that is switched off meanwhile would hand the keyboard to the next one, which may do anything.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(is_faint=False)
        self._words = words
        self._is_awaited = self._is_outdated = False
        self.say("")

    def begin(self, text: str = "") -> bool:
        """Say that something is under way, by this text or as usual; `False` if something is already."""
        if self._is_awaited:
            return False
        self._is_awaited, self._is_outdated = True, False
        self.tell(text or self._words.gettext("One moment …"))
        return True

    def outdate(self) -> None:
        """It is about what the settings said before: drop it, and one that is awaited when it comes."""
        self._is_outdated = True
        if not self._is_awaited:
            self.say("")

    def come(self, text: str) -> None:
        self._is_awaited = False
        self.tell("" if self._is_outdated else text)

    def show_printed(self, _status: int, printed: str) -> None:
        """What a command of our own said at its end, without the name by which it complains on terminals."""
        said = printed.rpartition("\n")[2].removeprefix(f"{PROGRAM}: ")
        self.come(said or self._words.gettext("That failed without saying why."))

    def show_result(self, in_words: Callable[[T], str], found: T | TrayappError) -> None:
        """What was found, in its words, or why nothing was."""
        self.come(self._words.troubles.error(found) if isinstance(found, TrayappError) else in_words(found))

    def tell(self, text: str) -> None:
        """Show it, scrolled to if need be; nothing takes no room."""
        super().tell(text)
        if text:
            QTimer.singleShot(0, self, self._bring_in_sight)  # once it has its place

    @Slot()
    def _bring_in_sight(self) -> None:
        above = self.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(self)
            above = above.parentWidget()
