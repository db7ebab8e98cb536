"""The page of the first start: what this is, whom it asks and how often, and whose it is not."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QStyle, QVBoxLayout, QWidget

from trayapp.i18n import Words
from trayapp.i18n.catalogue import N_
from trayapp.settings.declarations import Settings
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.actions import Actions
from trayapp.ui.status.qt_text import access_keys, with_key
from trayapp.ui.window.style import Heading, gap_px, is_narrow, paragraph, push_button, scroll_area

_ICON_PX = 48
_FRAME = 6  # distances: those around and between, and what the window's frame takes
_OFTEN_WIDTH = 50  # of the column that says how often, in letters of average width


def hosts(words: Words, interval_s: int) -> tuple[tuple[str, str], ...]:
    """Who is asked, and how often."""
    _ = words.gettext
    return (
        (_("x.com and one public post"), _("every {count} seconds", count=interval_s)),
        (_("X's pictures, page files, videos and links"), _("every fifth time")),
        (
            _("Apple, Google, Mozilla, Microsoft, Cloudflare"),
            _("at the start, in trouble, after waking: is it your connection?"),
        ),
        (
            _("Mastodon and Bluesky"),
            _("every ten minutes: what do NetBlocks and others write of an outage?"),
        ),
        (
            _("Globalping, Cloudflare's status page"),
            _("when X seems to fail: does it fail elsewhere, too?"),
        ),
    )


def sent_about_you(words: Words, country: str | None) -> str:
    """What those who are asked learn of the user."""
    # Translators: the country that is the reader's.
    yours = words.gettext("yours") if country is None else words.gettext("yours ({name})", name=country)
    text = N_(
        "All that is sent about you is a list of countries, {yours} first, to Globalping. "
        "As with any page that you open, each host sees your internet address."
    )
    return words.gettext(text, yours=yours)


class FirstRunPage(QWidget):
    """Stands beside the icon, which watches already. GUI thread.

    Signals:
        left: it was closed, in whatever way.
    """

    left = Signal()

    def __init__(
        self, words: Words, settings: Settings, actions: Actions, country: str | None, lacking: str = ""
    ) -> None:
        """`country`: the user's, as far as it is known; `lacking`: what keeps the icon from being seen."""
        super().__init__()
        self.setWindowTitle(words.app_name())
        self.setWindowIcon(StatusIcons.app_icon())
        icon = QLabel()
        icon.setPixmap(self.windowIcon().pixmap(QSize(_ICON_PX, _ICON_PX), self.devicePixelRatioF()))
        title = Heading()
        title.setText(words.gettext("Is it X, or is it me?"))
        texts = actions.settings.text(), words.gettext("Start at login"), words.gettext("Quit")
        settings_text, login_text, quit_text = map(with_key, texts, access_keys(texts))
        at_login = QCheckBox(login_text)
        at_login.setChecked(actions.start_at_login.isChecked())
        at_login.clicked.connect(actions.start_at_login.trigger)
        actions.start_at_login.toggled.connect(at_login.setChecked)  # back, if it could not be saved
        if not actions.start_at_login.isVisible():
            # setVisible() would show it as a window of its own: it has no parent yet.
            at_login.hide()
        go_on = push_button(words.gettext("OK"), self.close)
        quit_button = push_button(quit_text, actions.quit.trigger)

        gap = gap_px(self)
        facts = QVBoxLayout()
        facts.setSpacing(gap)
        facts.addWidget(title)
        what = words.gettext(
            "trayapp asks now and then whether X (x.com) answers. An icon in the tray "
            "says what it found: by its colour, its shape, and in words."
        )
        facts.addWidget(paragraph(what))
        if lacking:
            facts.addWidget(paragraph(lacking))
        facts.addLayout(self._table(words, settings.interval_s, gap))
        for text in (
            sent_about_you(words, country),
            words.gettext("Independent of X Corp. It needs no account with X, and reports to nobody."),
            words.gettext("Help lists every host by name, and how to switch it off."),
        ):
            facts.addWidget(paragraph(text))
        facts.addWidget(at_login)
        top = QHBoxLayout()
        top.setSpacing(gap)
        top.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(facts)
        inside = QWidget()
        inside.setLayout(top)
        top.setContentsMargins(0, 0, 0, 0)
        page = scroll_area(inside)  # on a small or magnified screen its end would be out of reach
        page.setAccessibleName(title.text())
        settings_button = push_button(settings_text, actions.settings.trigger)
        buttons = QHBoxLayout()
        buttons.addWidget(settings_button)
        buttons.addStretch()
        buttons.addWidget(quit_button)
        buttons.addWidget(go_on)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(gap, gap, gap, gap)
        whole.setSpacing(gap)
        whole.addWidget(page)
        whole.addLayout(buttons)
        # As large as its text, which is not the same in every language, and no smaller if the screen allows.
        free = self.screen().availableSize()
        bar_px = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        width_px = min(inside.sizeHint().width(), free.width() - 2 * gap - bar_px)
        needed_px = top.totalHeightForWidth(width_px)
        height_px = min(needed_px, free.height() - buttons.sizeHint().height() - _FRAME * gap)
        page.setFixedSize(width_px + (bar_px if height_px < needed_px else 0), height_px)
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        keys = QKeySequence.StandardKey
        for key in (keys.Close, keys.Cancel):
            QShortcut(key, self, self.close)
        QShortcut("Ctrl+Q", self, actions.quit.trigger)  # not everywhere a standard key
        go_on.setFocus()  # who has read it goes on with Enter

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.left.emit()

    def _table(self, words: Words, interval_s: int, gap: int) -> QGridLayout:
        """Who is asked, and how often."""
        table = QGridLayout()
        table.setHorizontalSpacing(gap)
        table.setVerticalSpacing(gap // 3)
        table.addWidget(QLabel(words.gettext("It asks:")), 0, 0, 1, 2)
        em_px = self.fontMetrics().averageCharWidth()
        for row, (host, how_often) in enumerate(hosts(words, interval_s), 1):
            often = paragraph(how_often)
            often.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)  # else a pixel higher
            often.setMinimumWidth(min(_OFTEN_WIDTH * em_px, self.screen().availableSize().width() // 3))
            who = QLabel(host)
            who.setWordWrap(is_narrow(self))
            table.addWidget(who, row, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(often, row, 1)
        table.setColumnStretch(1, 1)
        return table
