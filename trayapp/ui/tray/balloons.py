"""What no notification server took, shown by the tray itself: as a balloon, where it draws such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from trayapp.i18n import Words
from trayapp.ui.tray.tray import Tray

if TYPE_CHECKING:
    from datetime import datetime

    from trayapp.domain.alerts import Notice


class Balloons(QObject):
    """Hands notices to the tray. GUI thread.

    A tray shows one message at a time, so a click on one leads to what was shown last.

    Attributes:
        words: the language of the next message.

    Signals:
        clicked: argument: when the incident began that the message is about, or None.
    """

    clicked = Signal(object)

    def __init__(self, tray: Tray, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self._tray = tray
        self._begin: datetime | None = None
        tray.message_clicked.connect(self._on_click)

    @Slot(object)
    def show(self, notice: Notice) -> None:
        self._begin = notice.incident.begin if notice.incident is not None else None
        self._tray.show_message(self.words.notices.title(notice), self.words.notices.body(notice))

    @Slot()
    def _on_click(self) -> None:
        self.clicked.emit(self._begin)
