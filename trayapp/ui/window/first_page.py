"""The first page of the window: what now, since when and how sure, how often lately."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from trayapp.domain.records import VerdictName
from trayapp.history.overview import Overview
from trayapp.i18n import Words
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.actions import Actions
from trayapp.ui.status.board import Status
from trayapp.ui.status.qt_text import access_keys, with_key
from trayapp.ui.window.local_time import LocalTime
from trayapp.ui.window.page_rows import INCIDENT_COLUMNS, PageRows
from trayapp.ui.window.pass_on import CopyButton
from trayapp.ui.window.ribbon import Ribbon
from trayapp.ui.window.ribbon_key import RibbonKey
from trayapp.ui.window.ribbon_views import RibbonViews
from trayapp.ui.window.routes import CheckPage, Incidents, Route, Table
from trayapp.ui.window.row_view import RowView
from trayapp.ui.window.rows import RowsModel
from trayapp.ui.window.style import Heading, fact_label, gap_px

SPANS_DAYS = (1, 7, 30, 90)
_ICON_PX = 44


class FirstPage(QWidget):
    """GUI thread.

    Attributes:
        copy: the button for how X is now, to pass on.
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
        actions: Actions,
        menu: QMenu | None = None,
    ) -> None:
        _ = words.gettext
        super().__init__()
        self._words = words
        self._local = local
        self._rows = PageRows(words, local)
        self._overview: Overview | None = None
        self._picture = _Picture(icons)
        self._heading = Heading()
        self._facts = fact_label()
        self._advice = fact_label()
        self._remedy = _button("")
        self._resume = _button(_("Resume"))
        self._remark = fact_label()
        self._remark.hide()
        texts = [_("Why?"), _("Check now"), _("I see an error now"), words.window.all_incidents(2)]
        texts += [_("As a table"), _("Quit"), _("Menu"), _("Copy")]
        keys = access_keys(texts)  # chosen here: they have to differ in every language
        self._why = _button(texts[0], keys[0])
        self.copy = CopyButton(words, keys[7])
        self._often = fact_label()
        self._spans = QButtonGroup(self)
        self._ribbon = Ribbon(words, local)
        self.views = RibbonViews(words, local, self._ribbon, self._often)
        self._key = RibbonKey(words)
        self._pointed = fact_label()
        self._pointed.setWordWrap(False)  # one line, like the key in its place: the list must not move
        self._under_ribbon = QStackedWidget()
        self._list = RowsModel([words.window.header(column) for column in INCIDENT_COLUMNS], icons, self)
        self._view = RowView(self._list, words, wide=(1,))
        self._nothing = fact_label()
        self._nothing.setText(_("No incidents."))
        self._all = _button("")
        self._table = _button(texts[4], keys[4])
        self._check_key, self._all_key = keys[1], keys[3]
        self._check = _button("")
        self._error = _button(texts[2], keys[2])
        self._quit = _button(texts[5], keys[5])
        self._menu = _button(texts[6], keys[6])
        if menu is not None:
            self._menu.setMenu(menu)
        self._lay_out(days)
        self._connect(actions)

    def show_status(self, status: Status) -> None:
        self._picture.show_status(status)
        self._heading.setText(status.sentence)
        self.copy.setVisible(status.judged is not None)
        self._why.setVisible(status.judged is not None)  # before the first check there is no reason to give
        self._advice.setText(status.advice)
        self._advice.setVisible(bool(status.advice))
        if status.remedy is not None:
            self._remedy.setText(self._words.verdicts.remedy(status.remedy))
        self._remedy.setVisible(status.remedy is not None)
        self._resume.setVisible(status.is_paused)
        self._remark.setText(status.remark)
        self._remark.setVisible(bool(status.remark))
        self._status = status
        self._tell_facts()
        # Not disabled meanwhile: the focus would jump to the button beside it.
        text = self._words.gettext("Checking …") if status.is_checking else self._words.gettext("Check now")
        self._check.setText(with_key(text, self._check_key))

    def show_overview(self, overview: Overview) -> None:
        self._overview = overview
        self._often.setText(self._words.window.how_often(overview.totals))
        self._ribbon.show_overview(overview)
        self._key.show_overview(overview)
        self._show_history(is_readable=True)
        self._fill_list()

    def show_trouble(self, text: str) -> None:
        """The history cannot be read: say this in its place."""
        self._overview = None
        self._often.setText(text)
        self._show_history(is_readable=False)
        for widget in (self._view, self._nothing, self._all):  # "No incidents." would be a claim
            widget.hide()

    def show_quit(self, *, is_shown: bool) -> None:
        """Whether there are buttons to end the app, and for all else that the tray's menu would have."""
        # Without a tray the window is all there is.
        self._quit.setVisible(is_shown)
        self._menu.setVisible(is_shown and self._menu.menu() is not None)

    def set_ribbon_name(self, days: int) -> None:
        span = self._words.days(days)
        self._ribbon.setAccessibleName(self._words.gettext("The last {span}", span=span))

    def take_focus(self) -> None:
        """Go on where one was."""
        before = self.focusWidget()
        (self._check if before is None else before).setFocus()  # type: ignore[redundant-expr]  # may be None

    def _tell_facts(self) -> None:
        words, status, overview = self._words, self._status, self._overview
        facts = list(status.since)  # as the menu says it; the window may know more
        still_open = None if overview is None else overview.still_open()
        is_now = bool(status.last_check)  # not of an earlier time, and not paused
        if overview is not None and facts and is_now and still_open is not None:
            # The status says since when; the history knows for how long by now, too.
            lasted = words.length(overview.segments[-1].end - still_open.begin)
            facts[0] = words.window.lasts_since(self._local.moment(still_open.begin), lasted)
            if not still_open.confirmed:
                facts.insert(1, words.window.unconfirmed_sentence())
        is_calm = not facts and status.verdict is VerdictName.UP
        if is_calm and overview is not None and (since := overview.calm_since) is not None:
            is_from_start = since == overview.watched_since
            facts.append(words.window.calm_since(self._local.moment(since), is_from_start=is_from_start))
        if status.judged is not None and status.last_check:
            facts.append(f"{status.last_check}.")
        self._facts.setText(" ".join(filter(None, [status.explanation, *facts])))
        self._facts.setVisible(bool(self._facts.text()))

    def _show_history(self, *, is_readable: bool) -> None:
        self.views.set_shown(is_shown=is_readable)
        for widget in (self._under_ribbon, self._table, *self._spans.buttons()):
            widget.setVisible(is_readable)
        self._tell_facts()

    @Slot()
    def _fill_list(self) -> None:
        """As many incidents as there is room for; the others are one step away."""
        if self._overview is None:
            return
        incidents = self._overview.incidents
        # Whole lines only: the first page has no scroll bar.
        room = max(1, self._view.viewport().height() // self._view.verticalHeader().defaultSectionSize())
        self._list.show(self._rows.incidents(incidents[:room], in_full=False))
        text = self._words.window.all_incidents(len(incidents))
        self._all.setText(with_key(text, self._all_key))
        self._all.setVisible(len(incidents) > room)
        self._view.setAccessibleName(text)
        self._view.setVisible(bool(incidents))
        self._nothing.setVisible(not incidents)

    def _lay_out(self, days: int) -> None:
        gap = gap_px(self)
        at_top = Qt.AlignmentFlag.AlignTop
        top = QGridLayout()
        top.setHorizontalSpacing(gap)
        top.setVerticalSpacing(gap // 3)
        top.setColumnStretch(1, 1)
        top.addWidget(self._picture, 0, 0, 5, 1, at_top)
        top.addWidget(self._heading, 0, 1, at_top)
        top.addWidget(self._why, 0, 2, at_top)
        top.addWidget(self._facts, 1, 1)
        top.addWidget(self.copy, 1, 2, at_top)
        # As high as the width they get asks for: as high as at their narrowest would make the window higher.
        for label in (self._facts, self._advice):
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        # A row by itself: its button is wider than the one above, and the sentence there needs the room.
        advice = QHBoxLayout()
        advice.addWidget(self._advice, 1)
        advice.addWidget(self._remedy)
        advice.addWidget(self._resume, 0, Qt.AlignmentFlag.AlignRight)
        top.addLayout(advice, 2, 1, 1, 2)
        top.addWidget(self._remark, 3, 1, 1, 2)
        top.setRowStretch(4, 1)  # what is left over: the text begins where the picture does

        often = QHBoxLayout()
        often.addStretch()
        for span in SPANS_DAYS:
            often.addWidget(self._span_button(span, is_chosen=span == days))
        self._keep_one_in_reach()
        self._under_ribbon.addWidget(self._key)
        self._under_ribbon.addWidget(self._pointed)

        self._view.setWordWrap(False)
        self._view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        incidents = QVBoxLayout()
        incidents.addWidget(self._view, 1)
        incidents.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
        incidents.addStretch()

        bottom = QHBoxLayout()
        bottom.addWidget(self._check)
        bottom.addWidget(self._error)
        bottom.addStretch()
        for button in (self._all, self._table, self._menu, self._quit):
            bottom.addWidget(button)

        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * gap, gap * 3 // 2, 2 * gap, gap)
        whole.setSpacing(gap // 2)
        whole.addLayout(top)
        whole.addSpacing(gap // 2)
        whole.addLayout(often)
        whole.addWidget(self.views)
        whole.addWidget(self._under_ribbon)
        whole.addSpacing(gap // 2)
        whole.addLayout(incidents, 1)
        whole.addLayout(bottom)
        # As wide as the longer of its texts: the buttons beside it must not move at every check.
        texts = (self._words.gettext("Checking …"), self._words.gettext("Check now"))
        self._check.setMinimumWidth(max(QPushButton(text).sizeHint().width() for text in texts))

    def _span_button(self, days: int, *, is_chosen: bool) -> QToolButton:
        button = QToolButton()
        button.setText(self._words.days(days))
        button.setAutoRaise(True)  # no more than its text until it is needed
        button.setCheckable(True)
        self._spans.addButton(button, days)
        button.setChecked(is_chosen)
        return button

    def _connect(self, actions: Actions) -> None:
        self._lead(self._why, CheckPage())
        self._table.clicked.connect(lambda *_: self.opened.emit(self.views.wanted or Table()))
        self._lead(self._all, Incidents())
        self._view.opened.connect(self.opened)
        self._view.resized.connect(self._fill_list)
        self._ribbon.opened.connect(self.opened)
        self._ribbon.pointed.connect(self._show_pointed)
        self.views.pointed.connect(self._show_pointed)
        self.views.opened.connect(self.opened)
        self._spans.idClicked.connect(self._choose_span)
        self._remedy.clicked.connect(actions.remedy.trigger)
        self._resume.clicked.connect(actions.resume.trigger)
        self._check.clicked.connect(actions.check.trigger)
        self._error.clicked.connect(actions.see_error.trigger)
        self._quit.clicked.connect(actions.quit.trigger)

    def _lead(self, button: QPushButton, route: Route) -> None:
        button.clicked.connect(lambda *_: self.opened.emit(route))

    @Slot(str)
    def _show_pointed(self, text: str) -> None:
        self._pointed.setText(text)
        self._under_ribbon.setCurrentWidget(self._pointed if text else self._key)

    @Slot(int)
    def _choose_span(self, days: int) -> None:
        self._keep_one_in_reach()
        self.span_chosen.emit(days)

    def _keep_one_in_reach(self) -> None:
        """Tab leads to the chosen span, and past the others: the arrows go from there to them."""
        policy = Qt.FocusPolicy
        for button in self._spans.buttons():
            button.setFocusPolicy(policy.StrongFocus if button.isChecked() else policy.ClickFocus)


def _button(text: str, key: str = "") -> QPushButton:
    return QPushButton(with_key(text, key))


class _Picture(QWidget):
    """The verdict's icon, as sharp as the screen it is on."""

    def __init__(self, icons: StatusIcons) -> None:
        super().__init__()
        self._icons = icons
        self._verdict = VerdictName.UNKNOWN
        self._is_paused = False
        self.setFixedSize(QSize(_ICON_PX, _ICON_PX))

    def show_status(self, status: Status) -> None:
        self._verdict, self._is_paused = status.verdict, status.is_paused
        self.setAccessibleName(status.headline)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()  # asked each time: windows are moved between screens
        pixmap = self._icons.pixmap(self._verdict, _ICON_PX, ratio, is_paused=self._is_paused)
        QPainter(self).drawPixmap(0, 0, pixmap)
