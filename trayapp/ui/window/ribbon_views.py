"""The two views of one ribbon: was X there, and how long it took to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from trayapp.errors import HistoryError
from trayapp.i18n import capital
from trayapp.ui.window.page_context import PageContext
from trayapp.ui.window.ribbon import NOTHING, Ribbon, Shown
from trayapp.ui.window.routes import Answer, HistoryQuery, HistoryReader, ResponsePage, Timed

if TYPE_CHECKING:  # most look at availability
    from PySide6.QtWidgets import QComboBox

_FIRST = ResponsePage()
_LINE = 1.8  # height of the line with the switch, in heights of a letter


class RibbonViews(QWidget):
    """A switch over the ribbon; what it adds is made when it is wanted. GUI thread.

    Attributes:
        wanted: the times that are looked at, as the route to their table; `None` while it is availability.
    """

    def __init__(self, context: PageContext, days: int, ribbon: Ribbon, beside: QWidget) -> None:
        """`beside` stands in the line of the switch."""
        super().__init__()
        self._context = context
        self._words = words = context.words
        self._days = days
        self._reader = HistoryReader(
            context.folder, self
        )  # of its own: the first page need not wait for times
        self._reader.answered.connect(self._take_timed)
        self.wanted: ResponsePage | None = None
        self._last = _FIRST
        self._ribbon = ribbon
        self._availability = NOTHING
        self._parts: QComboBox | None = None
        self._group = QButtonGroup(self)
        # What stands beside the switch gives way to the choice of a part: for both there is not always room.
        self._beside = beside
        self._line = line = QHBoxLayout()
        line.addStrut(
            round(_LINE * self.fontMetrics().height())
        )  # as high as that choice, and none of it moves
        line.addWidget(beside, 1)
        line.addStretch()
        for number, text in enumerate((words.gettext("Availability"), words.gettext("Response time"))):
            button = QToolButton()
            button.setText(text)
            button.setAutoRaise(True)
            button.setCheckable(True)
            button.setChecked(not number)
            self._group.addButton(button, number)
            line.addWidget(button)
        self._group.idClicked.connect(self._switch)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(line)
        whole.addWidget(ribbon)

    def show_availability(self, shown: Shown) -> None:
        self._availability = shown
        if self.wanted is None:
            self._ribbon.show_cells(shown)

    def read(self, days: int) -> None:
        """Read the times that are looked at, if any, of so many days."""
        self._days = days
        if self.wanted is not None:
            self._reader.ask(HistoryQuery(self.wanted, days, self._context.now()))

    @Slot(object, object)
    def _take_timed(self, _query: HistoryQuery, timed: Answer | HistoryError) -> None:
        from trayapp.ui.window.response_cells import response_times

        if self._parts is None or self.wanted is None or not isinstance(timed, Timed):
            return  # what cannot be read is told by the page itself
        if timed.asked and (self.wanted.surface, self.wanted.is_full) not in timed.asked:
            self.wanted = self._last = ResponsePage(*timed.asked[0])  # of the other there is nothing to see
            self.read(self._days)
            return
        self._ribbon.show_cells(response_times(timed, self.wanted, self._words, self._context.local))
        self._show_parts(self._parts, timed.asked)

    def set_shown(self, *, is_shown: bool) -> None:
        """Whether there is a history to show."""
        self._ribbon.setVisible(is_shown)
        for button in self._group.buttons():
            button.setVisible(is_shown)
        self._show_beside(is_shown=is_shown)  # else it is said there why not

    @Slot(int)
    def _switch(self, number: int) -> None:
        if number and self._parts is None:
            self._make_parts()
        self.wanted = self._last if number else None
        self._show_beside(is_shown=True)
        reading = NOTHING._replace(key=self._words.gettext("Reading the history …"))
        self._ribbon.show_cells(reading if number else self._availability)
        self.read(self._days)

    def _make_parts(self) -> None:
        from PySide6.QtWidgets import QComboBox

        self._parts = QComboBox()
        self._parts.setAccessibleName(self._words.gettext("Part of X"))
        self._parts.activated.connect(self._choose)
        # The longest of its texts must not widen the window.
        self._parts.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._parts.setMinimumContentsLength(8)
        self._line.insertWidget(1, self._parts, 1)
        self._show_parts(self._parts, ())  # until it is known what there are times of

    def _show_parts(self, parts: QComboBox, asked: Sequence[tuple[str, bool]]) -> None:
        routes = [ResponsePage(surface, is_full) for surface, is_full in asked] or [_FIRST]
        if [parts.itemData(number) for number in range(parts.count())] != routes:
            parts.clear()
            for route in routes:
                parts.addItem(capital(self._words.window.timed(route.surface, is_full=route.is_full)), route)
        if self.wanted in routes:
            parts.setCurrentIndex(routes.index(self.wanted))

    def _show_beside(self, *, is_shown: bool) -> None:
        is_timed = is_shown and self.wanted is not None
        self._beside.setHidden(is_timed)
        if self._parts is not None:
            self._parts.setVisible(is_timed)

    @Slot(int)
    def _choose(self, number: int) -> None:
        if self._parts is not None:
            self.wanted = self._last = self._parts.itemData(number)
            self.read(self._days)
