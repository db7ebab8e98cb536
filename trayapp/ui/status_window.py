"""The small window: for whoever clicks the icon, and instead of it where there is no tray."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QFontInfo, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from trayapp.ui.icons import StatusIcons
from trayapp.ui.labels import wrapped
from trayapp.ui.status import Part, Status
from trayapp.words import Words

_ICON_PX = 48
_SENTENCE_RATIO = 1.2
"""The sentence's letters to all others."""
_SENTENCE_WIDTH = 34
"""In letters of average width."""
_ROWS_OF_HEAD = 7
"""Sentence, advice, remark, last check and the like, and a gap before the parts of X."""


class StatusWindow(QWidget):
    """Shows the status. GUI thread.

    Closing hides it while a tray is there to open it again, and otherwise ends the app: nothing of it would
    be left to see. Closing is never refused, so it is never in the way of a logout.

    Signals:
        check_requested: the user wants a check now.
        remedy_requested: the user wants to take the step that is offered; argument: the Remedy.
        quit_requested: the user wants the app to end.
    """

    check_requested = Signal()
    remedy_requested = Signal(object)
    quit_requested = Signal()

    def __init__(
        self, icons: StatusIcons, words: Words, status: Status, is_tray_there: Callable[[], bool]
    ) -> None:
        super().__init__()
        self._icons = icons
        self._words = words
        self._status = status
        self._is_tray_there = is_tray_there

        self._icon = QLabel()
        self._sentence = _text_label()
        font = self._sentence.font()
        font.setPointSizeF(QFontInfo(font).pointSizeF() * _SENTENCE_RATIO)
        self._sentence.setFont(font)
        self._sentence.setWordWrap(True)
        self._sentence.setMinimumWidth(self._sentence.fontMetrics().averageCharWidth() * _SENTENCE_WIDTH)
        # Within reach of the keyboard, for screen readers and for copying.
        self._sentence.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._remark = _text_label()
        self._remark.setWordWrap(True)
        self._since = _text_label()
        self._advice = _text_label()
        self._lately = _text_label()
        self._last_check = _text_label()
        self._facts = QGridLayout()
        self._rows: list[tuple[QLabel, QLabel, QLabel]] = []
        self._check = QPushButton()
        self._check.clicked.connect(self._request_check)
        self._remedy = QPushButton()
        self._remedy.clicked.connect(self._request_remedy)
        self._quit = QPushButton()
        self._quit.clicked.connect(self._request_quit)
        self._lay_out()

        keys = QKeySequence.StandardKey
        for key, slot in (
            (keys.Refresh, self._request_check),
            ("Ctrl+Q", self._request_quit),  # not everywhere a standard key
            (keys.Close, self.close),
            (keys.Cancel, self.close),
        ):
            QShortcut(key, self, slot)
        self.set_words(words)
        self._check.setFocus()

    @Slot()
    def open(self) -> None:
        """Show it in front of the others, wherever it was."""
        self.show()
        self.raise_()
        self.activateWindow()

    def set_words(self, words: Words) -> None:
        """Say everything in another language from now on; the status follows by itself."""
        self._words = words
        self.setWindowTitle(words.app_name())
        self._quit.setText(f"&{words.quit()}")
        texts = (words.checking(), words.check_now())
        self._check.setFixedWidth(max(QPushButton(text).sizeHint().width() for text in texts))
        self.show_status(self._status)

    @Slot(object)
    def show_status(self, status: Status) -> None:
        self._status = status
        self.setWindowIcon(self._icons.icon(status.verdict))
        self._icon.setPixmap(self._icons.pixmap(status.verdict, _ICON_PX, self.devicePixelRatioF()))
        self._icon.setAccessibleName(status.headline)
        self._sentence.setText(status.sentence)
        for label, text in (
            (self._since, " ".join(status.since)),
            (self._advice, "\n".join(wrapped(status.advice))),
            (self._remark, status.remark),
            (self._lately, status.lately),
            (self._last_check, status.last_check),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        if status.remedy is not None:
            self._remedy.setText(f"&{self._words.remedy(status.remedy)}")
        self._remedy.setVisible(status.remedy is not None)
        while len(self._rows) < len(status.parts):
            self._add_row()
        for row, part in zip_longest(self._rows, status.parts):
            self._fill(row, part)
        # Not disabled meanwhile: the focus would jump to the button beside it, which ends the app.
        self._check.setText(f"&{self._words.checking() if status.is_checking else self._words.check_now()}")

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        if not self._is_tray_there():
            self.quit_requested.emit()

    def _lay_out(self) -> None:
        gap_px = 2 * self.style().pixelMetric(QStyle.PixelMetric.PM_LayoutVerticalSpacing)
        top = Qt.AlignmentFlag.AlignTop
        self._facts.setHorizontalSpacing(gap_px)
        self._facts.setVerticalSpacing(gap_px // 3)
        self._facts.setColumnStretch(1, 1)
        self._facts.addWidget(self._icon, 0, 0, _ROWS_OF_HEAD, 1, top | Qt.AlignmentFlag.AlignLeft)
        for row, label in enumerate(
            (self._sentence, self._since, self._advice, self._remark, self._lately, self._last_check)
        ):
            self._facts.addWidget(label, row, 1, 1, 2, top)
        self._facts.setRowMinimumHeight(_ROWS_OF_HEAD - 1, gap_px // 3)
        buttons = QHBoxLayout()
        buttons.addWidget(self._check)
        buttons.addWidget(self._remedy)
        buttons.addStretch()
        buttons.addWidget(self._quit)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(gap_px, gap_px, gap_px, gap_px)
        whole.setSpacing(gap_px)
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)  # as large as its text, always
        whole.addLayout(self._facts)
        whole.addLayout(buttons)

    def _add_row(self) -> None:
        row = (_text_label(), _text_label(), _text_label())
        at = _ROWS_OF_HEAD + len(self._rows)
        for column, label in enumerate(row):
            self._facts.addWidget(label, at, column, Qt.AlignmentFlag.AlignTop)
        self._rows.append(row)

    def _fill(self, row: tuple[QLabel, QLabel, QLabel], part: Part | None) -> None:
        for label in row:
            label.setVisible(part is not None)
        if part is not None:
            name, result, asked = row
            name.setText(part.name)
            result.setText("\n".join(wrapped(part.result)))
            asked.setText(part.asked)
            result.setAccessibleName(", ".join(filter(None, [f"{part.name}: {part.result}", part.asked])))

    @Slot()
    def _request_check(self) -> None:
        self.check_requested.emit()

    @Slot()
    def _request_remedy(self) -> None:
        if self._status.remedy is not None:
            self.remedy_requested.emit(self._status.remedy)

    @Slot()
    def _request_quit(self) -> None:
        self.quit_requested.emit()


def _text_label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
