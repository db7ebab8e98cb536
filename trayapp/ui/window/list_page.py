"""Pages of the window behind the first one: what each is about, and a list; and the one of all incidents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from trayapp.domain.codes import Cause, VerdictName
from trayapp.errors import HistoryError
from trayapp.history.listing import Listed, Wanted
from trayapp.history.summary import Summary
from trayapp.i18n.names import SURFACES
from trayapp.ui.status.board import Status
from trayapp.ui.status.qt_text import access_keys, with_key
from trayapp.ui.window.page_context import PageContext
from trayapp.ui.window.page_rows import INCIDENT_COLUMNS, PageRows, spared
from trayapp.ui.window.pass_on import SaveButton, for_programs
from trayapp.ui.window.routes import Answer, Incidents
from trayapp.ui.window.row_view import RowView
from trayapp.ui.window.rows import Row, RowsModel
from trayapp.ui.window.style import Heading, fact_label, gap_px, in_the_middle, side_px

_ALL = 1_000_000  # incidents, as good as: one a minute for two years
_STEP = 500  # so many more are read when one comes to the end of the list
_PAUSE_MS = 150  # of typing, before it is looked for
_WIDEST = 80  # in heights of a letter: its columns want more room than the first page


class ListPage(QWidget):
    """A heading, a line of facts and a list. GUI thread.

    Attributes:
        buttons: beside the way back, what else can be done here.
        between: what stands between the facts and the list.

    Signals:
        opened: a line was chosen that leads somewhere; argument: the Route or Link.
        left: the user wants to go back.
    """

    opened = Signal(object)
    left = Signal()

    def __init__(
        self,
        context: PageContext,
        columns: Sequence[str],
        wide: Collection[int],
        *,
        is_prose: bool = False,
    ) -> None:
        """`columns` by their codes; `wide` are those that share the room left over.

        `is_prose`: whole sentences, wrapped, without titles over the columns.
        """
        super().__init__()
        words = context.words
        self._model = RowsModel([words.window.header(column) for column in columns], context.icons, self)
        phases_column = next((n for n, column in enumerate(columns) if column.endswith("phases")), -1)
        self._view = RowView(self._model, wide, spared(columns), phases_column)
        self._view.opened.connect(self.opened)
        self._heading = Heading()
        self._facts = fact_label()
        back = QPushButton("&" + words.gettext("Back"))
        back.clicked.connect(self.left)

        self.buttons = QHBoxLayout()
        self.buttons.addWidget(back)
        self.buttons.addStretch()
        self.between = QVBoxLayout()
        content, gap = QWidget(), gap_px(self)
        self._whole = whole = QVBoxLayout(content)
        whole.setSpacing(gap)
        whole.addLayout(self.buttons)
        whole.addWidget(self._heading)
        whole.addSpacing(gap // 3 - gap)  # the facts belong to the heading
        whole.addWidget(self._facts)
        whole.addLayout(self.between)
        whole.addWidget(self._view, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(in_the_middle(content, _WIDEST))
        self._view.setWordWrap(is_prose)
        if not is_prose:
            self._view.show_headers()
        else:
            # As many lines as a sentence needs.
            self._view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        gap = gap_px(self)
        self._whole.setContentsMargins(side_px(self), gap, side_px(self), gap)

    def show_page(self, heading: str, facts: str, rows: Sequence[Row], count: int = 0) -> None:
        """`count` is how many rows there are in all, if these are not."""
        self._heading.setText(heading)
        self._facts.setText(facts)
        self._facts.setVisible(bool(facts))  # an empty label would leave its gap
        self._view.setAccessibleName(heading)
        self._model.show(rows, count)

    def show_answer(self, answer: Answer | HistoryError, status: Status) -> bool:
        """Show what the history says, beside this status; whether it says what this page shows by itself."""
        return False

    def take_focus(self) -> None:
        self._view.setFocus()
        # Shows where the keys begin, unless one was somewhere already.
        if not self._view.currentIndex().isValid() and self._model.rowCount():
            self._view.setCurrentIndex(self._model.index(0, 0))


class IncidentsPage(ListPage):
    """Shows what was found, and says what is to be found. GUI thread.

    Signals:
        wanted: another part of the incidents is to be shown; argument: the Incidents route.
    """

    wanted = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, INCIDENT_COLUMNS, (4,))
        self._context = context
        self._words = words = context.words
        self._rows = PageRows(words, context.local)
        self._most = Incidents().most
        texts = [words.gettext("Back"), words.gettext("Save…")]
        self._save = SaveButton(words, with_key(texts[1], access_keys(texts)[1]))
        self._save.clicked.connect(self._offer)
        self.buttons.addWidget(self._save)
        self._search = QLineEdit()
        self._search.setPlaceholderText(words.gettext("Cause, note or part"))
        self._search.setAccessibleName(words.gettext("Search"))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._search.textChanged.connect(self._pause.start)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)
        kinds = {kind: words.window.state(kind) for kind in (VerdictName.DOWN, VerdictName.DEGRADED)}
        kinds[VerdictName.BLOCKED] = words.gettext("Blocked")  # in few words: there are four of them
        self._kinds = {kind: self._toggle(name) for kind, name in kinds.items()}
        self._unconfirmed = self._toggle(words.gettext("Unsure"))
        self.between.addWidget(self._search)
        row = QHBoxLayout()
        for toggle in (*self._kinds.values(), self._unconfirmed):
            row.addWidget(toggle)
        row.addStretch()
        self.between.addLayout(row)
        self._model.at_end.connect(self._read_on)

    def show_answer(self, answer: Answer | HistoryError, status: Status) -> bool:
        if not isinstance(answer, Listed):
            return False
        rows = self._rows.incidents(answer.incidents, status)
        self.show_page(self._words.gettext("All incidents"), self._sum(answer), rows, answer.count)
        return True

    def _sum(self, found: Listed) -> str:
        words = self._words
        text = words.ngettext("{count} incident found", "{count} incidents found", found.count)
        if not found.outages:
            return text
        lasted = words.length(timedelta(seconds=found.down_s))
        outages = words.ngettext("{count} outage", "{count} outages", found.outages)
        return words.gettext(
            "{incidents} · {outages}, {duration} down in all",
            incidents=text,
            outages=outages,
            duration=lasted,
        )

    def _sought(self) -> Wanted:
        """What is to be found."""
        words, text = self._words, self._search.text().strip()
        sought = text.casefold()
        causes = (cause for cause in Cause if text and sought in words.names.cause(cause).casefold())
        parts = (part for part in SURFACES if text and sought in words.names.surface(part).casefold())
        return Wanted(
            frozenset(kind for kind, toggle in self._kinds.items() if toggle.isChecked()),
            self._unconfirmed.isChecked(),
            text,
            frozenset(causes),
            frozenset(parts),
        )

    @Slot()
    def _offer(self) -> None:
        """All that match, read when they are written: in a thread of its own."""
        from trayapp.sharing.files import incident_rows

        wanted, until = self._sought(), self._context.now()

        def read() -> list[dict[str, Any]]:
            with Summary(self._context.folder) as summary:
                return incident_rows(summary.listed(until, wanted, _ALL).incidents)

        self._save.offer("x-incidents", for_programs(self._words, read))

    @Slot()
    def _look(self) -> None:
        self._most = Incidents().most  # of another search, the first ones first
        self.wanted.emit(Incidents(self._sought(), self._most))

    @Slot()
    def _read_on(self) -> None:
        self._most += _STEP
        self.wanted.emit(Incidents(self._sought(), self._most))

    def _toggle(self, text: str) -> QCheckBox:
        toggle = QCheckBox(text)
        toggle.setChecked(True)
        toggle.toggled.connect(self._look)
        return toggle
