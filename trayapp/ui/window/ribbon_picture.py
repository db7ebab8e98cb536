"""The ribbon as a picture to pass on: what it shows, of which time, and from whom."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from trayapp.history.overview import Overview
from trayapp.i18n import Words
from trayapp.sharing.sentences import moment
from trayapp.ui.window.availability_cells import availability
from trayapp.ui.window.local_time import LocalTime
from trayapp.ui.window.ribbon import Ribbon
from trayapp.ui.window.ribbon_key import RibbonKey
from trayapp.ui.window.style import Heading, fact_label, gap_px

_WIDTH_PX = 800
_RATIO = 2.0  # sharp on every screen, and in print


def ribbon_picture(
    overview: Overview, words: Words, local: LocalTime, title: str, now: datetime, *, is_in_days: bool
) -> QImage:
    """Dark on light, whatever the desktop looks like: nobody knows where it will be shown. GUI thread."""
    page = QWidget()
    palette = QPalette(QColor(Qt.GlobalColor.white))
    page.setPalette(palette)
    heading, foot = Heading(), fact_label()
    heading.setText(words.gettext("X availability: {span}", span=title))
    checked = words.gettext("As of {when}", when=moment(now, words, now))
    foot.setText(words.gettext("{checked}, with trayapp, which is independent of X Corp.", checked=checked))
    ribbon, key = Ribbon(local), RibbonKey(words)
    whole = QVBoxLayout(page)
    gap = gap_px(page)
    whole.setContentsMargins(2 * gap, 2 * gap, 2 * gap, 2 * gap)
    whole.setSpacing(gap // 2)
    for part in (heading, ribbon, key, foot):
        part.setPalette(palette)
        whole.addWidget(part)
    page.resize(_WIDTH_PX, page.sizeHint().height())
    ribbon.show_cells(availability(overview, words, local, is_in_days=is_in_days))
    key.show_overview(overview, is_in_days=is_in_days)
    page.ensurePolished()
    whole.activate()
    page.resize(_WIDTH_PX, max(page.heightForWidth(_WIDTH_PX), page.minimumSizeHint().height()))
    whole.activate()
    image = QImage(QSize(page.width(), page.height()) * _RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_RATIO)
    image.fill(Qt.GlobalColor.white)
    page.render(image, QPoint())
    return image
