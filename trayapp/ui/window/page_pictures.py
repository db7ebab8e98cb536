"""What a browser showed, as small pictures in a row: opened by a click, saved on request."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from trayapp.history.page_folder import PageFolder
from trayapp.ui.desktop_session.open import open_file
from trayapp.ui.window.page_context import PageContext
from trayapp.ui.window.pass_on import Format, SaveButton
from trayapp.ui.window.style import gap_px

_LETTERS_HIGH = 7


class PagePictures(QWidget):
    """The pictures of a span of time, hidden while there are none. GUI thread."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._words, self._local = context.words, context.local
        self._folder = PageFolder(context.folder)
        self._shown: list[tuple[datetime, Path]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap_px(self))
        self.hide()

    def show_between(self, since: datetime, until: datetime) -> None:
        self._show(self._folder.between(since, until))

    def clear(self) -> None:
        """Show none."""
        self._show([])

    def _show(self, found: list[tuple[datetime, Path]]) -> None:
        if found == self._shown:  # drawing them anew takes its time, and moves the focus
            return
        self._shown = found
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for at, path in found:
            self._row.addWidget(self._made(at, path))
        self._row.addStretch()
        self.setVisible(bool(found))

    def _made(self, at: datetime, path: Path) -> QWidget:
        name = self._words.gettext("What a browser showed, {when}", when=self._local.moment(at))
        high = _LETTERS_HIGH * self.fontMetrics().height()
        pixmap = QPixmap(str(path)).scaledToHeight(high, Qt.TransformationMode.SmoothTransformation)
        picture = QToolButton()  # whose frame shows where a white page ends
        picture.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        picture.setIcon(QIcon(pixmap))
        picture.setIconSize(pixmap.size())
        picture.setText(self._local.time(at))
        picture.setAccessibleName(name)
        picture.setToolTip(name)
        picture.clicked.connect(lambda *_: open_file(path))
        save = SaveButton(self._words, self._words.gettext("Save…"))
        save.setAccessibleDescription(name)
        kind = Format(self._words.gettext("Picture"), "png", path.read_bytes)
        save.clicked.connect(lambda *_: save.offer(f"x-page-{at:%Y-%m-%d-%H%M}", [kind]))
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(picture)
        column.addWidget(save)
        return both
