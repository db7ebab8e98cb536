"""The way into the tray app."""

from __future__ import annotations

import _thread
import builtins
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from trayapp.about import APP_ID, PROGRAM
from trayapp.errors import TrayappError
from trayapp.i18n import Words
from trayapp.settings.file import SettingsFile
from trayapp.ui.desktop_session.display import load_x_plugin, require_display
from trayapp.ui.desktop_session.single_instance import take_place

_log = logging.getLogger(__name__)

# Qt keeps 10 MB: the icons of every style and size that there ever was, each drawn within a millisecond.
_CACHED_PIXMAPS_KB = 512


def run(
    file: SettingsFile, words: Words, folder: Path, language: str | None, arguments: Sequence[str]
) -> int:
    """Show X's state in the tray until the user, the session or a signal ends it; the exit status.

    Where it is shown already, that is brought to the front, and this is all.

    `folder` is where the history lies; `language`, from the command line, goes before that of the settings;
    `arguments` are all of the command line, fit for another start.

    Main thread. Does not return if something in the process cannot be ended but by ending the process.

    Raises:
        TrayappError: `no_display`, `running_frozen`, `qt_missing`, `qt_lacks`.
        RuntimeError: no more threads are to be had.
    """
    require_display()
    instance = take_place(folder, os.environ)
    if instance is None:
        return 0

    _thread.start_new_thread(lambda: None, ())  # if none is to be had, Qt waits for one for ever
    # Until Qt is there to listen, Ctrl+C ends the process as SIGTERM does: a KeyboardInterrupt while PySide
    # is being loaded aborts it with a core dump.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()  # of what is made until the icon shows nothing is garbage, and to look through it takes 5 ms
    try:
        import PySide6
        from PySide6.QtGui import QPixmapCache
        from PySide6.QtWidgets import QApplication  # not before: its libraries may lack where no screen is

        load_x_plugin(Path(PySide6.__path__[0]))
    except ModuleNotFoundError as error:  # installed as servers have it
        raise TrayappError("qt_missing") from error
    except (ImportError, OSError) as error:
        said = str(error.__cause__ or error)  # "libEGL.so.1: cannot open …", after words of PyInstaller's own
        raise TrayappError("qt_lacks", library=said.partition(":")[0]) from error

    # PySide's own import would read the source of all that is loaded from here on, and keep it, to learn who
    # may write `from __feature__ import …`: nobody does.
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)

    from trayapp.ui.tray_app import TrayApp

    # Trays know an icon by the application's name, desktops a window by the name of its desktop file.
    QApplication.setApplicationName(PROGRAM)
    QApplication.setApplicationDisplayName(words.app_name())
    QApplication.setDesktopFileName(APP_ID)
    QApplication.setQuitOnLastWindowClosed(False)
    app = QApplication([PROGRAM])
    QPixmapCache.setCacheLimit(_CACHED_PIXMAPS_KB)
    tray_app = TrayApp(file, words, folder, language, arguments)
    is_first_run = _is_first_run(file, folder)  # before the watching leaves something
    tray_app.start()
    if is_first_run:
        tray_app.welcome()
    gc.enable()

    # What the icon did not have to wait for.
    from trayapp.ui.desktop_session.activation import Activation, UnixSignals

    log_bugs()
    signals = UnixSignals()
    signals.received.connect(tray_app.quit)
    calls = Activation(instance, tray_app.task_for)
    app.commitDataRequest.connect(tray_app.let_session_end)
    app.saveStateRequest.connect(tray_app.let_session_end)
    app.aboutToQuit.connect(tray_app.shut_down)

    status = app.exec()

    signals.close()
    calls.close()
    if tray_app.is_worker_left_behind:
        # Python would be taken down under the feet of a running thread, which can crash it in the middle of a
        # signal to Qt. All there was to close is closed.
        logging.shutdown()
        os._exit(status)
    return status


def log_bugs() -> None:
    """Log what a slot or a thread did not catch. Qt goes on with the next event by itself."""
    sys.excepthook = _log_bug
    threading.excepthook = lambda uncaught: _log_bug(*uncaught[:3], uncaught.thread)


def _log_bug(
    kind: type[BaseException],
    error: BaseException | None,
    traceback: TracebackType | None,
    thread: threading.Thread | None = None,
) -> None:
    if error is not None:  # it may be, says the documentation of `threading.excepthook`
        where = "" if thread is None else f", thread {thread.name}"
        _log.critical("a bug in trayapp%s", where, exc_info=(kind, error, traceback))


def _is_first_run(file: SettingsFile, folder: Path) -> bool:
    """Whether there is nothing yet of what is left by a start: a history, which the watching begins with."""
    if os.path.exists(file.path):
        return False
    from trayapp.history.file.folder import Folder

    return not os.path.exists(Folder(folder).database)
