"""The first page of the window: what now, since when and how sure, how often lately."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from trayapp.clock import Now
from trayapp.domain.records import VerdictName
from trayapp.history.overview import Overview
from trayapp.i18n import Words
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.actions import Actions
from trayapp.ui.status.board import Status
from trayapp.ui.status.command_menu import CommandMenu
from trayapp.ui.status.qt_text import access_keys, with_key
from trayapp.ui.window.availability_cells import availability
from trayapp.ui.window.header import header, over_ribbon
from trayapp.ui.window.local_time import LocalTime
from trayapp.ui.window.page_rows import INCIDENT_COLUMNS, PageRows
from trayapp.ui.window.pass_on import CopyButton, SaveButton
from trayapp.ui.window.ribbon import Ribbon
from trayapp.ui.window.ribbon_key import RibbonKey
from trayapp.ui.window.ribbon_views import RibbonViews
from trayapp.ui.window.routes import SPANS_DAYS, CheckPage, Day, Glance, Incidents, Table
from trayapp.ui.window.row_view import RowView
from trayapp.ui.window.rows import Row, RowsModel
from trayapp.ui.window.span_buttons import SpanButtons
from trayapp.ui.window.style import Heading, fact_label, gap_px

IN_DAYS_FROM = 30  # days from which on a span is shown with one cell a day
_ICON_PX = 44
_WIDEST = 54  # of all of it, in heights of a letter: longer lines are hard to read
_NARROW = 46  # below it the buttons at the foot stand in two rows, in heights of a letter
# Of the header: from which width on, in heights of a letter, how many small lines are kept free, so that
# nothing below it moves when it says something else: two for why, one for since when, two for what helps.
_LINES = ((46, 5), (36, 6), (24, 7), (0, 9))
_HEADING = 1.7  # height of the heading and of the buttons beside it, in heights of a letter


class FirstPage(QWidget):
    """GUI thread.

    Attributes:
        copy: the button for how X is now, to pass on.
        save: the menu's entry for the ribbon, to pass on.
        more: the button over that menu, which says what came of it.
        views: the ribbon's, and what is looked at in it.

    Signals:
        opened: the user wants to see more; argument: the Route.
        span_chosen: another span is to be looked at; argument: its days.
    """

    opened = Signal(object)
    span_chosen = Signal(int)

    def __init__(
        self,
        icons: StatusIcons,
        words: Words,
        local: LocalTime,
        days: int,
        status: Status,
        actions: Actions,
        now: Now,
    ) -> None:
        _ = words.gettext
        super().__init__()
        self._words = words
        self._local = local
        self._now = now
        self._days = days
        self._status = status
        self._actions = actions
        self._rows = PageRows(words, local)
        self._overview: Overview | None = None
        self._tips = ""  # what to try, while that is shown
        self._span_told: tuple[str, int | None] = "", days  # how much of which span was watched
        self._header = _Header()
        self._picture = _Picture(icons)
        self._heading = Heading()
        self._reason = fact_label()
        self._live = fact_label()
        self._advice = fact_label()
        self._remedy, self._resume = _button(""), _button(_("Resume"))
        self._try, self._undo = _button(_("What to try")), _button(_("Undo"))
        self._see = _button(_("See what a browser shows"))
        self._remark = fact_label()
        self._remark.hide()
        texts = [_("Why?"), _("Check now"), _("I see an error"), _("Table"), _("Copy")]
        keys = access_keys(texts)  # chosen here: they have to differ in every language
        self._why = _button(texts[0], keys[0])
        self.copy = CopyButton(words, keys[4])
        self._spans = SpanButtons(words)
        self._spans.choose(days)
        self._watched = fact_label()
        self._ribbon = Ribbon(local)
        self.views = RibbonViews(words, local, self._ribbon, self._watched)
        self._key = RibbonKey(words)
        self._pointed = fact_label()
        self._pointed.setWordWrap(False)  # one line, like the key in its place: the list must not move
        self._pointed.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._under_ribbon = QStackedWidget()
        self._list = RowsModel([words.window.header(column) for column in INCIDENT_COLUMNS], icons, self)
        self._view = RowView(self._list, words, wide=(1,))
        self._table = _button(texts[3], keys[3])
        self._check_key = keys[1]
        self._check = _button("")
        self._error = _button(texts[2], keys[2])
        self.more = SaveButton(words, "⋯")
        self.more.setAccessibleName(_("More"))
        self._menu = QMenu(self)
        self._commands = CommandMenu(self._menu, actions, self)
        self._commands.set_words(words)
        self.save = QAction(_("Save…"), self)
        self._fill_menu(actions)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tell)
        for label in (self._reason, self._live, self._advice):
            label.hide()  # an empty one would be in the way of who goes by the keyboard
        self._lay_out()
        self._connect(actions)

    def show_status(self, status: Status) -> None:
        self._status = status
        self._picture.show_status(status)
        self._why.setVisible(status.judged is not None)  # before the first check there is no reason to give
        self.copy.setVisible(status.judged is not None)
        noted = status.noted
        if noted is None or not noted.tips:
            self._tips = ""
        self._remedy.setText(self._actions.remedy.text())
        self._remedy.setVisible(status.remedy is not None and noted is None)
        self._resume.setVisible(status.is_paused)
        self._try.setVisible(noted is not None and bool(noted.tips) and not self._tips)
        self._undo.setVisible(noted is not None)
        self._see.setVisible(noted is not None)
        self._remark.setText(status.remark)
        self._remark.setVisible(bool(status.remark))
        self._commands.show_status(status)
        self._tell()
        # Not disabled meanwhile: the focus would jump to the button beside it.
        text = self._words.gettext("Checking …") if status.is_checking else self._words.gettext("Check now")
        self._check.setText(with_key(text, self._check_key))

    def show_glance(self, glance: Glance, day: Day | None = None) -> None:
        """`day`: it is of that day alone."""
        self._overview = overview = glance.overview
        is_in_days = day is None and self._days >= IN_DAYS_FROM
        self._spans.show_figures(glance.figures)
        self._spans.choose(self._days if day is None else None)
        self._span_told = self._watched_text(glance, day), None if day is not None else self._days
        self._key.show_overview(overview, glance.marks, is_in_days=is_in_days)
        words, local = self._words, self._local
        name = words.gettext("The last {span}", span=words.days(self._days))
        if day is not None:
            name = local.day(day.begin)
        self.views.show_availability(
            availability(overview, words, local, glance.marks, name, is_in_days=is_in_days)
        )
        self._show_history(is_readable=True)
        self._fill_list()

    def show_trouble(self, text: str) -> None:
        """The history cannot be read: say this in its place."""
        self._overview, self._span_told = None, (text, None)
        self._show_history(is_readable=False)

    def choose_span(self, days: int) -> None:
        self._days = days

    def take_focus(self) -> None:
        """Go on where one was."""
        before = self.focusWidget()
        (self._check if before is None else before).setFocus()  # type: ignore[redundant-expr]  # may be None

    def _watched_text(self, glance: Glance, day: Day | None) -> str:
        overview = glance.overview
        if day is not None:
            return self._words.glance.day(self._local.day(day.begin), overview.totals)
        totals = glance.figures[SPANS_DAYS.index(self._days)]
        since = overview.watched_since
        begin = "" if since is None else self._local.near(since)
        watched_for = None if since is None else self._now() - since
        return self._words.glance.watched(totals, self._days, begin, watched_for)

    @Slot()
    def _tell(self) -> None:
        """What is so at this second."""
        told = header(self._status, self._overview, self._now(), self._words, self._local)
        self._heading.setText(told.heading)
        self._live.setAccessibleName(told.spoken)  # of what has a name Qt does not tell that its text changed
        self._watched.setText(over_ribbon(*self._span_told, self._status))
        for label, text in (
            (self._reason, told.why),
            (self._live, told.live),
            (self._advice, self._tips or told.advice),
        ):
            if label.text() != text:  # a screen reader says each change
                label.setText(text)
                label.setVisible(bool(text))
                self._header.fit()

    @Slot()
    def _show_tips(self) -> None:
        noted = self._status.noted
        self._tips = noted.tips if noted is not None else ""
        self._try.hide()
        self._tell()

    def _show_history(self, *, is_readable: bool) -> None:
        self.views.set_shown(is_shown=is_readable)
        for widget in (self._under_ribbon, self._table, self._view, self._spans, self.save):
            widget.setVisible(is_readable)
        self._tell()

    @Slot()
    def _fill_list(self) -> None:
        """As many incidents as there is room for, and below them the way to all."""
        if self._overview is None:
            return
        incidents = self._overview.incidents
        # Whole lines only: the list has no scroll bar.
        room = max(2, self._view.viewport().height() // self._view.verticalHeader().defaultSectionSize())
        rows = self._rows.incidents(incidents[: room - 1], in_full=False)
        # Nobody may say so who has seen nothing.
        if not rows and any(each.verdict is not VerdictName.UNKNOWN for each in self._overview.segments):
            rows.append(Row("none", (self._words.gettext("No incidents."),)))
        self._list.show([*rows, Row("all", (self._words.gettext("All incidents"),), opens=Incidents())])
        name = self._words.ngettext("{count} incident", "{count} incidents", len(incidents))
        self._view.setAccessibleName(name)

    def _fill_menu(self, actions: Actions) -> None:
        self._menu.addSeparator()
        self._menu.addActions(actions.pages)
        self._menu.addSeparator()
        self._menu.addActions([actions.settings, actions.accounts, self.save, actions.help])
        self._menu.addSeparator()
        self._menu.addAction(actions.quit)

    def _lay_out(self) -> None:
        gap = gap_px(self)
        at_top = Qt.AlignmentFlag.AlignTop
        top = QGridLayout(self._header)
        top.setContentsMargins(0, 0, 0, 0)
        top.setHorizontalSpacing(gap)
        top.setVerticalSpacing(gap // 4)
        top.setColumnStretch(1, 1)
        top.addWidget(self._picture, 0, 0, 4, 1, at_top)
        top.addWidget(self._heading, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.copy, 0, 2, at_top)
        top.addWidget(self._why, 0, 3, at_top)
        # As high as the width they get asks for: as high as at their narrowest would make the window higher.
        for label in (self._heading, self._reason, self._live, self._advice, self._remark):
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        top.addWidget(self._reason, 1, 1, 1, 3)
        top.addWidget(self._live, 2, 1, 1, 3)
        advice = QHBoxLayout()
        advice.setSpacing(gap // 2)
        advice.addWidget(self._advice, 1)
        for button in (self._remedy, self._resume, self._try, self._undo):
            advice.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        top.addLayout(advice, 3, 1, 1, 3)
        top.setRowStretch(4, 1)  # what is left over: the text begins where the picture does
        self._under_ribbon.addWidget(self._key)
        self._under_ribbon.addWidget(self._pointed)

        self._view.setWordWrap(False)
        # It takes what is left over: as high as it would like to be, the window would have to scroll.
        self._view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bottom = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for buttons in ((self._check, self._error), (self._see,), (self._table, self.more)):
            row = QHBoxLayout()
            for each in buttons:
                row.addWidget(each)
            self._bottom.addLayout(row)
        self._bottom.insertStretch(2)

        content = QWidget()
        content.setMaximumWidth(_WIDEST * self.fontMetrics().height())
        self._whole = whole = QVBoxLayout(content)
        whole.setSpacing(gap // 2)
        for part in (self._header, self._spans, self.views, self._under_ribbon):
            whole.addWidget(part)
        whole.addSpacing(gap // 2)
        whole.addWidget(self._view, 1)
        whole.addStretch()  # where there is no history to list
        whole.addWidget(self._remark)
        whole.addLayout(self._bottom)
        self._scroll = QScrollArea()  # for windows that are too small for it
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._scroll.setWidget(content)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        # As wide as the longer of its texts: the buttons beside it must not move at every check.
        texts = (self._words.gettext("Checking …"), self._words.gettext("Check now"))
        self._check.setMinimumWidth(max(QPushButton(text).sizeHint().width() for text in texts))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        gap, letter, direction = gap_px(self), self.fontMetrics().height(), QBoxLayout.Direction
        is_narrow = self.width() < _NARROW * letter
        side = gap if is_narrow else 2 * gap
        self._whole.setContentsMargins(side, gap * 3 // 2, side, gap)
        self._bottom.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _connect(self, actions: Actions) -> None:
        self._why.clicked.connect(lambda *_: self.opened.emit(CheckPage()))
        self._table.clicked.connect(lambda *_: self.opened.emit(self.views.wanted or Table()))
        self._view.opened.connect(self.opened)
        self._view.resized.connect(self._fill_list)
        self._ribbon.opened.connect(self.opened)
        self._ribbon.pointed.connect(self._show_pointed)
        self._spans.chosen.connect(self.span_chosen)
        self._remedy.clicked.connect(actions.remedy.trigger)
        self._resume.clicked.connect(actions.resume.trigger)
        self._try.clicked.connect(self._show_tips)
        self._undo.clicked.connect(actions.undo_error.trigger)
        self._see.clicked.connect(actions.see_page.trigger)
        self._check.clicked.connect(actions.check.trigger)
        self._error.clicked.connect(actions.see_error.trigger)
        self.more.clicked.connect(self._open_menu)

    @Slot()
    def _open_menu(self) -> None:
        # Not by setMenu(): that draws an arrow beside the dots, which say as much.
        size = self._menu.sizeHint()
        self._menu.popup(self.more.mapToGlobal(QPoint(self.more.width() - size.width(), -size.height())))

    @Slot(str)
    def _show_pointed(self, text: str) -> None:
        self._pointed.setText(text)
        self._under_ribbon.setCurrentWidget(self._pointed if text else self._key)


def _button(text: str, key: str = "") -> QPushButton:
    return QPushButton(with_key(text, key))


class _Header(QWidget):
    """As high as what it says most of the time, whatever it says; higher where that is not enough."""

    def fit(self) -> None:
        letter = self.fontMetrics().height()
        lines = next(lines for width, lines in _LINES if self.width() >= width * letter)
        usual = _HEADING * letter + lines * letter + 3 * (gap_px(self) // 4)
        self.setMinimumHeight(max(round(usual), self.heightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class _Picture(QWidget):
    """The verdict's icon, as sharp as the screen it is on."""

    def __init__(self, icons: StatusIcons) -> None:
        super().__init__()
        self._icons = icons
        self._verdict = VerdictName.UNKNOWN
        self._is_paused = self._is_settling = False
        self.setFixedSize(QSize(_ICON_PX, _ICON_PX))

    def show_status(self, status: Status) -> None:
        self._verdict, self._is_paused = status.verdict, status.is_paused
        self._is_settling = status.is_settling
        self.setAccessibleName(status.headline)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()  # asked each time: windows are moved between screens
        pixmap = self._icons.pixmap(
            self._verdict, _ICON_PX, ratio, is_paused=self._is_paused, is_settling=self._is_settling
        )
        QPainter(self).drawPixmap(0, 0, pixmap)
