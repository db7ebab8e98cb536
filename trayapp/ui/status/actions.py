"""What can be done at this moment: one action per command, shared by menu, buttons and keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from trayapp.about import PROGRAM
from trayapp.clock import Now, local
from trayapp.domain.codes import VerdictName
from trayapp.i18n import Words
from trayapp.i18n.catalogue import N_
from trayapp.ui.desktop_session.open import NETBLOCKS, X_SITE, X_STATUS, Page
from trayapp.ui.status.board import Status
from trayapp.ui.status.qt_text import menu_label
from trayapp.watch import commands

_PAUSES_H = (1, 4)
_MUTES_H = (1,)
_MORNING_H = 6  # when tomorrow begins for those who pause until then, in local time

_TROUBLE = (VerdictName.DEGRADED, VerdictName.DOWN, VerdictName.BLOCKED, VerdictName.OFFLINE)

Label = Callable[[Words], str]


class Actions(QObject):
    """Made once, and changed in place by what the status allows. GUI thread.

    Attributes:
        check, see_error, undo_error, see_page, pauses, resume, tell_when_back, mutes, unmute: what the
            watching is asked for.
        remedy: the step that is offered beside the advice.
        pages: X itself and what others say of it, in the browser.
        open_window, settings, accounts, help, start_at_login, quit: of the app. `start_at_login` is hidden
            until `show_start_at_login`.

    Signals:
        commanded: something is asked of the watching; argument: the Command.
        page_requested: a page is to be opened in the browser; argument: its address.
        remedy_requested: the step that helps is to be taken; argument: the Remedy.
    """

    commanded = Signal(object)
    page_requested = Signal(str)
    remedy_requested = Signal(object)

    def __init__(
        self, words: Words, status: Status, outage_page: Page, now: Now, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._status = status
        self._outage_page = outage_page
        self._now = now
        # Of those whose text is the same all the time, but not in every language.
        self._labels: list[tuple[QAction, Label]] = []
        self.check = self._command(commands.CheckNow)
        self.see_error = self._command(lambda: commands.SeeError(now()), _fixed(N_("I see an error")))
        self.undo_error = self._command(self._undo_error, _fixed(N_("Undo")))
        self.see_page = self._command(commands.SeePage, _fixed(N_("See what a browser shows")))
        self._pause_until_tomorrow = self._command(lambda: commands.Pause(tomorrow(now())))
        self.pauses = [
            *(self._for_hours(commands.Pause, hours) for hours in _PAUSES_H),
            self._pause_until_tomorrow,
        ]
        self.resume = self._command(lambda: commands.Pause(None), _fixed(N_("Resume")))
        self.tell_when_back = self._command(
            lambda: commands.TellWhenBack(self.tell_when_back.isChecked()),
            _fixed(N_("Tell me when it is back")),
        )
        self.tell_when_back.setCheckable(True)
        for_good = self._command(lambda: commands.Mute(commands.FOREVER), _fixed(N_("Until I unmute")))
        self.mutes = [*(self._for_hours(commands.Mute, hours) for hours in _MUTES_H), for_good]
        self.unmute = self._command(lambda: commands.Mute(None))
        self.remedy = QAction(self)
        self.remedy.triggered.connect(self._request_remedy)
        self.pages = [
            self._page(lambda: X_SITE, lambda words: _open(words, "X")),
            self._page(lambda: self._outage_page.url, lambda words: _open(words, self._outage_page.name)),
            self._page(lambda: NETBLOCKS, lambda words: _open(words, words.names.source("netblocks"))),
            self._page(lambda: X_STATUS, _fixed(N_("Open X's status page"))),
        ]
        self.open_window = self._labelled(lambda words: _open(words, PROGRAM))
        self.settings = self._labelled(_fixed(N_("Settings…")))
        self.accounts = self._labelled(_fixed(N_("Accounts…")))
        self.help = self._labelled(_fixed(N_("Help and About")))
        self.start_at_login = self._labelled(_fixed(N_("Start at login")))
        self.start_at_login.setCheckable(True)
        self.start_at_login.setVisible(False)  # the entry is read when the icon is there
        self.quit = self._labelled(_fixed(N_("Quit")))
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Say everything in another language from now on."""
        self._words = words
        for action, label in self._labels:
            action.setText(plain_label(label(words)))
        self.show_status(self._status)

    def set_outage_page(self, page: Page) -> None:
        self._outage_page = page
        self.set_words(self._words)  # its entry has the page's name

    def show_start_at_login(self, *, is_on: bool) -> None:
        """Offer it, which is not done before; checked if it is on."""
        self.start_at_login.setChecked(is_on)
        self.start_at_login.setVisible(True)

    @Slot(object)
    def show_status(self, status: Status) -> None:
        """Offer what can be done about this."""
        self._status = status
        words, modes = self._words, status.modes
        check = words.gettext("Checking …") if status.is_checking else words.gettext("Check now")
        self.check.setText(plain_label(check))
        self.check.setEnabled(not status.is_checking)
        if status.remedy is not None:
            self.remedy.setText(plain_label(words.verdicts.remedy(status.remedy, self._outage_page.name)))
        self.remedy.setVisible(status.remedy is not None)
        morning = f"{local(tomorrow(self._now())):%H:%M}"
        self._pause_until_tomorrow.setText(plain_label(words.gettext("Until tomorrow, {time}", time=morning)))
        self.resume.setVisible(status.is_paused)
        is_back_wanted = modes is not None and modes.is_back_wanted
        # Who asked for it can take it back, also once it is no longer offered.
        self.tell_when_back.setVisible(is_back_wanted or status.verdict in _TROUBLE)
        self.tell_when_back.setChecked(is_back_wanted)
        muted_until = modes.muted_until if modes is not None else None
        self.unmute.setVisible(muted_until is not None)
        if muted_until is not None:
            self.unmute.setText(plain_label(_unmute(muted_until, words)))

    def _labelled(self, label: Label) -> QAction:
        action = QAction(self)
        self._labels.append((action, label))
        return action

    def _command(self, command: Callable[[], commands.Command], label: Label | None = None) -> QAction:
        action = QAction(self) if label is None else self._labelled(label)
        # Made when it is triggered: most commands hold the moment. What Qt passes is whether it is checked.
        action.triggered.connect(lambda *_: self.commanded.emit(command()))
        return action

    def _page(self, url: Callable[[], str], label: Label) -> QAction:
        action = self._labelled(label)
        action.triggered.connect(lambda *_: self.page_requested.emit(url()))
        return action

    def _for_hours(self, command: type[commands.Pause | commands.Mute], hours: int) -> QAction:
        length = timedelta(hours=hours)
        return self._command(
            lambda: command(self._now() + length),
            lambda words: words.ngettext("For {count} hour", "For {count} hours", hours),
        )

    def _undo_error(self) -> commands.Command:
        noted = self._status.noted
        return commands.UndoError(self._now() if noted is None else noted.at)

    @Slot()
    def _request_remedy(self) -> None:
        if self._status.remedy is not None:
            self.remedy_requested.emit(self._status.remedy)


