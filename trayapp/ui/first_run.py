"""The page of the first start: what this is, and who will be asked. Nobody is, before it is agreed to."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
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

from trayapp.domain.records import VerdictName
from trayapp.settings import Settings
from trayapp.ui.icons import StatusIcons
from trayapp.words import Words

_ICON_PX = 48
_TITLE_RATIO = 1.2
"""The title's letters to all others."""
_WIDTH = 64
"""Of the text, in letters of average width."""


class FirstRunPage(QWidget):
    """Says what will happen, and waits. GUI thread.

    Signals:
        agreed: begin to watch; argument: whether to start at login from now on.
        declined: not now.
    """

    agreed = Signal(bool)
    declined = Signal()

    def __init__(
        self, icons: StatusIcons, words: Words, settings: Settings, *, can_start_at_login: bool
    ) -> None:
        super().__init__()
        self._is_agreed = False
        self.setWindowTitle(words.app_name())
        icon = QLabel()
        icon.setPixmap(icons.pixmap(VerdictName.UP, _ICON_PX, self.devicePixelRatioF()))
        self.setWindowIcon(icons.icon(VerdictName.UP))
        title = _text_label(words.welcome())
        font = title.font()
        font.setPointSizeF(QFontInfo(font).pointSizeF() * _TITLE_RATIO)
        title.setFont(font)
        self._start_at_login = QCheckBox(f"&{words.start_at_login()}")
        self._start_at_login.setVisible(can_start_at_login)
        start = QPushButton(f"&{words.start_watching()}")
        start.setDefault(True)
        start.setAutoDefault(True)
        start.clicked.connect(self._agree)
        decline = QPushButton(f"&{words.quit()}")
        decline.clicked.connect(self.close)

        gap_px = 2 * self.style().pixelMetric(QStyle.PixelMetric.PM_LayoutVerticalSpacing)
        top = Qt.AlignmentFlag.AlignTop
        facts = QGridLayout()
        facts.setHorizontalSpacing(gap_px)
        facts.setVerticalSpacing(gap_px // 2)
        facts.setColumnStretch(2, 1)
        facts.addWidget(icon, 0, 0, 2, 1, top)
        facts.addWidget(title, 0, 1, 1, 2)
        facts.addWidget(_text_label(words.what_it_does(), is_long=True), 1, 1, 1, 2)
        row = 2
        for host, how_often in words.hosts(settings.interval_s):
            facts.addWidget(_text_label(host), row, 1, top)
            facts.addWidget(_text_label(how_often, is_long=True), row, 2, top)
            row += 1
        for text in (words.more_on_hosts(), words.not_connected()):
            facts.addWidget(_text_label(text, is_long=True), row, 1, 1, 2)
            row += 1
        facts.addWidget(self._start_at_login, row, 1, 1, 2)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(decline)
        buttons.addWidget(start)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(gap_px, gap_px, gap_px, gap_px)
        whole.setSpacing(gap_px)
        whole.addLayout(facts)
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
