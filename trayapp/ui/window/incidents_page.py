"""All incidents: looked through by cause, note, part and kind, with a sum that follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit

from trayapp.domain.codes import Cause, VerdictName
from trayapp.errors import HistoryError
from trayapp.history.listing import Listed, Wanted
from trayapp.history.summary import Summary
from trayapp.i18n.names import SURFACES
from trayapp.ui.status.board import Status
from trayapp.ui.status.qt_text import access_keys, with_key
from trayapp.ui.window.list_page import ListPage
from trayapp.ui.window.page_context import PageContext
from trayapp.ui.window.page_rows import INCIDENT_COLUMNS, PageRows
from trayapp.ui.window.pass_on import SaveButton, for_programs
from trayapp.ui.window.routes import Answer, Incidents

_ALL = 1_000_000  # as good as: one a minute for two years
_STEP = 500  # so many more are read when one comes to the end of the list
_PAUSE_MS = 150  # of typing, before it is looked for


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