def _unmute(until: datetime, words: Words) -> str:
    if until == commands.FOREVER:
        return words.gettext("Unmute")
    return words.gettext("Unmute (muted until {until})", until=words.clock_time(until))


def tomorrow(now: datetime) -> datetime:
    """The next day's morning, in local time, whatever the clocks do in the night."""
    day = local(now).date() + timedelta(days=1)  # by the calendar: some nights are an hour longer
    return local(datetime.combine(day, time(_MORNING_H)))


def plain_label(text: str) -> str:
    """Text for an entry of any menu."""
    # None of these texts has an underscore, which trays on the bus would take for an access key.
    return menu_label(text, is_on_bus=False)


def _open(words: Words, page: str) -> str:
    return words.gettext("Open {page}", page=page)


def _fixed(text: str) -> Label:
    return lambda words: words.gettext(text)


class CommandMenu:
    """Fills a menu, and changes it in place from then on. GUI thread."""

    def __init__(self, menu: QMenu, actions: Actions) -> None:
        self._pause, self._mute = QMenu(menu), QMenu(menu)
        self._pause.addActions(actions.pauses)
        self._mute.addActions(actions.mutes)
        menu.addMenu(self._pause)
        menu.addActions([actions.resume, actions.tell_when_back])
        menu.addMenu(self._mute)
        menu.addAction(actions.unmute)

    def show_status(self, status: Status, words: Words) -> None:
        self._pause.setTitle(plain_label(words.gettext("Pause")))
        self._mute.setTitle(plain_label(words.gettext("Mute")))
        # By their actions: setVisible() of a menu itself would open it.
        self._pause.menuAction().setVisible(not status.is_paused)
        is_muted = status.modes is not None and status.modes.muted_until is not None
        self._mute.menuAction().setVisible(not is_muted)
