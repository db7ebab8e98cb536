"""One page of the settings: the fields that are declared for it, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from trayapp.i18n import Words
from trayapp.settings.declarations import Page, declared
from trayapp.ui.settings_dialog.field import Field, Remark, side_by_side
from trayapp.ui.window.style import Heading, gap_px, is_narrow

_WIDEST = 100
"""Of what stands on it, in letters: longer lines are hard to read."""


class SettingsPage(QScrollArea):
    """Scrolls when its window is small. GUI thread.

    Attributes:
        fields: those of its settings, by their keys.
        grid: where they stand, and what a page has beside them is added.
    """

    def __init__(self, page: Page, words: Words) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        gap = gap_px(self)
        inside.setMaximumWidth(_WIDEST * self.fontMetrics().averageCharWidth())
        self._words = words
        self.fields = {each.key: Field(each, words, inside) for each in declared() if each.page is page}
        heading = Heading()
        heading.setText(words.settings.page(page))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(0 if is_narrow(self) else gap)
        self.grid.setVerticalSpacing(gap // 3)
        self.grid.setColumnStretch(1, 1)
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(gap, gap, gap, gap)
        whole.setSpacing(gap)
        whole.addWidget(heading)
        whole.addLayout(self.grid)
        whole.addStretch()
        self.setWidget(inside)

    def add(self, key: str, *beside: QWidget) -> None:
        """The next setting, with these beside its editor."""
        self.fields[key].add_to(self.grid, *beside)
        self.add_gap()

    def add_rest(self, done: Iterable[str] = ()) -> None:
        """All other settings of the page."""
        for key in self.fields:
            if key not in done:
                self.add(key)

    def add_gap(self) -> None:
        self.grid.setRowMinimumHeight(self.grid.rowCount(), gap_px(self) // 2)

    def add_wide(self, *widgets: QWidget) -> None:
        """A row of its own."""
        row = self.grid.rowCount()
        if len(widgets) == 1:
            self.grid.addWidget(widgets[0], row, 0, 1, 2)
            return
        self.grid.addLayout(side_by_side(*widgets), row, 0, 1, 2)

    def add_below(self, widget: QWidget, *beside: QWidget) -> None:
        """Under the editors of the column; what stands alone may take all of the line."""
        row = self.grid.rowCount()
        if beside:
            self.grid.addLayout(side_by_side(widget, *beside), row, 1)
        elif isinstance(widget, QPushButton):
            self.grid.addWidget(widget, row, 1, Qt.AlignmentFlag.AlignLeft)
        else:
            self.grid.addWidget(widget, row, 1)


class Answer(Remark):
    """What came of a button: nothing before that. While it is waited for, its button is not to ask again.

    A button that is switched off meanwhile would hand the keyboard to the next one, which may do anything.

    Attributes:
        is_awaited: whether something is under way.
    """

    def __init__(self) -> None:
        super().__init__(is_faint=False)
        self.is_awaited = False
        self.say("")

    def await_it(self, text: str) -> None:
        self.is_awaited = True
        self.tell(text)

    def come(self, text: str) -> None:
        self.is_awaited = False
        self.tell(text)

    def tell(self, text: str) -> None:
        """Show it, scrolled to if need be; nothing takes no room."""
        self.say(text)
        if text:
            QTimer.singleShot(0, self, self._bring_in_sight)  # once it has its place

    @Slot()
    def _bring_in_sight(self) -> None:
        above = self.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(self)
            above = above.parentWidget()
