"""A page of the window that opens from the first one: what it is about, and a list."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from trayapp.errors import HistoryError
from trayapp.ui.status.board import Status
from trayapp.ui.window.page_context import PageContext
from trayapp.ui.window.page_rows import spared
from trayapp.ui.window.routes import Answer
from trayapp.ui.window.row_view import RowView
from trayapp.ui.window.rows import Row, RowsModel
from trayapp.ui.window.style import Heading, fact_label, gap_px, in_the_middle, side_px

_WIDEST = 80  # in heights of a letter: its columns want more room than the first page


class ListPage(QWidget):
    """A heading, a line of facts and a list. GUI thread.

    Attributes:
        buttons: beside the way back, what else can be done here.
        between: what stands between the facts and the list.

    Signals:
        opened: a line was chosen that leads somewhere; argument: the Route or Link.
        left: the user wants to go back.
    """

    opened = Signal(object)
    left = Signal()

    def __init__(
        self,
        context: PageContext,
        columns: Sequence[str],
        wide: Collection[int],
        *,
        is_prose: bool = False,
    ) -> None:
        """`columns` by their codes; `wide` are those that share the room left over.

        `is_prose`: whole sentences, wrapped, without titles over the columns.
        """
        super().__init__()
        words = context.words
        self._model = RowsModel([words.window.header(column) for column in columns], context.icons, self)
        phases_column = next((n for n, column in enumerate(columns) if column.endswith("phases")), -1)
        self._view = RowView(self._model, wide, spared(columns), phases_column)
        self._view.opened.connect(self.opened)
        self._heading = Heading()
        self._facts = fact_label()
        back = QPushButton("&" + words.gettext("Back"))
        back.clicked.connect(self.left)

        self.buttons = QHBoxLayout()
        self.buttons.addWidget(back)
        self.buttons.addStretch()
        self.between = QVBoxLayout()
        content, gap = QWidget(), gap_px(self)
        self._whole = whole = QVBoxLayout(content)
        whole.setSpacing(gap)
        whole.addLayout(self.buttons)
        whole.addWidget(self._heading)
        whole.addSpacing(gap // 3 - gap)  # the facts belong to the heading
        whole.addWidget(self._facts)
        whole.addLayout(self.between)
        whole.addWidget(self._view, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(in_the_middle(content, _WIDEST))
        self._view.setWordWrap(is_prose)
        if not is_prose:
            self._view.show_headers()
        else:
            # As many lines as a sentence needs.
            self._view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        gap = gap_px(self)
        self._whole.setContentsMargins(side_px(self), gap, side_px(self), gap)

    def show_page(self, heading: str, facts: str, rows: Sequence[Row], count: int = 0) -> None:
        """`count` is how many rows there are in all, if these are not."""
        self._heading.setText(heading)
        self._facts.setText(facts)
        self._facts.setVisible(bool(facts))  # an empty label would leave its gap
        self._view.setAccessibleName(heading)
        self._model.show(rows, count)

    def show_answer(self, answer: Answer | HistoryError, status: Status) -> bool:
        """Show what the history says, beside this status; whether it says what this page shows by itself."""
        return False

    def take_focus(self) -> None:
        self._view.setFocus()
        # Shows where the keys begin, unless one was somewhere already.
        if not self._view.currentIndex().isValid() and self._model.rowCount():
            self._view.setCurrentIndex(self._model.index(0, 0))
