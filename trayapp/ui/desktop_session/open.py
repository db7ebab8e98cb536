"""What is asked of the desktop for its user: to open a page or a file, to set the clock."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

# The first that is installed. The last one sets the clock itself, by the network's time, once the desktop
# has asked for the password.
_CLOCK_SETTINGS = (
    ("gnome-control-center", "system", "datetime"),
    ("systemsettings", "kcm_clock"),
    ("mate-time-admin",),
    ("timedatectl", "set-ntp", "true"),
)


def open_page(url: str) -> bool:
    """Have the user's browser show a page; whether anything was found that does."""
    return QDesktopServices.openUrl(QUrl(url))


def open_file(path: Path) -> bool:
    """Have the user's program for such files open one; whether there is any."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_clock_settings() -> bool:
    """Have the desktop's settings of date and time come up; whether there are any."""
    for program, *arguments in _CLOCK_SETTINGS:
        if shutil.which(program) is not None:
            return QProcess.startDetached(program, arguments)[0]
    return False
