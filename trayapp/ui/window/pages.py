"""Pages behind a list at the left, or above where a screen is narrow: what settings and help are made of."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QListWidget, QStackedWidget, QWidget

from trayapp.ui.window.style import gap_px, is_narrow, make_see_through

_LINES_ABOVE = 2


class Pages(QWidget):
    """Each page is made when it is first turned to, and stays. GUI thread.

    One has to be turned to before what stands below is made, for the keyboard goes in that order.

    Signals:
        turned: another page is shown.
    """

    turned = Signal()

    def __init__(self, name: str) -> None:
        """`name`: what a screen reader calls the list."""
        super().__init__()
        self._stack = QStackedWidget()
        self._makers: list[Callable[[], QWidget]] = []
        self._made: dict[int, QWidget] = {}
        self._list = QListWidget()
        make_see_through(self._list)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setAccessibleName(name)
        self._list.setSpacing(gap_px(self) // 6)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentRowChanged.connect(self._show)
        self.setFocusProxy(self._list)
        self._is_above = is_narrow(self)
        if self._is_above:
            self._list.setFlow(QListWidget.Flow.LeftToRight)
            self._list.setWrapping(True)
            self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        way = QBoxLayout.Direction
        both = QBoxLayout(way.TopToBottom if self._is_above else way.LeftToRight, self)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self._list)
        both.addWidget(self._stack, 1)

    def add(self, title: str, make: Callable[[], QWidget]) -> None:
        self._makers.append(make)
        self._list.addItem(title)
        self.set_title(self._list.count() - 1, title)

    @property
    def row(self) -> int:
        """The place of the page in sight."""
        return max(0, self._list.currentRow())

    def turn_to(self, row: int) -> None:
        self._list.setCurrentRow(row)

    @Slot(int)
    def _show(self, row: int) -> None:
        if row not in self._made:
            page = self._makers[row]()
            self._stack.addWidget(page)
            if self._made:
                self._put_next(page)
            self._made[row] = page
        self._stack.setCurrentWidget(self._made[row])
        self.turned.emit()

    def _put_next(self, page: QWidget) -> None:
        """Have the keyboard come from the list into it: made late, it would come after all else."""
        before: QWidget = self._list
        for each in (page, *page.findChildren(QWidget)):
            is_of_window = each.window() is self.window()  # not in the list of a choice, which pops up
            if is_of_window and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
                QWidget.setTabOrder(before, each)
                before = each

    def set_title(self, row: int, title: str) -> None:
        self._list.item(row).setText(title)
        if self._is_above:
            self._list.setFixedHeight(
                _LINES_ABOVE * (self._list.sizeHintForRow(0) + 2 * self._list.spacing())
            )
        else:
            self._list.setFixedWidth(self._list.sizeHintForColumn(0) + 2 * gap_px(self))

    def set_usable(self, *, is_usable: bool) -> None:
        """Whether the pages can be used; the list always can."""
        self._stack.setEnabled(is_usable)
