"""The header of the first page: the sign, what is so and why, since when, and what helps."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from trayapp.domain.codes import VerdictName
from trayapp.history.overview import Overview
from trayapp.i18n import Words, capital
from trayapp.i18n.glance import is_first_hours
from trayapp.ui.status.board import Status, is_same
from trayapp.ui.status.qt_text import with_key
from trayapp.ui.window.page_context import LocalTime, PageContext
from trayapp.ui.window.pass_on import CopyButton
from trayapp.ui.window.style import Heading, fact_label, gap_px

_ICON_PX = 44
# From which width on, in heights of a letter, how many small lines are kept free, so that nothing below it
# moves when it says something else: two for why, one for since when, two for what helps.
_LINES = ((46, 5), (36, 6), (24, 7), (0, 9))
_NARROW = 36  # below it nobody is told what is copied, in heights of a letter
_HEADING = 1.7  # height of the heading and of the buttons beside it, in heights of a letter
WEEK_DAYS = 7  # as recurrence counts


class Header(NamedTuple):
    """Plain text. None of it contradicts another part: it is made of one status, at one moment."""

    heading: str
    why: str
    live: str
    """What changes from second to second: since when, for how long, when it was checked."""
    spoken: str
    """The same without what changes so often, for a screen reader."""
    advice: str
    """What helps, or the answer to an error that the user sees."""


def header(
    status: Status, overview: Overview | None, now: datetime, words: Words, local: LocalTime
) -> Header:
    """`overview` is what the history knows; `None` while it is not read."""
    why = " ".join(filter(None, (status.sentence, status.explanation, status.recurrence)))
    advice = status.advice if status.noted is None else status.noted.answer
    lasting = _lasting(status, overview, now, words, local)
    checked = _checked(status, now, words)
    return Header(
        status.headline, why, _joined(lasting, checked), _joined(lasting, status.last_check), advice
    )


def over_ribbon(watched: str, days: int | None, status: Status) -> str:
    """How much of the span was watched, unless the header says that of the same days; `None`: of one day."""
    return "" if days == WEEK_DAYS and status.recurrence else watched


def _joined(*parts: str) -> str:
    return capital(" · ".join(filter(None, parts)))


def _lasting(status: Status, overview: Overview | None, now: datetime, words: Words, local: LocalTime) -> str:
    """Since when it has been so, and for how long."""
    since = status.unseen_since if status.incident is None else status.incident.begin
    if since is not None:
        return words.glance.since(local.near(since), max(now, since) - since, is_same=is_same(status))
    if status.verdict is VerdictName.UP and not status.is_settling and status.checked_at is not None:
        return _calm(overview, now, words, local)
    return ""


def _checked(status: Status, now: datetime, words: Words) -> str:
    if status.checked_at is None:
        return ""
    left = None if status.next_at is None else status.next_at - now
    return words.glance.checked(
        now - status.checked_at, left, is_checking=status.is_checking, is_again=status.is_settling
    )


def _calm(overview: Overview | None, now: datetime, words: Words, local: LocalTime) -> str:
    if overview is None or (since := overview.calm_since) is None:
        return ""
    is_from_start = since == overview.watched_since
    if is_from_start and is_first_hours(now - since):  # it is said where the figures would be
        return ""
    return words.glance.calm(local.near(since), is_from_start=is_from_start)


class HeaderView(QWidget):
    """As high as what it says most of the time, and higher where that is not enough. GUI thread.

    Attributes:
        why: the button that leads to the reasons.
        copy: the button for how X is now, to pass on.
    """

    def __init__(self, context: PageContext, status: Status, why_key: str, copy_key: str) -> None:
        """The keys are those that lead to the buttons."""
        super().__init__()
        words, actions = context.words, context.actions
        self._context = context
        self._status = status
        self._tips = ""  # what to try, while that is shown
        self._picture = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._heading = Heading()
        self._reason, self._live, self._advice = fact_label(), fact_label(), fact_label()
        for label in (self._reason, self._live, self._advice):
            label.hide()  # an empty one would be in the way of who goes by the keyboard
        self.why = QPushButton(with_key(words.gettext("Why?"), why_key))
        self.copy, self._copy_key = CopyButton(words, copy_key), copy_key
        self._remedy, self._resume = QPushButton(), QPushButton(words.gettext("Resume"))
        self._try, self._undo = QPushButton(words.gettext("What to try")), QPushButton(words.gettext("Undo"))
        self._remedy.clicked.connect(actions.remedy.trigger)
        self._resume.clicked.connect(actions.resume.trigger)
        self._try.clicked.connect(self._show_tips)
        self._undo.clicked.connect(actions.undo_error.trigger)
        self._lay_out()

    def show_status(self, status: Status) -> None:
        """To be followed by `show_moment`."""
        self._status, noted = status, status.noted
        self._picture.setAccessibleName(status.headline)
        self._show_picture()
        self.why.setVisible(status.judged is not None)  # before the first check there is no reason to give
        self.copy.setVisible(status.judged is not None)
        if noted is None or not noted.tips:
            self._tips = ""
        self._remedy.setText(self._context.actions.remedy.text())
        self._remedy.setVisible(status.remedy is not None and noted is None)
        self._resume.setVisible(status.is_paused)
        self._try.setVisible(noted is not None and bool(noted.tips) and not self._tips)
        self._undo.setVisible(noted is not None)

    def show_moment(self, overview: Overview | None, now: datetime) -> None:
        """What is so at this second; `overview`: what the history knows, `None` while it is not read."""
        if self._picture.pixmap().devicePixelRatio() != self.devicePixelRatioF():
            self._show_picture()  # windows are moved between screens
        told = header(self._status, overview, now, self._context.words, self._context.local)
        self._heading.setText(told.heading)
        self._live.setAccessibleName(told.spoken)  # of what has a name Qt does not tell that its text changed
        for label, text in (
            (self._reason, told.why),
            (self._live, told.live),
            (self._advice, self._tips or told.advice),
        ):
            self._show_text(label, text)

    def _show_picture(self) -> None:
        paused, settling = self._status.is_paused, self._status.is_settling
        icons, ratio = self._context.icons, self.devicePixelRatioF()
        self._picture.setPixmap(
            icons.pixmap(self._status.verdict, _ICON_PX, ratio, is_paused=paused, is_settling=settling)
        )

    def _show_text(self, label: QLabel, text: str) -> None:
        if label.text() != text:  # a screen reader says each change
            label.setText(text)
            label.setVisible(bool(text))
            self._fit()

    @Slot()
    def _show_tips(self) -> None:
        if self._status.noted is not None:
            self._tips = self._status.noted.tips
            self._try.hide()
            self._show_text(self._advice, self._tips)

    def _lay_out(self) -> None:
        gap, at_top = gap_px(self), Qt.AlignmentFlag.AlignTop
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(gap)
        grid.setVerticalSpacing(gap // 4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._picture, 0, 0, 4, 1, at_top)
        grid.addWidget(self._heading, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.copy, 0, 2, at_top)
        grid.addWidget(self.why, 0, 3, at_top)
        # As high as the width they get asks for: as high as at their narrowest would make the window higher.
        for label in (self._heading, self._reason, self._live, self._advice):
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        grid.addWidget(self._reason, 1, 1, 1, 3)
        grid.addWidget(self._live, 2, 1, 1, 3)
        advice = QHBoxLayout()
        advice.setSpacing(gap // 2)
        advice.addWidget(self._advice, 1)
        for button in (self._remedy, self._resume, self._try, self._undo):
            advice.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        grid.addLayout(advice, 3, 1, 1, 3)
        grid.setRowStretch(4, 1)  # what is left over: the text begins where the picture does

    def _fit(self) -> None:
        letter = self.fontMetrics().height()
        lines = next(lines for width, lines in _LINES if self.width() >= width * letter)
        usual = _HEADING * letter + lines * letter + 3 * (gap_px(self) // 4)
        self.setMinimumHeight(max(round(usual), self.heightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        words, is_narrow = self._context.words, self.width() < _NARROW * self.fontMetrics().height()
        copy = words.gettext("Copy") if is_narrow else words.gettext("Copy message")
        self.copy.rest_as(with_key(copy, self._copy_key))
        self._fit()
