"""The two sizes of text that the window has, and the distances between its parts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

_HEADING_RATIO = 1.35  # a heading's letters to all others
_GAP_LETTERS = 0.85  # twice what most styles put between two lines, in heights of a letter
_FEW_LETTERS = 46  # side by side, in heights of a letter
_NARROW = 100  # letters of average width: at 300 % a laptop has 70 to 80, at 200 % 105 and more


class Heading(QLabel):
    """The larger of the two sizes, for the one sentence of a page. Plain text."""

    def __init__(self) -> None:
        super().__init__()
        _make_text(self)
        font = QApplication.font(self)
        size = font.pointSizeF()
        if size > 0:
            font.setPointSizeF(size * _HEADING_RATIO)
        else:  # a style that measures in pixels
            font.setPixelSize(round(font.pixelSize() * _HEADING_RATIO))
        self.setFont(font)


def fact_label() -> QLabel:
    """The smaller size: plain text, wrapped."""
    label = QLabel()
    _make_text(label)
    return label


def paragraph(text: str) -> QLabel:
    """The same on a page that scrolls: as high as its lines are in the width it gets."""
    label = fact_label()
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    label.setText(text)  # last: by that it learns that its height goes by its width
    return label


def is_narrow(widget: QWidget) -> bool:
    """Whether a screen holds too few letters in a line for columns beside each other."""
    return widget.screen().availableSize().width() < _NARROW * widget.fontMetrics().averageCharWidth()


def push_button(text: str, press: Callable[..., object]) -> QPushButton:
    """A button that Enter presses, too, as outside of dialogs not all do. "&" stands before its key."""
    button = QPushButton(text)
    button.setAutoDefault(True)
    button.clicked.connect(press)
    return button


def make_see_through(area: QAbstractScrollArea) -> None:
    """Let what is behind it be seen: no page within the page. To be called first, before it is laid out.

    By a viewport of its own: asked for Qt's, PySide (6.12) loads every kind of widget there is, to find out
    which one it has been handed. That takes 30 ms.
    """
    area.setViewport(QWidget())


def scroll_area(inside: QWidget) -> QScrollArea:
    """Shows it without a frame; it scrolls where the window is too small for it."""
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    return area


def in_the_middle(inside: QWidget, widest: float) -> QScrollArea:
    """The same of all of a page; at most so wide, in heights of a letter: longer lines are hard to read."""
    inside.setMaximumWidth(round(widest * inside.fontMetrics().height()))
    area = scroll_area(inside)
    area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say this of it now."""
    # Not above: 160 roles and events that the first picture does not need.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def gap_px(widget: QWidget) -> int:
    """The one distance that all others are made of."""
    return round(_GAP_LETTERS * widget.fontMetrics().height())


def side_px(page: QWidget) -> int:
    """How far from the sides of the window all of a page stands."""
    return gap_px(page) if has_little_room(page) else 2 * gap_px(page)


def has_little_room(page: QWidget) -> bool:
    """Whether what stands side by side elsewhere has to stand in two rows here."""
    return page.width() < _FEW_LETTERS * page.fontMetrics().height()


def _make_text(label: QLabel) -> None:
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    # Within reach of the mouse for copying; screen readers find it all the same.
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
