"""The tray app's objects: the one place where they are made, joined and taken apart."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QSessionManager

from trayapp.clock import utc_now
from trayapp.computer.country import system_country
from trayapp.domain.remedies import Remedy
from trayapp.errors import TrayappError
from trayapp.i18n import Words, plain
from trayapp.settings.declarations import Page
from trayapp.settings.file import SettingsFile
from trayapp.ui.bridge import Bridge, SessionRunner
from trayapp.ui.desktop_session.open import LOGIN, open_clock_settings, open_file, open_page, outage_page
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.actions import Actions
from trayapp.ui.status.board import StatusBoard
from trayapp.ui.tray.tray import Tray, TrayHost, TrayMenu
from trayapp.watch import commands
from trayapp.watch.worker_thread import WorkerThread

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trayapp.domain.records import JudgedCheck, SurfaceResult
    from trayapp.settings.declarations import Settings
    from trayapp.ui.desktop_session.autostart import Autostart
    from trayapp.ui.desktop_session.errands import Errands
    from trayapp.ui.desktop_session.open import Page as WebPage
    from trayapp.ui.help.window import HelpWindow
    from trayapp.ui.settings_dialog.dialog import SettingsDialog
    from trayapp.ui.settings_watch import SettingsWatch
    from trayapp.ui.window.first_run import FirstRunPage
    from trayapp.ui.window.window import HistoryWindow

_log = logging.getLogger(__name__)

# Cancelling takes milliseconds whatever the network does; on a busy machine the history may take its time to
# close. What cannot be cancelled, such as an import from a slow disk, is left behind: nothing is lost by it.
_WAIT_FOR_WORKER_S = 2.0


class TrayApp(QObject):
    """Worker → bridge → board → tray and window; settings file → all of them. GUI thread.

    `folder` is where the history lies; `language`, from the command line, goes before that of the settings;
    `arguments` are all of the command line, for the start at login.

    Attributes:
        is_worker_left_behind: whether its thread was still running when it had been waited for long enough.
    """

    def __init__(
        self,
        file: SettingsFile,
        words: Words,
        folder: Path,
        language: str | None = None,
        arguments: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._file = file
        self._language = language
        self._words = words
        self._folder = folder
        self._arguments = arguments
        self._icons = StatusIcons(file.loaded.settings.icon_style)
        self._board = StatusBoard(words, self)
        self._board.record_settings(file.loaded, file.error)
        self._host = TrayHost(self)
        self._actions = Actions(words, self._board.status, self._outage_page(), utc_now, self)
        is_on_bus = self._host.is_on_bus()
        self._menu = TrayMenu(words, self._board.status, self._actions, is_on_bus=is_on_bus)
        self._tray = Tray(self._host, self._icons, self._menu, self._board.status, words, self)
        self._window: HistoryWindow | None = None
        self._first_run: FirstRunPage | None = None
        self._settings: SettingsDialog | None = None
        self._help: HelpWindow | None = None
        self._bridge = Bridge(self)
        self._watching = SessionRunner(file.loaded.settings, folder, self._bridge, words)
        self._worker = WorkerThread(self._watching.run)
        self._is_shut_down = False
        self.is_worker_left_behind = False

        self._bridge.check_began.connect(self._board.record_check_begin)
        self._bridge.checked.connect(self._board.record_check)
        self._bridge.history_told.connect(self._board.record_history_event)
        self._bridge.checks_failed.connect(self._board.record_failure)
        self._bridge.modes_changed.connect(self._board.record_modes)
        self._bridge.tested_without_proxy.connect(self._tell_without_proxy)
        self._bridge.looked.connect(self._tell_look)
        self._bridge.notice_unserved.connect(self._tray.show_balloon)
        self._bridge.incident_opened.connect(self.open_incident)
        self._tray.balloon_clicked.connect(self.open_incident)
        self._board.changed.connect(self._actions.show_status)
        self._board.changed.connect(self._tray.show_status)
        self._tray.clicked.connect(self.open_window)
        self._host.missed.connect(self.open_window)  # without a tray it is the app
        self._menu.aboutToShow.connect(self._show_login)
        self._actions.commanded.connect(self._send)
        self._actions.remedy_requested.connect(self.take_remedy)
        self._actions.page_requested.connect(self._open_page)
        self._actions.open_window.triggered.connect(self.open_window)
        self._actions.settings.triggered.connect(lambda *_: self.open_settings())
        self._actions.accounts.triggered.connect(lambda *_: self.open_settings(Page.SOURCES))
        self._actions.help.triggered.connect(self.open_help)
        self._actions.start_at_login.triggered.connect(self._switch_login)
        self._actions.quit.triggered.connect(self.quit)

    def start(self) -> None:
        """Show the icon, then begin to watch: in the event loop, so that the icon is on its way first."""
        self._tray.show()
        self._host.watch()
        QTimer.singleShot(0, self._begin)

    def welcome(self) -> None:
        """Say what happens from now on, and who is asked."""
        from trayapp.ui.desktop_session.display import GNOME_NEEDS, is_gnome
        from trayapp.ui.window.first_run import FirstRunPage

        self._show_login()
        settings = self._file.loaded.settings
        lacks_tray = is_gnome() and not self._host.is_there()
        lacking = self._words.gettext(GNOME_NEEDS) if lacks_tray else ""
        self._first_run = FirstRunPage(self._words, settings, self._actions, _country(self._file), lacking)
        self._first_run.left.connect(self._end_welcome)
        _bring_to_front(self._first_run)

    @Slot()
    def open_window(self) -> None:
        if self._first_run is not None and self._first_run.isVisible():  # one at a time, this first
            _bring_to_front(self._first_run)
        else:
            self._made_window().open()

    @Slot(object)
    def open_incident(self, begin: datetime | None) -> None:
        """Show the incident that began then, or how things stand."""
        self._made_window().open_at(begin)

    def _made_window(self) -> HistoryWindow:
        if self._window is None:
            # Most never open it: made, and its module loaded, only now.
            from trayapp.ui.window.page_context import PageContext
            from trayapp.ui.window.window import HistoryWindow

            icons, country = self._icons.for_windows(), partial(_country, self._file)
            context = PageContext(self._words, icons, self._actions, self._folder, utc_now, country)
            self._window = HistoryWindow(context, self._board.status, self._host.is_there)
            self._window.closed.connect(self._let_go_of_window)
            self._board.changed.connect(self._window.show_status)
            self._bridge.history_changed.connect(self._window.read)
        return self._window

    def open_settings(self, page: Page | None = None) -> None:
        """In a window of their own, made when it is first wanted, at this page or where it was."""
        self._show_login()
        if self._settings is None:
            from trayapp.ui.settings_dialog.dialog import SettingsDialog
            from trayapp.ui.settings_dialog.page import Surroundings

            around = Surroundings(
                self._folder,
                self._actions,
                self._errands,
                self._ask_once,
                lambda: self._worker.call(self._watching.show_sample),
                self._delete_all,
                self._arguments,
            )
            self._settings = SettingsDialog(self._file, self._words, self._board.status, around)
            self._settings.saved.connect(self._settings_watch.look)
            self._settings.returned.connect(self._show_login)
            self._settings.file_wanted.connect(self._open_settings_file)
            self._board.changed.connect(self._settings.show_status)
        self._settings.open(page)

    @Slot()
    def open_help(self) -> None:
        """What this is, what its signs mean, whom it asks, what works here."""
        if self._help is None:
            from trayapp.ui.help.window import HelpWindow

            icons = self._icons.for_windows()
            self._help = HelpWindow(self._words, icons, self._file, self._folder, self._errands)
        _bring_to_front(self._help)

    def _own_arguments(self) -> tuple[str, ...]:
        """For our own commands, so that they read what this process reads."""
        config = ("--config", str(self._file.path)) if self._file.is_named else ()
        return (*config, "--data-dir", str(self._folder), "--lang", self._words.language)

    @cached_property
    def _settings_watch(self) -> SettingsWatch:
        from trayapp.ui.settings_watch import SettingsWatch  # what the icon did not have to wait for

        watch = SettingsWatch(self._file, self)
        watch.changed.connect(self.use_settings)
        return watch

    @cached_property
    def _errands(self) -> Errands:
        from trayapp.ui.desktop_session.errands import Errands

        errands = Errands(self._worker.call)
        errands.arguments = self._own_arguments()
        return errands

    async def _ask_once(self, surface_id: str, settings: Settings) -> SurfaceResult:
        from trayapp.watch.assembly import ask_once  # by the worker, which has loaded what asks

        return await ask_once(surface_id, settings, self._folder)

    async def _delete_all(self) -> bool:
        return self._watching.session.carry_out(commands.DeleteAll())

    @Slot()
    def _open_settings_file(self) -> None:
        """In the user's editor. A file that is not there yet is made, with everything explained."""
        path = self._file.path
        if os.path.exists(path) or self._tried(lambda: self._file.create(self._words.settings.file()), path):
            self._record_opened(open_file(path), str(path))

    @Slot(object)
    def take_remedy(self, remedy: Remedy) -> None:
        """The one step that is offered beside the advice."""
        match remedy:
            case Remedy.LOGIN_PAGE:
                self._open_page(LOGIN)
            case Remedy.OUTAGE_PAGE:
                self._open_page(self._outage_page().url)
            case Remedy.SETTINGS:
                self.open_settings()
            case Remedy.WITHOUT_PROXY:
                self._board.record_hitch(self._words.gettext("Testing without the proxy …"))
                self._send(commands.CheckWithoutProxy())
            case Remedy.CLOCK:
                what = self._words.gettext("the settings of date and time")
                self._record_opened(open_clock_settings(), what)

    def task_for(self, line: str) -> Callable[[], object] | None:
        """What another process asks for by this line; `None` if it is not understood."""
        from trayapp.watch.steering import from_line

        if line in ("show", "show settings"):
            return self.open_window if line == "show" else self.open_settings
        command = from_line(line, utc_now())
        return None if command is None else partial(self._send, command)

    @Slot()
    def quit(self) -> None:
        """Have the event loop end; `shut_down` follows."""
        # Not quit(): that closes the windows first, and closing one without a tray leads here.
        QCoreApplication.exit(0)

    @Slot()
    def shut_down(self) -> None:
        """Take the app apart: first what shows it, so that it is gone at once, then what feeds it.

        Once, however often called.
        """
        if self._is_shut_down:
            return
        self._is_shut_down = True
        self._tray.hide()
        self._host.missed.disconnect(self.open_window)  # that there is no tray is no reason any more
        for window in (self._window, self._first_run, self._settings, self._help):
            if window is not None:
                window.hide()  # by which the history's stops reading
        if not self._worker.stop(_WAIT_FOR_WORKER_S):
            self.is_worker_left_behind = True
            _log.warning("the worker was still busy after %s s and is left behind", _WAIT_FOR_WORKER_S)

    @Slot(QSessionManager)
    def let_session_end(self, manager: QSessionManager) -> None:
        """At logout: never object, and do not be started again by the session itself."""
        # The entry for the login does that, where the user wants it.
        manager.setRestartHint(QSessionManager.RestartHint.RestartNever)

    @Slot()
    def _begin(self) -> None:
        self._worker.start()  # first: what it loads takes nearly as long as Qt did
        self._settings_watch.begin()
        self._show_login()

    @Slot()
    def _end_welcome(self) -> None:
        if not self._host.is_there():  # nothing of the app would be left to see
            self._made_window().open()

    @Slot(object)
    def use_settings(self, before: Settings) -> None:
        """The settings file says something else."""
        settings = self._file.loaded.settings
        self._board.record_settings(self._file.loaded, self._file.error)
        if before != settings:  # else only what is wrong with the file has changed
            self._follow_settings(before, settings)
        if self._settings is not None:
            self._settings.refresh()

    def _follow_settings(self, before: Settings, settings: Settings) -> None:
        language = self._language or settings.language
        if language != (self._language or before.language):
            self._use_words(Words(language))
        if settings.icon_style != before.icon_style:
            self._icons = StatusIcons(settings.icon_style)
            self._tray.set_icons(self._icons)
            if self._window is not None:
                self._window.set_looks(self._words, self._icons.for_windows())
        self._actions.set_outage_page(self._outage_page())
        self._send(commands.UseSettings(settings))

    def _use_words(self, words: Words) -> None:
        gc.collect()  # the pages in the language before this one, which hold each other
        self._words = words
        QGuiApplication.setApplicationDisplayName(words.app_name())
        self._actions.set_words(words)
        self._menu.set_words(words)
        if self._window is not None:
            self._window.set_looks(words, self._icons.for_windows())
        self._errands.arguments = self._own_arguments()
        if self._settings is not None:
            self._settings.set_words(words)
        if self._help is not None:  # it has nothing in it that could be lost
            self._help.close()
            self._help = None
        self._tray.words = words
        self._board.set_words(words)  # last: it has the others show the status
        self._worker.call(partial(self._watching.use_words, words))

    def _outage_page(self) -> WebPage:
        return outage_page(_country(self._file))

    @Slot(object)
    def _send(self, command: commands.Command) -> None:
        """To the worker, which has the session carry it out."""
        match command:
            case commands.SeeError(at):
                self._board.record_user_error(at)
                self.open_window()  # which answers: by what is known, and again when others have spoken
            case commands.UndoError():
                self._board.record_user_error(None)
            case commands.SeePage():
                self._board.record_hitch(self._words.gettext("A browser is looking at X …"))
        self._worker.call(partial(self._watching.session.carry_out, command))

    @Slot(bool)
    def _let_go_of_window(self, is_first: bool) -> None:
        """Another is made in no time, and a hidden one would keep its memory."""
        if self._window is not None:
            self._window.deleteLater()
            self._window = None
            from trayapp.computer.memory import give_back_memory

            QTimer.singleShot(0, give_back_memory)  # once it is gone
        if is_first:
            text = self._words.gettext(
                "trayapp goes on in the tray: a click on its icon opens this window again."
            )
            self._worker.call(partial(self._watching.say, text))

    @cached_property
    def _login(self) -> Autostart:
        from trayapp.ui.desktop_session.autostart import Autostart  # the icon is in a hurry

        return Autostart(self._arguments)

    @Slot()
    def _show_login(self) -> None:
        """As it is now: desktops have switches of their own for it."""
        if self._login.is_offered:
            self._actions.show_start_at_login(is_on=self._login.is_on())

    @Slot(bool)
    def _switch_login(self, is_on: bool) -> None:
        login = self._login
        if self._tried(lambda: login.switch(is_on=is_on), login.path):
            said = self._words.settings.login_with(self._arguments) if is_on and self._arguments else ""
            self._tell(said)
        self._show_login()

    def _tell(self, text: str) -> None:
        """Say what came of what the user wanted, where they look."""
        self._board.record_hitch(text)
        if self._settings is not None and self._settings.isVisible():
            self._settings.tell(text)

    @Slot(str)
    def _open_page(self, url: str) -> None:
        self._record_opened(open_page(url), url)

    def _record_opened(self, is_opened: bool, what: str) -> None:
        text = self._words.gettext("Nothing here opens {what}.", what=plain(what))
        self._tell("" if is_opened else text)

    def _tried(self, write: Callable[[], object], path: Path) -> bool:
        """Write a file of the user's; whether that went well. If not, it is shown."""
        try:
            write()
        except OSError as error:
            self._tell(self._words.troubles.unwritable(path, error))
            return False
        return True

    @Slot(object)
    def _tell_without_proxy(self, judged: JudgedCheck) -> None:
        summary = self._words.verdicts.summary(judged)
        self._board.record_hitch(self._words.gettext("Without the proxy: {summary}", summary=summary))

    @Slot(object)
    def _tell_look(self, found: SurfaceResult | TrayappError) -> None:
        words, when = self._words, self._words.clock_time(utc_now())
        if isinstance(found, TrayappError):
            text = words.troubles.error(found)
        else:
            what = words.names.part(found)
            text = words.gettext("What a browser showed at {time}: {what}.", time=when, what=what)
        self._board.record_hitch(text)


def _country(file: SettingsFile) -> str | None:
    """Where the user is, as far as their settings say."""
    return file.loaded.settings.country or system_country()


def _bring_to_front(window: QWidget) -> None:
    window.show()
    window.raise_()  # one that is open already may be behind others
    window.activateWindow()
