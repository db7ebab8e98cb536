"""Pages behind a list at the left: what settings and help are made of."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QStackedWidget, QWidget

from trayapp.ui.window.style import gap_px, make_see_through


class Pages(QWidget):
    """GUI thread.

    Signals:
        turned: another page is about to be shown; argument: its place.
    """

    turned = Signal(int)

    def __init__(self, name: str) -> None:
        """`name`: what a screen reader calls the list."""
        super().__init__()
        self._stack = QStackedWidget()
        self._list = QListWidget()
        make_see_through(self._list)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setAccessibleName(name)
        self._list.setSpacing(gap_px(self) // 6)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentRowChanged.connect(self.turned)  # first: a page may be made by then only
        self._list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.setFocusProxy(self._list)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self._list)
        both.addWidget(self._stack, 1)

    def add(self, title: str, page: QWidget) -> None:
        self._list.addItem(title)
        self._stack.addWidget(page)
        self.set_title(self._list.count() - 1, title)

    @property
    def row(self) -> int:
        """The place of the page in sight."""
        return max(0, self._list.currentRow())

    def turn_to(self, row: int) -> None:
        self._list.setCurrentRow(row)

    def set_title(self, row: int, title: str) -> None:
        self._list.item(row).setText(title)
        self._list.setFixedWidth(self._list.sizeHintForColumn(0) + 2 * gap_px(self))

    def set_usable(self, *, is_usable: bool) -> None:
        """Whether the pages can be used; the list always can."""
        self._stack.setEnabled(is_usable)
