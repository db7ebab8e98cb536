"""The icon's menu: everything that can be known and done without a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from trayapp.clock import Now, local
from trayapp.domain.records import VerdictName
from trayapp.i18n import Words
from trayapp.ui.session.urls import NETBLOCKS, X_STATUS, Page
from trayapp.ui.status.board import Part, Status, summary
from trayapp.ui.status.qt_text import menu_label, shortened

if TYPE_CHECKING:  # brings what the icon does not wait for
    from trayapp.domain.alerts import Modes

_PAUSES_H = (1, 4)
_MUTES_H = (1,)
_MORNING_H = 6
"""When tomorrow begins for those who pause until then, in local time."""

_Label = Callable[[Words], str]

_TROUBLE = (VerdictName.DEGRADED, VerdictName.DOWN, VerdictName.BLOCKED, VerdictName.OFFLINE)


class TrayMenu(QObject):
    """Built once: panels go on showing the first menu they were given. Entries change in place. GUI thread.

    Attributes:
        menu: the menu itself.
        is_on_bus: whether it is shown by a tray on the session bus, which reads labels in a way of its own.

    Signals:
        check_requested: the user wants a check now.
        error_seen: the user sees an error now.
        pause_requested: no checks until then; argument: datetime, aware.
        resume_requested: checks again.
        mute_requested: nothing is to pop up until then; argument: datetime, aware, or FOREVER.
        unmute_requested: things may pop up again.
        back_toggled: whether to tell when X is back; argument: bool.
        details_requested: the user wants to see more than fits into a menu.
        settings_requested: the user wants to change settings.
        login_toggled: whether to start at login; argument: bool.
        page_requested: the user wants to see a page in the browser; argument: its address.
        remedy_requested: the user wants to take the step that is offered; argument: the Remedy.
        quit_requested: the user wants the app to end.
        opening: the menu is about to be shown; not every tray tells.
    """

    check_requested = Signal()
    error_seen = Signal()
    pause_requested = Signal(object)
    resume_requested = Signal()
    mute_requested = Signal(object)
    unmute_requested = Signal()
    back_toggled = Signal(bool)
    details_requested = Signal()
    settings_requested = Signal()
    login_toggled = Signal(bool)
    page_requested = Signal(str)
    remedy_requested = Signal(object)
    quit_requested = Signal()
    opening = Signal()

    def __init__(
        self,
        words: Words,
        status: Status,
        outage_page: Page,
        now: Now,
        *,
        is_on_bus: bool,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._status = status
        self._modes: Modes | None = None
        self._outage_page = outage_page
        self._now = now
        self.is_on_bus = is_on_bus
        self._fixed: list[tuple[QAction, _Label]] = []
        """Entries whose label is the same all the time, but not in every language."""
        self.menu = QMenu()
        self.menu.aboutToShow.connect(self._note_opening)
        self._summary = _TextEntries(self.menu)
        self._remedy = self._add(self.menu, self._request_remedy)
        self._parts_menu = self._add_menu(lambda words: words.gettext("Parts of X"))
        self._parts = _TextEntries(self._parts_menu)
        self.menu.addSeparator()
        self._check = self._add(self.menu, self._request_check)
        self._add(self.menu, self.error_seen.emit, lambda words: words.gettext("I see an error now"))
        self._add_pages()
        self.menu.addSeparator()
        self._add_modes()
        self.menu.addSeparator()
        self._add(self.menu, self.details_requested.emit, lambda words: words.gettext("History…"))
        self._add(self.menu, self.settings_requested.emit, lambda words: words.gettext("Settings…"))
        self._login = self._add(self.menu, self._toggle_login, lambda words: words.gettext("Start at login"))
        self._login.setCheckable(True)
        self._login.setVisible(False)
        self.menu.addSeparator()
        self._add(self.menu, self.quit_requested.emit, lambda words: words.gettext("Quit"))
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Say everything in another language from now on."""
        self._words = words
        for action, label in self._fixed:
            action.setText(self._label(label(words)))
        self._fill()

    def set_outage_page(self, page: Page) -> None:
        self._outage_page = page
        self.set_words(self._words)

    def move_to_bus(self) -> None:
        """Write labels as a tray on the bus reads them."""
        self.is_on_bus = True
        self.set_words(self._words)

    def show_start_at_login(self, *, is_on: bool) -> None:
        """Offer it, which is not done before; checked if it is on."""
        self._login.setChecked(is_on)
        self._login.setVisible(True)

    def show_status(self, status: Status) -> None:
        self._status = status
        self._fill()

    @Slot(object)
    def show_modes(self, modes: Modes) -> None:
        self._modes = modes
        self._fill()

    # ---- building

    def _add(self, menu: QMenu, chosen: Callable[[], object], label: _Label | None = None) -> QAction:
        action = QAction(menu)
        menu.addAction(action)
        action.triggered.connect(lambda *_: chosen())
        if label is not None:
            self._fixed.append((action, label))
        return action

    def _add_menu(self, title: _Label) -> QMenu:
        menu = self.menu.addMenu("")
        self._fixed.append((menu.menuAction(), title))
        return menu

    def _add_modes(self) -> None:
        self._pause_menu = self._add_menu(lambda words: words.gettext("Pause"))
        for hours in _PAUSES_H:
            self._add(self._pause_menu, self._pausing(hours), self._hours(hours))
        self._pause_tomorrow = self._add(self._pause_menu, self._request_pause_until_tomorrow)
        self._resume = self._add(self.menu, self.resume_requested.emit, lambda words: words.gettext("Resume"))
        self._back = self._add(
            self.menu, self._toggle_back, lambda words: words.gettext("Tell me when it is back")
        )
        self._back.setCheckable(True)
        self._mute_menu = self._add_menu(lambda words: words.gettext("Mute"))
        for hours in _MUTES_H:
            self._add(self._mute_menu, self._muting(hours), self._hours(hours))
        self._add(
            self._mute_menu,
            self._request_mute,
            lambda words: words.gettext("Until I unmute"),
        )
        self._unmute = self._add(self.menu, self.unmute_requested.emit)

    def _add_pages(self) -> None:
        menu = self._add_menu(lambda words: words.gettext("What others say"))
        self._add(
            menu,
            lambda: self.page_requested.emit(self._outage_page.url),
            lambda _: self._outage_page.name,
        )
        self._add(
            menu, lambda: self.page_requested.emit(NETBLOCKS), lambda words: words.names.source("netblocks")
        )
        self._add(
            menu, lambda: self.page_requested.emit(X_STATUS), lambda words: words.gettext("X's status page")
        )

    def _hours(self, count: int) -> _Label:
        return lambda words: words.desktop.for_hours(count)

    def _pausing(self, hours: int) -> Callable[[], object]:
        return lambda: self.pause_requested.emit(self._now() + timedelta(hours=hours))

    def _muting(self, hours: int) -> Callable[[], object]:
        return lambda: self.mute_requested.emit(self._now() + timedelta(hours=hours))

    # ---- showing

    def _fill(self) -> None:
        words, status, modes = self._words, self._status, self._modes
        self._summary.show([self._label(line) for line in summary(status)])
        self._parts.show([self._label(shortened(_line(part))) for part in status.parts])
        self._parts_menu.menuAction().setVisible(bool(status.parts))
        if status.remedy is not None:
            self._remedy.setText(self._label(words.verdicts.remedy(status.remedy)))
        self._remedy.setVisible(status.remedy is not None)
        self._check.setText(words.gettext("Checking …") if status.is_checking else words.gettext("Check now"))
        self._check.setEnabled(not status.is_checking)
        is_paused = modes is not None and modes.paused_until is not None
        self._pause_menu.menuAction().setVisible(not is_paused)
        self._resume.setVisible(is_paused)
        self._pause_tomorrow.setText(words.desktop.until_tomorrow(tomorrow(self._now())))
        is_back_wanted = modes is not None and modes.is_back_wanted
        self._back.setVisible(is_back_wanted or status.verdict in _TROUBLE)
        self._back.setChecked(is_back_wanted)
        muted_until = modes.muted_until if modes is not None else None
        self._mute_menu.menuAction().setVisible(muted_until is None)
        self._unmute.setVisible(muted_until is not None)
        if muted_until is not None:
            self._unmute.setText(self._label(words.desktop.unmute_before(muted_until)))

    def _label(self, text: str) -> str:
        return menu_label(text, is_on_bus=self.is_on_bus)

    # ---- what the user chooses

    def _request_check(self) -> None:
        self.check_requested.emit()

    def _request_remedy(self) -> None:
        if self._status.remedy is not None:
            self.remedy_requested.emit(self._status.remedy)

    def _request_pause_until_tomorrow(self) -> None:
        self.pause_requested.emit(tomorrow(self._now()))

    def _request_mute(self) -> None:
        from trayapp.domain.alerts import FOREVER

        self.mute_requested.emit(FOREVER)

    def _toggle_back(self) -> None:
        self.back_toggled.emit(self._back.isChecked())

    def _toggle_login(self) -> None:
        self.login_toggled.emit(self._login.isChecked())

    @Slot()
    def _note_opening(self) -> None:
        self.opening.emit()


def tomorrow(now: datetime) -> datetime:
    """The next day's morning, in local time, whatever the clocks do in the night."""
    day = local(now).date() + timedelta(days=1)
    return local(datetime.combine(day, time(_MORNING_H)))


class _TextEntries:
    """Menu entries that only say something: as many as there are texts, at the top of their menu."""

    def __init__(self, menu: QMenu) -> None:
        self._menu = menu
        self._actions: list[QAction] = []

    def show(self, labels: Sequence[str]) -> None:
        while len(self._actions) < len(labels):
            self._add()
        for action, label in zip_longest(self._actions, labels):
            if label is not None:
                action.setText(label)
            action.setVisible(label is not None)

    def _add(self) -> None:
        action = QAction(self._menu)
        action.setEnabled(False)
        below = self._menu.actions()[len(self._actions) :]
        if below:
            self._menu.insertAction(below[0], action)
        else:
            self._menu.addAction(action)
        self._actions.append(action)


def _line(part: Part) -> str:
    return " · ".join(filter(None, [f"{part.name}: {part.result}", part.asked]))
