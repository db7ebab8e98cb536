"""Lines of text in columns, as a model that can change without moving what somebody looks at."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from trayapp.domain.codes import VerdictName
from trayapp.domain.records import Phases
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.window.routes import Link, Route

PHASES = ("dns", "connect", "tls", "first_byte")
"""Those that a bar shows, in the order in which they pass."""

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class Row(NamedTuple):
    """One line. All text is plain text."""

    key: Hashable
    """Who it is, whatever it says: the same from one look to the next."""
    texts: tuple[str, ...]
    """One for each column; if there are fewer, the last one goes through all that are left."""
    verdict: VerdictName | None = None
    """Whose icon stands before it."""
    opens: Route | Link | None = None
    phases: Phases | None = None
    """Drawn as a bar in the column whose text says the same."""
    is_title: bool = False


def total_ms(phases: Phases) -> float:
    """All of it, in milliseconds; some may have passed without belonging to any phase."""
    return max(phases.total or 0.0, sum(getattr(phases, name) or 0.0 for name in PHASES))


class RowsModel(QAbstractTableModel):
    """Rows under the titles of their columns. GUI thread.

    Signals:
        shown: all changes of one `show` are made.
        at_end: a view has come to the last row, and there are more.
    """

    shown = Signal()
    at_end = Signal()

    def __init__(self, headers: Sequence[str], icons: StatusIcons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers = headers
        self._icons = icons
        self._rows: list[Row] = []
        self._count = 0
        self._is_asked_for_more = False

    def row(self, index: int) -> Row:
        return self._rows[index]

    def show(self, rows: Sequence[Row], count: int = 0) -> None:
        """Show these: views keep what is selected and where they are, as far as it is still there.

        `count` is how many there are in all, if these are not.
        """
        self._count, self._is_asked_for_more = count, False
        old, new = [row.key for row in self._rows], [row.key for row in rows]
        gone, come = set(old) - set(new), set(new) - set(old)
        kept = [key for key in old if key not in gone]
        if not kept or kept != [key for key in new if key not in come]:  # all gone, or in another order
            self.beginResetModel()  # nothing is left to keep in sight
            self._rows = list(rows)
            self.endResetModel()
        else:
            self._change(rows, gone, come)
        self.shown.emit()

    def _change(self, rows: Sequence[Row], gone: set[Hashable], come: set[Hashable]) -> None:
        for index in reversed(range(len(self._rows))):  # from the end: those before it keep their numbers
            if self._rows[index].key in gone:
                self.beginRemoveRows(_NO_INDEX, index, index)
                del self._rows[index]
                self.endRemoveRows()
        for index, row in enumerate(rows):
            if row.key in come:
                self.beginInsertRows(_NO_INDEX, index, index)
                self._rows.insert(index, row)
                self.endInsertRows()
            elif self._rows[index] != row:  # most lines are the same at the next check
                self._rows[index] = row
                self.dataChanged.emit(self.index(index, 0), self.index(index, len(self._headers) - 1))

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and len(self._rows) < self._count and not self._is_asked_for_more

    def fetchMore(self, parent: _Index) -> None:
        self._is_asked_for_more = True  # they come with another `show`
        self.at_end.emit()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)  # cells of a table have nothing below them

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._headers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.texts[column] if column < len(row.texts) else ""
            case Qt.ItemDataRole.ToolTipRole if row.phases is not None and column < len(row.texts):
                return row.texts[column]  # what stands behind a bar
            case Qt.ItemDataRole.DecorationRole if column == 0 and row.verdict is not None:
                return self._icons.icon(row.verdict)
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return None
