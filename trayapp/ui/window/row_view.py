"""The one look that all lists of the window have: lines without a frame, opened by click or Enter."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from trayapp.domain.records import Phases
from trayapp.ui.window.ribbon_paint import fill, link_colour
from trayapp.ui.window.routes import Incidents, Link
from trayapp.ui.window.rows import PHASES, Row, RowsModel, total_ms
from trayapp.ui.window.style import make_see_through

_PADDING = 6
CELL_MARGIN = 3
"""How far styles keep text from the edge of its cell."""
_SHADES = (0.85, 0.6, 0.4, 0.25, 0.1)  # how dark each phase is drawn, and what came after them
# A bar ends there: one that waited in vain for ten seconds must not make all others vanish.
_LONGEST_BAR_MS = 2000.0
_BAR_LETTERS = 0.55
_NARROW = 36  # in heights of a letter
_ROW_LETTERS = 1.6  # height of a line in heights of a letter
# No bars and boxes of a spreadsheet.
_HEADER_STYLE = """
QHeaderView { background: transparent; }
QHeaderView::section {
  background: transparent; border: none; border-bottom: 1px solid palette(mid); padding: 3px 4px;
}
QHeaderView::section:first { padding-left: 0; }"""


class RowView(QTableView):
    """Shows a RowsModel. GUI thread.

    Signals:
        opened: a line was chosen that leads somewhere; argument: the Route or Link.
        resized: there is more or less room now.
    """

    opened = Signal(object)
    resized = Signal()

    def __init__(
        self,
        model: RowsModel,
        wide: Collection[int],
        spared: Collection[int] = (),
        phases_column: int = -1,
    ) -> None:
        """`wide` columns share the room left over; `spared` are left out where it is narrow."""
        super().__init__()
        make_see_through(self)
        self._rows = model
        self._is_shared = len(wide) > 1
        self._spared = spared
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(self, phases_column))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab leads out of it, as out of everything else
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)  # styles have a least height of their own
        row = round(_ROW_LETTERS * self.fontMetrics().height())
        self.verticalHeader().setDefaultSectionSize(row)
        self.setMinimumHeight(2 * row)  # the least that is worth to be called a list
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.hide()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        resize = QHeaderView.ResizeMode
        for column in range(model.columnCount()):
            is_wide = column in wide
            header.setSectionResizeMode(column, resize.Stretch if is_wide else resize.ResizeToContents)
        self.clicked.connect(self._open)
        model.shown.connect(self._spread)

    def sizeHint(self) -> QSize:
        """The least: it takes what is left over. As high as Qt would like it, a page would have to scroll."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def row_at(self, index: QModelIndex | QPersistentModelIndex) -> Row:
        return self._rows.row(index.row())

    def show_headers(self) -> None:
        """Show what the columns are called."""
        self.horizontalHeader().setStyleSheet(_HEADER_STYLE)
        self.horizontalHeader().show()

    def longest_ms(self) -> float:
        """The longest of all bars, in milliseconds."""
        rows = (self._rows.row(number) for number in range(self._rows.rowCount()))
        return max((total_ms(row.phases) for row in rows if row.phases is not None), default=0.0)

    @Slot()
    def _spread(self) -> None:
        """Let each row's last text have the columns that are left."""
        self.clearSpans()
        columns = self._rows.columnCount()
        for row in range(self._rows.rowCount()):
            last = len(self._rows.row(row).texts) - 1
            if last < columns - 1:
                self.setSpan(row, last, 1, columns - last)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        opens = self.row_at(index).opens
        if opens is not None:
            self.opened.emit(opens)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Not `activated`: as a style has it, that comes with a double click or with a single one.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_link = index.isValid() and self.row_at(index).opens is not None
        shape = Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow, mode = self.width() < _NARROW * self.fontMetrics().height(), QHeaderView.ResizeMode
        for column in self._spared:
            self.setColumnHidden(column, is_narrow)
        if self.wordWrap():  # other widths, other numbers of lines
            if self._is_shared:  # where there is little room, by all columns alike
                names = mode.Stretch if is_narrow else mode.ResizeToContents
                self.horizontalHeader().setSectionResizeMode(0, names)
            self.resizeRowsToContents()
        self.resized.emit()


