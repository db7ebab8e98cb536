"""The way into the tray app."""

from __future__ import annotations

import gc
import logging
import os
import signal
from pathlib import Path

from trayapp.about import APP_ID, PROGRAM
from trayapp.settings import Settings
from trayapp.ui.display import require_display
from trayapp.words import Words


def run(settings: Settings, words: Words, folder: Path) -> int:
    """Show X's state in the tray until the user, the session or a signal ends it; the exit status.

    `folder` is where the history lies.

    Main thread. Does not return if something in the process cannot be ended but by ending the process.

    Raises:
        TrayappError: `no_display`.
    """
    require_display(os.environ)

    # Until Qt is there to listen, Ctrl+C ends the process as SIGTERM does: a KeyboardInterrupt while PySide
    # is being loaded aborts it with a core dump.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()  # of what is made until the icon shows nothing is garbage, and to look through it takes 5 ms
    from PySide6.QtWidgets import QApplication  # not before: its libraries may be missing where no screen is

    from trayapp.ui.tray_app import TrayApp

    # Trays know an icon by the application's name, desktops a window by the name of its desktop file.
    QApplication.setApplicationName(PROGRAM)
    QApplication.setApplicationDisplayName(words.app_name())
    QApplication.setDesktopFileName(APP_ID)
    QApplication.setQuitOnLastWindowClosed(False)
    app = QApplication([PROGRAM])
    tray_app = TrayApp(settings, words, folder)
    tray_app.start()
    gc.enable()

    from trayapp.ui import excepthooks  # what the icon did not have to wait for
    from trayapp.ui.icons import StatusIcons
    from trayapp.ui.termination import TerminationSignals

    app.setWindowIcon(StatusIcons.app_icon())
    excepthooks.install()
    signals = TerminationSignals()
    signals.received.connect(tray_app.quit)
    app.commitDataRequest.connect(tray_app.let_session_end)
    app.saveStateRequest.connect(tray_app.let_session_end)
    app.aboutToQuit.connect(tray_app.shut_down)

    status = app.exec()

    signals.close()
    if tray_app.is_worker_left_behind:
        # Python would be taken down under the feet of a running thread, which can crash it in the middle of a
        # signal to Qt. All there was to close is closed.
        logging.shutdown()
        os._exit(status)
    return status
