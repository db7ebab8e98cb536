"""Help and About, in a window: each page is made when it is first shown."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Slot, qVersion
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from trayapp import __version__
from trayapp.about import HOMEPAGE, PROGRAM
from trayapp.domain.codes import VerdictName
from trayapp.i18n import Words, plain
from trayapp.i18n.catalogue import N_
from trayapp.log import FILE_NAME
from trayapp.paths import readme, resource
from trayapp.settings.file import SettingsFile
from trayapp.ui.desktop_session.errands import Errands
from trayapp.ui.desktop_session.open import open_file, open_page
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.window.pages import Pages
from trayapp.ui.window.style import Heading, gap_px, paragraph, push_button, scroll_area

_SIZE = QSize(860, 600)
_ICON_PX = 48
_SIGN_PX = 32

_SIGNS = {
    VerdictName.UP: N_("Its site or its public posts answer."),
    VerdictName.DEGRADED: N_("A part of it fails, or it is slow, or it fails for some."),
    VerdictName.DOWN: N_("It fails for everybody: it says so itself, or others see it, too."),
    VerdictName.BLOCKED: N_("Something between you and X keeps it from you; elsewhere it works."),
    VerdictName.OFFLINE: N_("Your own connection fails, or is too poor to tell."),
    VerdictName.UNKNOWN: N_("It cannot be told from here, or nobody has looked yet."),
}

_LICENCES = {
    "trayapp: MIT": "MIT.txt",
    "Qt, PySide6: LGPL 3": "LGPL-3.0.txt",
    "GPL 3": "GPL-3.0.txt",
}
"""What stands in `resources/licences`, by what it is for. The LGPL is an addition to the GPL."""


class HelpWindow(QWidget):
    """GUI thread. `folder` is the history's."""

    def __init__(
        self, words: Words, icons: StatusIcons, file: SettingsFile, folder: Path, errands: Errands
    ) -> None:
        super().__init__()
        self._words = words
        self._icons = icons
        self._file = file
        self._folder = folder
        self._errands = errands
        self._examined = ""
        self._is_looking = False
        gap = gap_px(self)
        self.setWindowTitle(words.gettext("Help and About"))
        self.setWindowIcon(StatusIcons.app_icon())
        self._pages = Pages(words.gettext("Pages"))
        for title, fill in (
            (N_("About"), self._add_about),
            (N_("What the signs mean"), self._add_signs),
            (N_("Hosts that are asked"), self._add_hosts),
            (N_("What works here"), self._add_examination),
            (N_("Licences"), self._add_licences),
            (N_("The README"), self._add_readme),
        ):
            self._pages.add(words.gettext(title), partial(_page, words.gettext(title), fill))
        self._pages.turn_to(0)
        close = push_button(words.gettext("Close"), self.close)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(gap, gap, gap, gap)
        whole.setSpacing(gap)
        whole.addWidget(self._pages, 1)
        whole.addLayout(buttons)
        for key in (QKeySequence.StandardKey.Close, QKeySequence.StandardKey.Cancel):
            QShortcut(key, self, self.close)
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))

    def _add_about(self, page: QVBoxLayout) -> None:
        words = self._words
        icon = QLabel()
        icon.setPixmap(self.windowIcon().pixmap(QSize(_ICON_PX, _ICON_PX), self.devicePixelRatioF()))
        who = paragraph(f"{PROGRAM} {__version__}\n{words.gettext('Is it X, or is it me?')}")
        top = QHBoxLayout()
        top.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(who, 1)
        page.addLayout(top)
        for text in (
            words.gettext("Independent of X Corp. It needs no account with X, and reports to nobody."),
            words.gettext(
                "Whom it asks, and what is sent about you, is listed under “Hosts that are asked”."
            ),
        ):
            page.addWidget(paragraph(text))
        places = QGridLayout()
        places.setColumnStretch(1, 1)
        log = self._folder / FILE_NAME
        named = (
            (words.gettext("Settings"), self._file.path),
            (words.gettext("History"), self._folder),
            (words.gettext("Log"), log),
        )
        for row, (name, path) in enumerate(named):
            button = push_button(words.gettext("Open"), lambda _=False, path=path: self._open(path))
            button.setAccessibleName(words.gettext("Open: {what}", what=name))
            places.addWidget(QLabel(name), row, 0)
            places.addWidget(paragraph(plain(str(path))), row, 1)
            places.addWidget(button, row, 2)
        page.addLayout(places)
        home = push_button(words.gettext("Website"), lambda: open_page(HOMEPAGE))
        home.setToolTip(HOMEPAGE)
        page.addWidget(home, 0, Qt.AlignmentFlag.AlignLeft)
        self._said = paragraph("")
        page.addWidget(self._said)
        page.addStretch()

    def _open(self, path: Path) -> None:
        found = path if os.path.exists(path) else path.parent
        text = self._words.gettext("Nothing here opens {what}.", what=plain(str(found)))
        self._said.setText("" if open_file(found) else text)

    def _add_signs(self, page: QVBoxLayout) -> None:
        words, grid = self._words, QGridLayout()
        grid.setHorizontalSpacing(gap_px(self))
        grid.setVerticalSpacing(gap_px(self) // 2)
        grid.setColumnStretch(1, 1)
        rows = [(verdict, False, words.names.verdict(verdict), text) for verdict, text in _SIGNS.items()]
        paused = words.gettext("Nothing is checked until you resume.")
        rows.append((VerdictName.UNKNOWN, True, words.gettext("Paused"), paused))
        for row, (verdict, is_paused, name, text) in enumerate(rows):
            sign = QLabel()
            sign.setPixmap(
                self._icons.pixmap(verdict, _SIGN_PX, self.devicePixelRatioF(), is_paused=is_paused)
            )
            grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(paragraph(f"{name}\n{words.gettext(text)}"), row, 1)
        page.addLayout(grid)
        sure = N_("It says how sure it is: “is down”, “is probably down”, “may be down”.")
        page.addWidget(paragraph(words.gettext(sure)))
        page.addStretch()

    def _add_hosts(self, page: QVBoxLayout) -> None:
        # As code: names alone are no links.
        lines = [f"**`{names}`** · {facts}\n" for names, facts in self._words.hosts.facts()]
        page.addWidget(paragraph(self._words.gettext("Nothing else is contacted.")))
        page.addWidget(_browser(self._words.gettext("Hosts that are asked"), "\n".join(lines)), 1)

    def _add_examination(self, page: QVBoxLayout) -> None:
        words = self._words
        what = N_("Everything that it needs is tried once; that asks X and some others.")
        page.addWidget(paragraph(words.gettext(what)))
        look = push_button(words.gettext("Look now"), self._examine)
        self._copy = push_button(words.gettext("Copy for a report"), self._copy_report)
        self._copy.setEnabled(False)
        buttons = QHBoxLayout()
        buttons.addWidget(look)
        buttons.addWidget(self._copy)
        buttons.addStretch()
        page.addLayout(buttons)
        self._seen = _browser(words.gettext("What works here"))
        page.addWidget(self._seen, 1)
        left_out = N_("The report leaves out your name, your folders, addresses, and what you typed in.")
        page.addWidget(paragraph(words.gettext(left_out)))

    @Slot()
    def _examine(self) -> None:
        if self._is_looking:
            return
        self._is_looking = True
        self._seen.setPlainText(self._words.gettext("One moment …"))
        self._errands.command(self, ["doctor"], self._show_examination)

    @Slot(int, str)
    def _show_examination(self, _status: int, printed: str) -> None:
        self._is_looking = False
        self._examined = printed
        self._copy.setEnabled(bool(printed))
        self._seen.setPlainText(printed or self._words.gettext("That failed without saying why."))

    @Slot()
    def _copy_report(self) -> None:
        from trayapp.ui.help.report import report

        text = report(qVersion(), self._words.language, self._file.loaded, self._examined, os.environ)
        QGuiApplication.clipboard().setText(text)
        self._seen.setPlainText(text)  # what goes out is what was seen

    def _add_licences(self, page: QVBoxLayout) -> None:
        from trayapp.ui.help.report import packages  # no matter of the first page

        name = self._words.gettext("Licences")
        text, chosen = _browser(name), QComboBox()
        chosen.setAccessibleName(name)
        chosen.addItem(self._words.gettext("What else is used"))
        for what, file in _LICENCES.items():
            chosen.addItem(what, file)

        def show() -> None:
            file = chosen.currentData()
            shown = resource("licences", file).read_text("utf-8") if file else "\n".join(packages(PROGRAM))
            text.setPlainText(shown)

        chosen.currentIndexChanged.connect(show)
        show()
        qt = self._words.gettext(
            "Qt and PySide6 are used under the GNU Lesser General Public License, version 3: they lie "
            "in files of their own, which you may replace, and their source is at code.qt.io."
        )
        page.addWidget(paragraph(qt))
        page.addWidget(chosen, 0, Qt.AlignmentFlag.AlignLeft)
        page.addWidget(text, 1)

    def _add_readme(self, page: QVBoxLayout) -> None:
        text = readme()
        shown = text.read_text("utf-8") if text.is_file() else HOMEPAGE
        without_pictures = re.sub(r"!\[.*?\]\(.*?\)", "", shown)
        page.addWidget(_browser(self._words.gettext("The README"), without_pictures), 1)


def _page(title: str, fill: Callable[[QVBoxLayout], None]) -> QScrollArea:
    """It scrolls: on a small or magnified screen nothing else would give way."""
    page = QWidget()
    gap = gap_px(page)
    inside = QVBoxLayout(page)
    inside.setContentsMargins(gap, 0, gap // 2, 0)
    inside.setSpacing(gap)
    heading = Heading()
    heading.setText(title)
    inside.addWidget(heading)
    fill(inside)
    shown = scroll_area(page)
    shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # or keys could not scroll it
    shown.setAccessibleName(title)
    return shown


def _browser(name: str, markdown: str = "") -> QTextBrowser:
    """To be read and copied, by keys as well; only pages of the web are opened from it."""
    from PySide6.QtGui import QTextBlockFormat, QTextCursor

    browser = QTextBrowser()
    browser.setFrameShape(QFrame.Shape.NoFrame)
    browser.viewport().setAutoFillBackground(False)
    browser.setViewportMargins(0, 0, gap_px(browser), 0)  # no letter touches what scrolls it
    browser.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # for a frame's last pixel
    browser.setAccessibleName(name)
    browser.setOpenLinks(False)
    browser.anchorClicked.connect(_follow)
    browser.setTabChangesFocus(True)
    browser.setTextInteractionFlags(
        browser.textInteractionFlags() | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    # Else its page would scroll by a few lines beside it, where a screen is small or magnified.
    browser.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    browser.setMinimumHeight(browser.minimumSizeHint().height())
    browser.setMarkdown(markdown)
    browser.document().setDocumentMargin(0)
    wrapped, everything = QTextBlockFormat(), QTextCursor(browser.document())
    wrapped.setNonBreakableLines(False)  # of code, one long line of which would make all of the page as wide
    everything.select(QTextCursor.SelectionType.Document)
    everything.mergeBlockFormat(wrapped)
    return browser


def _follow(url: QUrl) -> None:
    if url.scheme() == "https":
        open_page(url.toString())
