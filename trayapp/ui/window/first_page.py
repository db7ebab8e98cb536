"""The first page of the window: what now, since when and how sure, how often lately."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from trayapp import clock
from trayapp.domain.codes import VerdictName
from trayapp.history.overview import Overview
from trayapp.ui.status.actions import Actions, CommandMenu
from trayapp.ui.status.board import Status
from trayapp.ui.status.qt_text import access_keys, with_key
from trayapp.ui.window.availability_cells import availability, ribbon_picture
from trayapp.ui.window.header import HeaderView, over_ribbon
from trayapp.ui.window.page_context import PageContext
from trayapp.ui.window.page_rows import INCIDENT_COLUMNS, PageRows, spared
from trayapp.ui.window.pass_on import Format, SaveButton, for_programs, png
from trayapp.ui.window.ribbon import Ribbon
from trayapp.ui.window.ribbon_paint import RibbonKey
from trayapp.ui.window.ribbon_views import RibbonViews
from trayapp.ui.window.routes import SPANS_DAYS, CheckPage, Day, Glance, Incidents, Table
from trayapp.ui.window.row_view import RowView
from trayapp.ui.window.rows import Row, RowsModel
from trayapp.ui.window.span_buttons import SpanButtons
from trayapp.ui.window.style import fact_label, gap_px, has_little_room, in_the_middle, side_px

_IN_DAYS_FROM = 30  # days from which on a span is shown with one cell a day
_WIDEST = 54  # of all of it, in heights of a letter


class FirstPage(QWidget):
    """GUI thread.

    Attributes:
        views: the ribbon's, and what is looked at in it.

    Signals:
        opened: the user wants to see more; argument: the Route.
        span_chosen: another span is to be looked at; argument: its days.
    """

    opened = Signal(object)
    span_chosen = Signal(int)

    def __init__(self, context: PageContext, days: int, status: Status) -> None:
        super().__init__()
        self._context = context
        self._words, self._local, self._now = context.words, context.local, context.now
        words, local, actions, _ = context.words, context.local, context.actions, context.words.gettext
        self._days = days
        self._status = status
        self._rows = PageRows(words, local)
        self._overview: Overview | None = None
        self._is_in_days = False  # it is shown with one cell a day
        self._saved_as = "", ""  # the title of the picture, and the name of its file
        self._span_told: tuple[str, int | None] = "", days  # how much of which span was watched
        self._see = QPushButton(_("See what a browser shows"))
        self._remark = fact_label()
        # As high as the width it gets asks for: as high as at its narrowest would make the window higher.
        self._remark.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._remark.hide()
        texts = [_("Why?"), _("Check now"), _("I see an error"), _("Table"), _("Copy")]
        keys = access_keys(texts)  # chosen here: they have to differ in every language
        self._header = HeaderView(context, status, keys[0], keys[4])
        self._spans = SpanButtons(words)
        self._spans.choose(days)
        self._watched = fact_label()
        self._ribbon = Ribbon(local)
        self.views = RibbonViews(context, days, self._ribbon, self._watched)
        self._key = RibbonKey(words)
        self._pointed = fact_label()
        self._pointed.setWordWrap(False)  # one line, like the key in its place: the list must not move
        self._pointed.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._under_ribbon = QStackedWidget()
        self._list = RowsModel(
            [words.window.header(column) for column in INCIDENT_COLUMNS], context.icons, self
        )
        self._view = RowView(self._list, (1,), spared(INCIDENT_COLUMNS))
        self._table = QPushButton(with_key(texts[3], keys[3]))
        self._check_key = keys[1]
        self._check = QPushButton()
        self._error = QPushButton(with_key(texts[2], keys[2]))
        self._more = SaveButton(words, "⋯")
        self._more.setAccessibleName(_("More"))
        self._menu = QMenu(self)
        self._commands = CommandMenu(self._menu, actions)
        self._save = QAction(_("Save…"), self)
        self._fill_menu(actions)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tell)
        self._lay_out()
        self._connect(actions)

    def show_status(self, status: Status) -> None:
        self._status = status
        self._header.show_status(status)
        self._see.setVisible(status.noted is not None)
        self._remark.setText(status.remark)
        self._remark.setVisible(bool(status.remark))
        self._commands.show_status(status, self._words)
        self._tell()
        # Not disabled meanwhile: the focus would jump to the button beside it.
        text = self._words.gettext("Checking …") if status.is_checking else self._words.gettext("Check now")
        self._check.setText(with_key(text, self._check_key))

    def show_glance(self, glance: Glance, days: int, day: Day | None = None) -> None:
        """`day`: it is of that day alone, and not of so many up to now."""
        self._days = days
        self._overview = overview = glance.overview
        is_in_days = self._is_in_days = day is None and self._days >= _IN_DAYS_FROM
        self._spans.show_figures(glance.figures)
        self._spans.choose(self._days if day is None else None)
        self._span_told = self._watched_text(glance, day), None if day is not None else self._days
        self._key.show_overview(overview, glance.marks, is_in_days=is_in_days)
        words, local = self._words, self._local
        name, file = words.gettext("The last {span}", span=words.days(self._days)), f"x-{self._days}-days"
        if day is not None:
            name, file = local.day(day.begin), f"x-{clock.local(day.begin):%Y-%m-%d}"
        self._saved_as = name, file
        self.views.show_availability(
            availability(overview, words, local, glance.marks, name, is_in_days=is_in_days)
        )
        self._show_history(is_readable=True)
        self._fill_list()

    def show_trouble(self, text: str) -> None:
        """The history cannot be read: say this in its place."""
        self._overview, self._span_told = None, (text, None)
        self._show_history(is_readable=False)

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
        self._header.show_moment(self._overview, self._now())
        self._watched.setText(over_ribbon(*self._span_told, self._status))

    def _show_history(self, *, is_readable: bool) -> None:
        self.views.set_shown(is_shown=is_readable)
        for widget in (self._under_ribbon, self._table, self._view, self._spans, self._save):
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
        rows = self._rows.incidents(incidents[: room - 1], self._status, in_full=False)
        # Nobody may say so who has seen nothing.
        if not rows and any(each.verdict is not VerdictName.UNKNOWN for each in self._overview.segments):
            rows.append(Row("none", (self._words.gettext("No incidents."),)))
        self._list.show([*rows, Row("all", (self._words.gettext("All incidents"),), opens=Incidents())])
        self._view.setAccessibleName(self._words.history.incidents(len(incidents)))

    def _fill_menu(self, actions: Actions) -> None:
        self._menu.addSeparator()
        self._menu.addActions(actions.pages)
        self._menu.addSeparator()
        self._menu.addActions([actions.settings, actions.accounts, self._save, actions.help])
        self._menu.addSeparator()
        self._menu.addAction(actions.quit)

    def _lay_out(self) -> None:
        gap = gap_px(self)
        self._under_ribbon.addWidget(self._key)
        self._under_ribbon.addWidget(self._pointed)

        self._view.setWordWrap(False)
        self._view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        foot = QWidget()  # below what scrolls: whatever there is to remark, the buttons stay where they are
        foot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # where narrow, it turns
        self._bottom = QBoxLayout(QBoxLayout.Direction.LeftToRight, foot)
        for buttons in ((self._check, self._error), (self._see,), (self._table, self._more)):
            row = QHBoxLayout()
            for each in buttons:
                row.addWidget(each)
            self._bottom.addLayout(row)
        self._bottom.insertStretch(2)

        content = QWidget()
        self._whole = whole = QVBoxLayout(content)
        whole.setSpacing(gap // 2)
        for part in (self._header, self._spans, self.views, self._under_ribbon):
            whole.addWidget(part)
        whole.addSpacing(gap // 2)
        whole.addWidget(self._view, 1)
        whole.addStretch()  # where there is no history to list
        whole.addWidget(self._remark)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(in_the_middle(content, _WIDEST))
        outer.addWidget(foot)
        # As wide as the longer of its texts: the buttons beside it must not move at every check.
        texts = (self._words.gettext("Checking …"), self._words.gettext("Check now"))
        self._check.setMinimumWidth(max(QPushButton(text).sizeHint().width() for text in texts))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        gap, side, direction = gap_px(self), side_px(self), QBoxLayout.Direction
        self._whole.setContentsMargins(side, gap * 3 // 2, side, 0)
        beside = side + max(0, self.width() - _WIDEST * self.fontMetrics().height()) // 2
        self._bottom.setContentsMargins(beside, gap // 2, beside, gap)
        self._bottom.setDirection(direction.TopToBottom if has_little_room(self) else direction.LeftToRight)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _connect(self, actions: Actions) -> None:
        self._header.why.clicked.connect(lambda *_: self.opened.emit(CheckPage()))
        self._table.clicked.connect(lambda *_: self.opened.emit(self.views.wanted or Table()))
        self._view.opened.connect(self.opened)
        self._view.resized.connect(self._fill_list)
        self._ribbon.opened.connect(self.opened)
        self._ribbon.pointed.connect(self._show_pointed)
        self._spans.chosen.connect(self.span_chosen)
        self._see.clicked.connect(actions.see_page.trigger)
        self._check.clicked.connect(actions.check.trigger)
        self._error.clicked.connect(actions.see_error.trigger)
        self._more.clicked.connect(self._open_menu)
        self._header.copy.clicked.connect(self._copy_message)
        self._save.triggered.connect(self._offer_ribbon)

    @Slot()
    def _copy_message(self) -> None:
        """How X is now, to pass on."""
        from trayapp.sharing.sentences import message

        status, now = self._status, self._now()
        if status.judged is not None:
            text = message(status.judged, status.open, self._words, now, self._context.country())
            self._header.copy.copy(text)

    @Slot()
    def _offer_ribbon(self) -> None:
        """How available X was in the time that is looked at, to pass on."""
        from trayapp.sharing.files import span_rows

        words, overview = self._words, self._overview
        if overview is None:
            return
        (name, file), is_in_days = self._saved_as, self._is_in_days
        image = ribbon_picture(overview, words, self._local, name, self._now(), is_in_days=is_in_days)
        picture = Format(words.gettext("Picture"), "png", lambda: png(image))
        self._more.offer(file, [picture, *for_programs(words, lambda: span_rows(overview.segments))])

    @Slot()
    def _open_menu(self) -> None:
        # Not by setMenu(): that draws an arrow beside the dots, which say as much.
        size = self._menu.sizeHint()
        self._menu.popup(self._more.mapToGlobal(QPoint(self._more.width() - size.width(), -size.height())))

    @Slot(str)
    def _show_pointed(self, text: str) -> None:
        self._pointed.setText(text)
        self._under_ribbon.setCurrentWidget(self._pointed if text else self._key)