class _RowDelegate(QStyledItemDelegate):
    """Draws titles, links and bars; all else is drawn as ever."""

    def __init__(self, view: RowView, phases_column: int) -> None:
        super().__init__(view)
        self._view = view
        self._phases_column = phases_column

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        # The whole line is chosen, not one of its cells. Asked for where there may be any: what names a state
        # loads all enumerations of the style, and of the first picture no line has the focus.
        if self._view.hasFocus():
            from PySide6.QtWidgets import QStyle

            option.state &= ~QStyle.StateFlag.State_HasFocus
        row = self._view.row_at(index)
        if row.is_title:
            option.font.setWeight(QFont.Weight.DemiBold)
            option.displayAlignment = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom
        if isinstance(row.opens, Link | Incidents):  # a line that is selected has another role
            option.palette.setColor(QPalette.ColorRole.Text, link_colour(option.palette))
        if row.phases is not None and index.column() == self._phases_column:
            option.text = ""  # screen readers still have it, from the model

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if index.column() == 0:  # flush with what stands above the list
            option.rect.adjust(-CELL_MARGIN, 0, 0, 0)
        super().paint(painter, option, index)
        row = self._view.row_at(index)
        if row.phases is None or index.column() != self._phases_column:
            return
        from PySide6.QtWidgets import QStyle

        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.WindowText
        shade = option.palette.color(role)
        _paint_bar(painter, QRectF(option.rect), shade, row.phases, self._view.longest_ms())

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row = self._view.row_at(index)
        metrics = option.fontMetrics
        least = round(_ROW_LETTERS * metrics.height())
        if index.column() == len(row.texts) - 1 < index.model().columnCount() - 1:
            # It has several columns, and must not widen the first of them.
            columns = range(index.column(), index.model().columnCount())
            width = sum(map(self._view.columnWidth, columns)) - 2 * _PADDING
            wrapped = metrics.boundingRect(0, 0, width, 9999, Qt.TextFlag.TextWordWrap, row.texts[-1])
            # A title keeps away from what stands before it.
            extra = metrics.height() // 2 if row.is_title and index.row() else 0
            return QSize(0, max(wrapped.height() + _PADDING, least) + extra)
        if not self._view.wordWrap():  # asked of each of hundreds of lines, and the style takes its time
            column, has_icon = index.column(), row.verdict is not None and index.column() == 0
            width = metrics.horizontalAdvance("".join(row.texts[column : column + 1]))
            icon = option.decorationSize.width() + 2 * CELL_MARGIN if has_icon else 0
            return QSize(width + icon + 2 * (CELL_MARGIN + _PADDING), least)
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 2 * _PADDING, max(hint.height() + _PADDING, least))


def _paint_bar(painter: QPainter, area: QRectF, text: QColor, phases: Phases, longest_ms: float) -> None:
    """Each phase as long as it took, in one measure for all of the page, with the sum beside it.

    In shades of the text's colour: colours are for verdicts.
    """
    metrics, said = painter.fontMetrics(), f"{total_ms(phases):.0f} ms"
    # Text before it may come as far as the edge of its cell. The deadline of a probe is 10 s: no sum has more
    # than five digits.
    x = begin = area.left() + CELL_MARGIN + _PADDING
    room = max(area.right() - CELL_MARGIN - metrics.horizontalAdvance("00000 ms") - _PADDING - begin, 1.0)
    longest_ms = min(max(longest_ms, 1.0), _LONGEST_BAR_MS)
    lengths_ms = [getattr(phases, name) or 0.0 for name in PHASES]
    lengths_ms.append(total_ms(phases) - sum(lengths_ms))
    height = round(_BAR_LETTERS * metrics.height())
    for length_ms, opacity in zip(lengths_ms, _SHADES, strict=True):
        width = min(length_ms / longest_ms * room, room + begin - x)
        shade = QColor(text)
        shade.setAlphaF(opacity)  # see-through: right on any background, that of a chosen line as well
        fill(painter, QRectF(x, area.center().y() - height / 2, width, height), shade)
        x += width
    place = QRectF(x + _PADDING, area.top(), metrics.horizontalAdvance(said) + 1, area.height())
    painter.setPen(text)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, said)
