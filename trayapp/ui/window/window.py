"""The small window: the history at a glance, and all that stands behind it. Without a tray it is the app."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from trayapp.errors import HistoryError
from trayapp.history.overview import Overview
from trayapp.i18n import Words
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.board import Status
from trayapp.ui.window.first_page import FirstPage
from trayapp.ui.window.header import WEEK_DAYS
from trayapp.ui.window.memory import WindowMemory
from trayapp.ui.window.page_context import PageContext
from trayapp.ui.window.page_rows import CHECK_PAGE_COLUMNS, SEGMENT_COLUMNS, TIMED_COLUMNS, PageRows
from trayapp.ui.window.routes import (
    ALL,
    SPANS_DAYS,
    Answer,
    CheckDetails,
    CheckPage,
    Day,
    Glance,
    HistoryQuery,
    HistoryReader,
    Home,
    IncidentPage,
    Incidents,
    Link,
    ResponsePage,
    Route,
    Table,
    Timed,
)

if TYPE_CHECKING:
    from trayapp.ui.window.list_page import ListPage

# Of the page for each kind of route: its columns, those that share the room left over, whether it wraps.
_LISTS: dict[type[Route], tuple[Sequence[str], Collection[int], bool]] = {
    CheckPage: (CHECK_PAGE_COLUMNS, (1, 2), True),
    ResponsePage: (TIMED_COLUMNS, (3,), False),
    Table: (SEGMENT_COLUMNS, (3,), False),
}


class HistoryWindow(QWidget):
    """Shows the status and the history in this folder. GUI thread.

    While a tray is there to open another, whoever made it lets go of it when it is closed. Otherwise closing
    ends the app: nothing of it would be left to see. It is never refused, so never in the way of a logout.

    Signals:
        closed: the app goes on in the tray; argument: whether this is the first time ever.
    """

    closed = Signal(bool)

    def __init__(self, context: PageContext, status: Status, is_tray_there: Callable[[], bool]) -> None:
        super().__init__()
        self._context = context
        self._status = status
        self._is_tray_there = is_tray_there
        self._memory = WindowMemory(context.folder)
        self._days = self._memory.days(SPANS_DAYS, WEEK_DAYS)
        self._routes: list[Route] = [Home()]
        self._answers: dict[Route, Answer | HistoryError] = {}
        self._reader = HistoryReader(context.folder, self)
        self._reader.answered.connect(self._take)
        self._reader.ask(
            HistoryQuery(self.route, self._days, context.now())
        )  # while the pages are being made
        self._stack = QStackedWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self._make_pages()
        self._add_keys()
        self._memory.place(self)

    @Slot()
    def open(self) -> None:
        """Show it in front of the others, wherever it was."""
        self.show()
        self.raise_()  # one that is open already may be behind others
        self.activateWindow()

    def open_at(self, begin: datetime | None) -> None:
        """Open it at the incident that began then, or at the first page."""
        self._routes = [Home()] if begin is None else [Home(), IncidentPage(begin)]
        self._show_page()
        self.read()
        self.open()

    @Slot(object)
    def show_status(self, status: Status) -> None:
        has_new_check = status.judged is not self._status.judged  # else nothing new is in the history
        was_in_sight = self._status.incident is not None
        self._status = status
        paused, settling = status.is_paused, status.is_settling
        self.setWindowIcon(self._context.icons.icon(status.verdict, is_paused=paused, is_settling=settling))
        self._first.show_status(status)
        if self.isVisible() and has_new_check:  # one that was closed is on its way out
            self.read()
        # What came of a wish is told there, too; and how long what is open goes on in all lists.
        elif isinstance(self.route, CheckPage) or was_in_sight is (status.incident is None):
            self._fill()

    def set_looks(self, words: Words, icons: StatusIcons) -> None:
        """Go on in another language or with icons of another style, where one is."""
        self._context = self._context._replace(words=words, icons=icons)
        self._make_pages()

    def _make_pages(self) -> None:
        words = self._context.words
        while (old := self._stack.currentWidget()) is not None:
            self._stack.removeWidget(old)
            old.deleteLater()  # removed from the stack it would live on
        self.setWindowTitle(words.app_name())
        self._rows = PageRows(words, self._context.local)
        self._first = FirstPage(self._context, self._days, self._status)
        self._first.span_chosen.connect(self._choose_span)
        self._lists: dict[type[Route], ListPage] = {}
        self._first.opened.connect(self.go)
        self._stack.addWidget(self._first)
        self.show_status(self._status)
        self._show_page()

    def _show_page(self) -> None:
        """The page of where one is, with what is known of it so far."""
        route = self.route
        page = self._first if isinstance(route, Home | Day) else self._list(type(route))
        self._fill()
        self._stack.setCurrentWidget(page)
        page.take_focus()

    def _list(self, kind: type[Route]) -> ListPage:
        """The page for such places; made when somebody goes there, since the first page is in a hurry."""
        if kind not in self._lists:
            page = self._made_list(kind)
            page.opened.connect(self.go)
            page.left.connect(self.go_back)
            self._stack.addWidget(page)
            self._lists[kind] = page
        return self._lists[kind]

    def _made_list(self, kind: type[Route]) -> ListPage:
        # Each brings more than the first page needs, which is in a hurry.
        if kind is IncidentPage:
            from trayapp.ui.window.incident_page import OneIncidentPage

            return OneIncidentPage(self._context)
        from trayapp.ui.window.list_page import IncidentsPage, ListPage

        if kind is Incidents:
            page = IncidentsPage(self._context)
            page.wanted.connect(self._look)
            return page
        columns, wide, is_prose = _LISTS[kind]
        listed = ListPage(self._context, columns, wide, is_prose=is_prose)
        if kind is CheckPage:
            see = QPushButton(self._context.actions.see_page.text())
            see.clicked.connect(self._context.actions.see_page.trigger)
            listed.buttons.addWidget(see)
            from trayapp.ui.window.page_pictures import PagePictures

            self._pictures = PagePictures(self._context)
            listed.between.addWidget(self._pictures)
        return listed

    def _fill(self) -> None:
        words, route = self._context.words, self.route
        answer = self._answers.get(route)
        # Why a page is empty: the history cannot be read, is being read, or holds nothing of it.
        empty = self._trouble(answer) if route in self._answers else words.gettext("Reading the history …")
        match route:
            case Home() | Day() if isinstance(answer, HistoryError):
                self._first.show_trouble(empty)
            case Home() | Day() if isinstance(answer, Glance):
                self._first.show_glance(answer, self._days, route if isinstance(route, Day) else None)
            case Home() | Day():
                pass  # it has its place for what is still being read
            case CheckPage():
                self._fill_check(route, answer)
            case IncidentPage() | Incidents() if self._list(type(route)).show_answer(answer, self._status):
                pass
            case IncidentPage():
                missing = words.gettext("The history knows no such incident.")
                self._list(IncidentPage).show_page(empty or missing, "", [])
            case Incidents(wanted):
                if route in self._answers or wanted == ALL:  # else what was found before stays
                    self._list(Incidents).show_page(words.gettext("All incidents"), empty, [])
            case Table():
                title, rows = words.gettext("The last {span}", span=words.days(self._days)), []
                if isinstance(answer, Overview):
                    empty = words.window.how_often(answer.totals, self._days)
                    rows = self._rows.segments(answer.segments)
                self._list(Table).show_page(title, empty, rows)
            case ResponsePage(surface, is_full):
                title, rows = words.window.response_time_of(surface, is_full=is_full), []
                if isinstance(answer, Timed):
                    empty, rows = self._rows.timed_facts(answer, self._days), self._rows.timed(answer)
                self._list(ResponsePage).show_page(title, empty, rows)

    def _trouble(self, answer: Answer | HistoryError) -> str:
        """Why the history cannot be read; empty if it can."""
        return self._context.words.troubles.error(answer) if isinstance(answer, HistoryError) else ""

    def _fill_check(self, route: CheckPage, answer: Answer | HistoryError) -> None:
        from trayapp.domain.page import LOOK_COUNTS_FOR

        words, status = self._context.words, self._status
        seen = answer if isinstance(answer, CheckDetails) else CheckDetails(None)
        # The status has the last check even where no history can be read.
        if route.at is None and status.judged is not None:
            seen = CheckDetails(status.judged, seen.reports)
        page = self._list(CheckPage)
        judged = seen.judged
        if judged is None:
            title = words.gettext("This check is no longer kept.")
            if route.at is None:
                title = words.gettext("There has been no check yet.")
            self._pictures.clear()
            page.show_page(title, self._trouble(answer), [])
            return
        facts = self._rows.check_facts(judged, "" if route.at is not None else status.remark)
        until = judged.check.at if route.at is not None else self._context.now()
        self._pictures.show_between(judged.check.at - LOOK_COUNTS_FOR, until)
        page.show_page(words.verdicts.brief(judged), facts, self._rows.check_page(seen, status))

    @Slot(object)
    def _look(self, route: Incidents) -> None:
        """The same page with other incidents: no step to go back."""
        if isinstance(self.route, Incidents):
            self._routes[-1] = route
            self.read()

    @Slot()
    def read(self) -> None:
        """What the page in sight shows, anew."""
        self._reader.ask(HistoryQuery(self.route, self._days, self._context.now()))
        if isinstance(self.route, Home):
            self._first.views.read(self._days)

    @Slot(object, object)
    def _take(self, query: HistoryQuery, answer: Answer | HistoryError) -> None:
        # What the other pages knew is older now. The overview is kept: one comes back to it.
        self._answers = {Home(): self._answers.get(Home()), query.route: answer}
        if isinstance(answer, Glance) and not isinstance(query.route, Day):
            # Each shows it in its way.
            self._answers = {Home(): answer, Table(): answer.overview}
        self._fill()

    @property
    def route(self) -> Route:
        """The page one is on."""
        return self._routes[-1]

    @Slot(object)
    def go(self, route: Route | Link) -> None:
        if isinstance(route, Link):
            self._context.actions.page_requested.emit(route.address)
        elif route != self.route:  # a second click is no second step to go back
            self._routes.append(route)
            self._show_page()
            self.read()

    @Slot()
    def go_back(self) -> None:
        """To where one came from; from the first page out of the window."""
        if len(self._routes) == 1:
            self.close()
            return
        self._routes.pop()
        self._show_page()
        self.read()

    @Slot()
    def _go_back_if_inside(self) -> None:
        if len(self._routes) > 1:
            self.go_back()

    @Slot(int)
    def _choose_span(self, days: int) -> None:
        self._days = days
        self._routes = [Home()]  # a day that was looked at is no part of it
        self.read()

    def _add_keys(self) -> None:
        keys = QKeySequence.StandardKey
        for key, slot in (
            (keys.Refresh, self._context.actions.check.trigger),
            ("Ctrl+Q", self._context.actions.quit.trigger),  # not everywhere a standard key
            (keys.Close, self.close),
            (keys.Cancel, self.go_back),  # Esc closes the window at last, Back does not
            (keys.Back, self._go_back_if_inside),
        ):
            QShortcut(key, self, slot)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._make_pages()  # all distances are made of letters

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # closed, not only out of sight
            for reader in self.findChildren(HistoryReader):
                reader.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self._memory.keep(self, self._days)
        if not self._is_tray_there():
            self._context.actions.quit.trigger()
        else:
            self.closed.emit(self._memory.is_first("goes on in the tray"))
