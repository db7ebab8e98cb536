"""The page of the first start: what this is, and who will be asked. Nobody is, before it is agreed to."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QFontInfo, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from trayapp.settings import Settings
from trayapp.ui.icons import StatusIcons
from trayapp.words import Words

_ICON_PX = 48
_TITLE_RATIO = 1.2
"""The title's letters to all others."""
_OFTEN_WIDTH = 50
"""Of the column that says how often, in letters of average width."""


class FirstRunPage(QWidget):
    """Says what will happen, and waits. GUI thread.

    Signals:
        agreed: begin to watch; argument: whether to start at login from now on.
        declined: not now.
    """

    agreed = Signal(bool)
    declined = Signal()

    def __init__(self, words: Words, settings: Settings, *, can_start_at_login: bool) -> None:
        super().__init__()
        self._is_agreed = False
        self.setWindowTitle(words.app_name())
        self.setWindowIcon(StatusIcons.app_icon())
        icon = QLabel()
        icon.setPixmap(self.windowIcon().pixmap(QSize(_ICON_PX, _ICON_PX), self.devicePixelRatioF()))
        title = _text_label(words.welcome())
        font = title.font()
        font.setPointSizeF(QFontInfo(font).pointSizeF() * _TITLE_RATIO)
        title.setFont(font)
        self._start_at_login = QCheckBox(f"&{words.start_at_login()}")
        if (
            not can_start_at_login
        ):  # not setVisible(): without a parent yet, it would show as a window of its own
            self._start_at_login.hide()
        # Without access keys, which would be the same letter: Enter and Escape are theirs.
        start = QPushButton(words.start_watching())
        start.setAutoDefault(True)
        start.clicked.connect(self._agree)
        decline = QPushButton(words.quit())
        decline.setAutoDefault(True)
        decline.clicked.connect(self.close)

        gap_px = 2 * self.style().pixelMetric(QStyle.PixelMetric.PM_LayoutVerticalSpacing)
        facts = QVBoxLayout()
        facts.setSpacing(gap_px)
        facts.addWidget(title)
        facts.addWidget(_text_label(words.what_it_does(), is_long=True))
        facts.addLayout(self._table(words, settings.interval_s, gap_px))
        facts.addWidget(_text_label(words.more_on_hosts(), is_long=True))
        facts.addWidget(_text_label(words.not_connected(), is_long=True))
        facts.addWidget(self._start_at_login)
        top = QHBoxLayout()
        top.setSpacing(gap_px)
        top.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(facts)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(decline)
        buttons.addWidget(start)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(gap_px, gap_px, gap_px, gap_px)
        whole.setSpacing(gap_px)
        whole.addLayout(top)
        whole.addLayout(buttons)
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        keys = QKeySequence.StandardKey
        for key in (keys.Close, keys.Cancel, "Ctrl+Q"):
            QShortcut(key, self, self.close)
        start.setFocus()

    @Slot()
    def open(self) -> None:
        """Show it in front of the others."""
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        if not self._is_agreed:
            self.declined.emit()

    def _table(self, words: Words, interval_s: int, gap_px: int) -> QGridLayout:
        """Who is asked, and how often."""
        table = QGridLayout()
        table.setHorizontalSpacing(gap_px)
        table.setVerticalSpacing(gap_px // 3)
        table.addWidget(_text_label(words.who_is_asked()), 0, 0, 1, 2)
        em_px = self.fontMetrics().averageCharWidth()
        for row, (host, how_often) in enumerate(words.hosts(interval_s), 1):
            often = _text_label(how_often, is_long=True)
            often.setMinimumWidth(_OFTEN_WIDTH * em_px)
            table.addWidget(_text_label(host), row, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(often, row, 1)
        table.setColumnStretch(1, 1)
        return table

    @Slot()
    def _agree(self) -> None:
        self._is_agreed = True
        self.close()
        self.agreed.emit(self._start_at_login.isChecked())


def _text_label(text: str, *, is_long: bool = False) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(is_long)
    return label
