"""The figures of five spans of time, side by side: each is the button that chooses its span."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from trayapp.domain.uptime import Totals
from trayapp.i18n import Words
from trayapp.ui.window.ribbon_paint import fill, palette_of
from trayapp.ui.window.routes import SPANS_DAYS

_PADDING = 5.0
_BAR = 3.0  # height of the line under the chosen one


class SpanButtons(QWidget):
    """GUI thread.

    Signals:
        chosen: another span is to be looked at; argument: its days.
    """

    chosen = Signal(int)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._group = QButtonGroup(self)
        self._buttons: dict[int, _FigureButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for days in SPANS_DAYS:
            button = self._buttons[days] = _FigureButton(words.glance.span(days))
            button.show_figure("—", "")
            self._group.addButton(button, days)
            row.addWidget(button)
        self._group.idClicked.connect(self._choose)

    def show_figures(self, figures: Iterable[Totals]) -> None:
        """Those of each span, in their order."""
        glance = self._words.glance
        for days, totals in zip(SPANS_DAYS, figures, strict=True):
            self._buttons[days].show_figure(glance.ratio(totals, days), glance.outages(totals, days))

    def choose(self, days: int | None) -> None:
        """Show which one is looked at; `None`: a day that is none of them."""
        self._group.setExclusive(False)
        for each in SPANS_DAYS:
            self._buttons[each].setChecked(each == days)
        self._group.setExclusive(True)
        self._keep_one_in_reach()

    @Slot(int)
    def _choose(self, days: int) -> None:
        self._keep_one_in_reach()
        self.chosen.emit(days)

    def _keep_one_in_reach(self) -> None:
        """Tab leads to the chosen span, and past the others: the arrows go from there to them."""
        policy, first = Qt.FocusPolicy, self._group.checkedId()
        for days in SPANS_DAYS:
            is_reached = days == (SPANS_DAYS[0] if first < 0 else first)
            self._buttons[days].setFocusPolicy(policy.StrongFocus if is_reached else policy.ClickFocus)


class _FigureButton(QAbstractButton):
    """Three lines: which span, the part of it in which X was not down, and how often it was down."""

    def __init__(self, span: str) -> None:
        super().__init__()
        self._span = span
        self._ratio = self._count = ""
        self.setText(span)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figure(self, ratio: str, count: str) -> None:
        if (ratio, count) == (self._ratio, self._count):
            return
        self._ratio, self._count = ratio, count
        self.setAccessibleName(", ".join(filter(None, (self._span, ratio, count))))
        self.updateGeometry()
        self.update()

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def sizeHint(self) -> QSize:
        plain, bold = self.fontMetrics(), QFontMetrics(self._bold())
        texts = (self._span, self._count)
        width = max(bold.horizontalAdvance(self._ratio), *map(plain.horizontalAdvance, texts))
        return QSize(round(width + _PADDING + 2), round(3 * bold.height() + 2 * _PADDING + _BAR))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), palette_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, text = QRectF(self.rect()), palette.color(QPalette.ColorRole.WindowText)
        if self.isChecked() or self.underMouse():
            shade = palette.color(QPalette.ColorRole.WindowText)
            shade.setAlphaF(0.10 if self.isChecked() else 0.05)
            fill(painter, area, shade)
        if self.isChecked():
            fill(painter, QRectF(0, area.height() - _BAR, area.width(), _BAR), text)
        line = QRectF(_PADDING, _PADDING, area.width() - _PADDING, self.fontMetrics().height())
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(text)
        for number, words in enumerate((self._span, self._ratio, self._count)):
            painter.setFont(self._bold() if number == 1 else self.font())
            painter.drawText(line, leading, words)
            line.translate(0, line.height())
        if self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1.5, 1.5, -1.5, -1.5), 2, 2)
