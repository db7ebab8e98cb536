"""The page of one incident: what it was, who saw it, what the user says of it, and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QPlainTextEdit, QSizePolicy

from trayapp.domain.page import LOOK_COUNTS_FOR
from trayapp.errors import HistoryError
from trayapp.sharing import files
from trayapp.sharing.digest import Digest, digest
from trayapp.sharing.sentences import incident_sentence
from trayapp.ui.status.board import Status
from trayapp.ui.status.qt_text import access_keys, with_key
from trayapp.ui.window.list_page import ListPage
from trayapp.ui.window.page_context import PageContext
from trayapp.ui.window.page_pictures import PagePictures
from trayapp.ui.window.page_rows import INCIDENT_PAGE_COLUMNS, PageRows, out_of_sight
from trayapp.ui.window.pass_on import CopyButton, Format, SaveButton, for_programs
from trayapp.ui.window.routes import Answer, IncidentDetails
from trayapp.ui.window.rows import Row
from trayapp.ui.window.style import gap_px
from trayapp.watch.commands import Annotate, Count

_MOST_LINES = 5  # of a note that is shown without scrolling
_LONGEST_NOTE = 2000


class OneIncidentPage(ListPage):
    """Shows an incident, and asks the watching to keep what the user says of it. GUI thread."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, INCIDENT_PAGE_COLUMNS, (2,), is_prose=True)
        self._context = context
        self._command = context.actions.commanded.emit
        self._words = words = context.words
        self._rows = PageRows(words, context.local)
        self._pictures = PagePictures(context)
        self._told: Digest | None = None
        texts = [words.gettext("Back"), words.gettext("Copy"), words.gettext("Save…"), words.gettext("Note")]
        texts.append(words.gettext("Do not count: it was my own connection"))
        _back, copy, save, note, own = access_keys(texts)
        self._copy = CopyButton(words, copy)
        self._save = SaveButton(words, with_key(texts[2], save))
        self._copy.clicked.connect(self._copy_sentence)
        self._save.clicked.connect(self._offer_files)
        self.buttons.addWidget(self._copy)
        self.buttons.addWidget(self._save)
        self._note = NoteField()
        self._note.left.connect(lambda begin, note: self._command(Annotate(begin, note)))
        self._is_own = QCheckBox(with_key(texts[4], own))
        self._is_own.clicked.connect(self._count)
        label = QLabel(with_key(texts[3], note))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(self._note)
        self._note.setAccessibleName(texts[3])
        self._of_user = [label, self._note, self._is_own]
        form = QGridLayout()
        form.setHorizontalSpacing(gap_px(self))
        form.addWidget(label, 0, 0, Qt.AlignmentFlag.AlignTop)
        label.setContentsMargins(
            0, round(self._note.document().documentMargin()) + self._note.frameWidth(), 0, 0
        )
        form.addWidget(self._note, 0, 1)
        form.addWidget(self._is_own, 1, 1)
        self.between.addLayout(form)
        self.between.addWidget(self._pictures)
        self._show_known(is_known=False)

    def show_page(self, heading: str, facts: str, rows: Sequence[Row], count: int = 0) -> None:
        """There is no such incident, or it cannot be read."""
        super().show_page(heading, facts, rows, count)
        self._told = None
        self._pictures.clear()
        self._show_known(is_known=False)

    def show_answer(self, details: Answer | HistoryError, status: Status) -> bool:
        """As told beside this status. What the user is writing stays as it is."""
        if not isinstance(details, IncidentDetails):
            return False
        said = [report.evidence for report in details.reports]
        seen_until = out_of_sight(details.recorded, status)
        self._told = told = digest(details.recorded, details.checks, said, seen_until)
        incident = details.recorded.incident
        self._pictures.show_between(incident.begin - LOOK_COUNTS_FOR, incident.end or self._context.now())
        self._show_known(is_known=True)
        self._note.show_note(details.recorded.incident.begin, details.recorded.note)
        self._is_own.setChecked(not details.recorded.is_counted)
        title = self._words.window.incident_title(details.recorded.incident)
        facts = self._rows.incident_facts(told, self._context.now(), is_marked=bool(details.marks))
        super().show_page(title, facts, self._rows.incident_page(details))
        return True

    def _show_known(self, *, is_known: bool) -> None:
        for widget in (self._copy, self._save, *self._of_user):
            widget.setVisible(is_known)

    @Slot(bool)
    def _count(self, is_own: bool) -> None:
        if self._told is not None:
            self._command(Count(self._told.incident.begin, not is_own))

    @Slot()
    def _copy_sentence(self) -> None:
        if self._told is not None:
            self._copy.copy(
                incident_sentence(self._told, self._words, self._context.now(), self._context.country())
            )

    @Slot()
    def _offer_files(self) -> None:
        told, words, now, country = self._told, self._words, self._context.now(), self._context.country()
        if told is None:
            return
        formats = [
            Format(words.gettext("Text"), "txt", lambda: files.incident_text(told, words, now, country)),
            *for_programs(words, lambda: files.incident_fields(told)),
            Format("Markdown", "md", lambda: files.incident_markdown(told, words, now, country)),
        ]
        self._save.offer(f"x-{told.incident.begin:%Y-%m-%d-%H%M}", formats)


class NoteField(QPlainTextEdit):
    """One field that grows with what is written. Tab leaves it, Esc takes back what was changed.

    Signals:
        left: the note was changed, and left; arguments: the moment it belongs to, the note.
    """

    left = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._of: datetime | None = None
        self._known = ""
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._grow)
        self._grow()

    def show_note(self, of: datetime, note: str) -> None:
        """Show it, unless somebody is writing here."""
        is_being_written = self._of == of and self.toPlainText() != self._known
        self._of = of
        if not is_being_written and note != self._known:
            self._known = note
            self.setPlainText(note)

    def leave(self) -> None:
        note = self.toPlainText().strip()[:_LONGEST_NOTE]
        if self._of is not None and note != self._known:
            self._known = note
            self.left.emit(self._of, note)

    @Slot()
    def _grow(self) -> None:
        wanted = max(round(self.document().size().height()), 1)
        lines = min(wanted, _MOST_LINES)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if wanted > lines else policy.ScrollBarAlwaysOff
        )
        margins = self.contentsMargins()
        frame = margins.top() + margins.bottom() + 2 * round(self.document().documentMargin())
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:  # its own menu
            self.leave()

    def event(self, event: QEvent) -> bool:
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and self.toPlainText() != self._known:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()  # else the window's shortcut goes back
            elif event.type() is QEvent.Type.KeyPress:
                self.setPlainText(self._known)
            return True
        return super().event(event)
