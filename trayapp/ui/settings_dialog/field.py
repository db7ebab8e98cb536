"""One setting on its page: its name, its editor, what it does, and why a value is not taken."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QKeySequence, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from trayapp.domain.codes import VerdictName
from trayapp.i18n import Words
from trayapp.settings.declarations import Declaration, Shape
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.window.style import announce, gap_px, is_narrow

_FAINT = 0.72
"""Of the letters' own strength: on white and on dark grey still 7 : 1 and more."""

_LETTERS = {Shape.NUMBER: 12, Shape.TEXT: 48, Shape.LIST: 48, Shape.COMMAND: 48}
"""How wide an editor is, in letters."""
_SHORT = 8
_EDITORS_SHARE = 20
"""Of the room in a line, beside 1 for what stays empty."""
_SHORT_KEYS = ("country", "notices.quiet_from", "notices.quiet_until")

_LABEL_LETTERS = 24
"""Longer names are wrapped."""

_PANELS = {"mono_light": QColor("#2b2f34"), "mono_dark": QColor("#eceff1")}
"""What a glyph of one brightness is made for."""
_PREVIEW_PX = 22


class Remark(QLabel):
    """A line of plain text below or beside something: fainter than what it is about, or as strong."""

    def __init__(self, text: str = "", *, is_faint: bool = True) -> None:
        super().__init__(text)
        self._is_faint = is_faint
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._paint_faint()

    def say(self, text: str) -> None:
        """Show this; nothing takes no room."""
        self.setText(text)
        if self.parentWidget() is not None or not text:  # else it would be shown as a window of its own
            self.setVisible(bool(text))

    def tell(self, text: str) -> None:
        """Show what came of what the user did, and have a screen reader say it."""
        self.say(text)
        if text:
            announce(self, text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_faint()

    def _paint_faint(self) -> None:
        if not self._is_faint:
            return
        colour = self.palette().color(QPalette.ColorRole.Text)
        wanted = QColor(colour)
        wanted.setAlphaF(_FAINT)
        palette = self.palette()
        if palette.color(QPalette.ColorRole.WindowText) != wanted:
            palette.setColor(QPalette.ColorRole.WindowText, wanted)
            self.setPalette(palette)


class _Line(QLineEdit):
    """Leaves the key for undoing to its window where it has nothing to undo itself."""

    def event(self, event: QEvent) -> bool:
        is_key = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
        is_left = is_key and event.type() == QEvent.Type.ShortcutOverride and not self.isUndoAvailable()
        return False if is_left else super().event(event)


class _Ticks(QWidget):
    """Some of several values, each by its name; `choose` is called when the user ticks or unticks one."""

    def __init__(self, label: str, names: Mapping[str, str], choose: Callable[[], object]) -> None:
        super().__init__()
        self._boxes = {value: QCheckBox(name) for value, name in names.items()}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        columns = 1 if is_narrow(self) else 2
        for place, box in enumerate(self._boxes.values()):
            box.setAccessibleName(f"{label}: {box.text()}")
            box.clicked.connect(choose)
            grid.addWidget(box, place // columns, place % columns)

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(value for value, box in self._boxes.items() if box.isChecked())

    def tick(self, values: Collection[str]) -> None:
        for value, box in self._boxes.items():
            box.setChecked(value in values)


class Field(QObject):
    """Made once for each setting. It never saves: it tells what is wanted.

    Attributes:
        editor: what takes the keyboard.
        key: of its setting.

    Signals:
        chosen: another value is wanted, one that is taken; arguments: the setting's key, the value.
    """

    chosen = Signal(str, object)

    def __init__(self, declaration: Declaration, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = declaration.key
        self._declaration = declaration
        self._words = words
        self._value: Any = None
        label = words.settings.label(self.key)
        self.editor: QCheckBox | QComboBox | QLineEdit | _Ticks
        match declaration.kind.shape:
            case Shape.SWITCH:
                self.editor = QCheckBox(label.replace("&", "&&"))
                self.editor.clicked.connect(self._choose)
            case Shape.CHOICE:
                self.editor = QComboBox()
                self.editor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
                self.editor.setMinimumWidth((_SHORT + 3) * self.editor.fontMetrics().averageCharWidth())
                self.editor.setIconSize(QSize(_PREVIEW_PX + 6, _PREVIEW_PX + 6))
                for value in declaration.kind.choices:
                    is_look = self.key == "icons.style"
                    icon = _preview(value, self.editor.devicePixelRatioF()) if is_look else QIcon()
                    self.editor.addItem(icon, words.settings.choice(self.key, value), value)
                self.editor.activated.connect(lambda _: self._choose())
            case Shape.LIST if choices := declaration.kind.choices:
                names = {each: words.settings.choice(self.key, each) for each in choices}
                self.editor = _Ticks(label, names, self._choose)
            case shape:
                self.editor = _Line()
                letters = 12 if self.key in _SHORT_KEYS else _LETTERS[shape]
                letter_px = self.editor.fontMetrics().averageCharWidth()
                self.editor.setMinimumWidth((_SHORT + 3) * letter_px)
                self.editor.setMaximumWidth((letters + 3) * letter_px)
                self.editor.editingFinished.connect(self._choose)
                self.editor.textEdited.connect(lambda _: self._refuse(""))
        self.editor.setAccessibleName(label)
        self.explanation = Remark()
        self.explanation.say("" if declaration.kind.choices else words.settings.explanation(self.key))
        self.reason = Remark(is_faint=False)
        self._refuse("")

    def add_to(self, form: QFormLayout, *beside: QWidget, below: Iterable[QWidget] = ()) -> None:
        """Into the next row of a page, with these beside the editor, and others below what is said of it."""
        unit = QLabel(self._words.settings.unit(self._declaration))
        rest = QVBoxLayout()
        for each in (self.explanation, self.reason, *below):  # what is no button may take all of the line
            is_button = isinstance(each, QPushButton)
            rest.addWidget(each, 0, Qt.AlignmentFlag.AlignLeft if is_button else Qt.AlignmentFlag(0))
        whole = QVBoxLayout()
        whole.addLayout(side_by_side(self.editor, *([unit] if unit.text() else []), *beside))
        whole.addLayout(rest)
        whole.setSpacing(gap_px(self.editor) // 3)
        rest.setSpacing(whole.spacing())
        if isinstance(self.editor, QCheckBox):
            style = self.editor.style()
            box = style.PixelMetric.PM_IndicatorWidth, style.PixelMetric.PM_CheckBoxLabelSpacing
            rest.setContentsMargins(sum(map(style.pixelMetric, box)), 0, 0, 0)  # below its words, not its box
            form.addRow(whole)
            return
        label = QLabel(self._words.settings.label(self.key))
        label.setBuddy(self.editor)
        longest_px = _LABEL_LETTERS * label.fontMetrics().averageCharWidth()
        label.setMinimumWidth(min(longest_px, label.sizeHint().width()))
        label.setWordWrap(True)
        form.addRow(label, whole)

    def set_placeholder(self, text: str) -> None:
        """What counts while it is empty."""
        if isinstance(self.editor, QLineEdit):
            self.editor.setPlaceholderText(text)

    def show_value(self, value: Any, problem: str) -> None:
        """Show what is in force, and what is wrong with it in the file. What is being typed is left alone."""
        self._value = value
        match self.editor:
            case QCheckBox():
                self.editor.setChecked(value)
            case QComboBox():
                self.editor.setCurrentIndex(self.editor.findData(value))
            case _Ticks():
                self.editor.tick(value)
            case _ if self.editor.isModified():
                return
            case _:
                join = shlex.join if self._declaration.kind.shape is Shape.COMMAND else ", ".join
                text = join(value) if isinstance(value, tuple) else str(value)
                if text != self.editor.text() or self.editor.isUndoAvailable():  # else a selection stays
                    self.editor.setText(text)
                    self.editor.setCursorPosition(0)  # or what does not fit would be seen from its end
        self._refuse(problem)

    @property
    def is_being_typed(self) -> bool:
        """Whether something stands in it that is not in force."""
        return isinstance(self.editor, QLineEdit) and self.editor.isModified()

    def give_up(self) -> None:
        """Take back what was typed."""
        if isinstance(self.editor, QLineEdit):
            self.editor.setModified(False)
        self.show_value(self._value, "")

    def leave(self) -> None:
        """Its window closes: take what was typed as meant, or back."""
        if self.is_being_typed:
            self._choose()
        if self.is_being_typed:
            self.give_up()

    @Slot()
    def _choose(self) -> None:
        value = self._read()
        if value == self._value:
            if isinstance(self.editor, QLineEdit) and self.editor.isModified():
                self.give_up()
            return
        code = self._declaration.kind.refused(value)
        if code is not None:
            allowed = self._declaration.kind.allowed
            self._refuse(self._words.settings.refusal(self.key, code, allowed, is_typed=True))
            self.reason.tell(self.reason.text())
            if isinstance(self.editor, _Ticks):
                self.editor.tick(self._value)
            return
        if isinstance(self.editor, QLineEdit):
            self.editor.setModified(False)
        self.chosen.emit(self.key, value)

    def _read(self) -> Any:
        """The value that stands in the editor, taken or not."""
        match self.editor:
            case QCheckBox():
                return self.editor.isChecked()
            case QComboBox():
                return self.editor.currentData()
            case _Ticks():
                return self.editor.values
        text = self.editor.text().strip()
        match self._declaration.kind.shape:
            case Shape.NUMBER:
                return int(text) if re.fullmatch("[0-9]{1,9}", text) else text
            case Shape.LIST:
                return tuple(dict.fromkeys(filter(None, re.split(r"[,\s]+", text.lower()))))
            case Shape.COMMAND:
                with suppress(ValueError):  # a quotation mark without its other half
                    return tuple(shlex.split(text))
                return text
        if self.key == "country":
            return text.upper()
        # So people write it who read it from a clock.
        return re.sub(r"^([0-9]):", r"0\1:", text) if self.key in _SHORT_KEYS else text

    def _refuse(self, reason: str) -> None:
        self.reason.say(f"⚠ {reason}" if reason else "")
        self.editor.setAccessibleDescription(" ".join(filter(None, (reason, self.explanation.text()))))


def _preview(style: str, ratio: float) -> QIcon:
    """An icon on the panel that it is made for."""
    side = _PREVIEW_PX + 6
    picture = QPixmap(QSize(side, side) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(_PANELS.get(style, QColor(0, 0, 0, 0)))
    painter = QPainter(picture)
    painter.drawPixmap(3, 3, StatusIcons(style).pixmap(VerdictName.UP, _PREVIEW_PX, ratio))
    painter.end()
    return QIcon(picture)


def side_by_side(*widgets: QWidget) -> QHBoxLayout:
    """In a row, at the left."""
    line = QHBoxLayout()
    line.setSpacing(gap_px(widgets[0]) // 2)
    for widget in widgets:
        # What is typed in takes as much as it may, and less where a window is narrow.
        line.addWidget(widget, _EDITORS_SHARE if isinstance(widget, QLineEdit) else 0)
    line.addStretch(1)
    return line
