"""What is asked of the desktop for its user: to open a page of the web or a file, to set the clock."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from trayapp.sources.downdetector_pages import page

X_SITE: Final = "https://x.com/"
X_STATUS: Final = "https://developer.x.com/status"
NETBLOCKS: Final = "https://netblocks.org/"

LOGIN: Final = "http://detectportal.firefox.com/canonical.html"
"""Without encryption: only so can a network put its login page in place of it."""

# The same service under the names that people know it by.
_NAMES: Final = {"allestrungen": "Allestörungen", "allestoringen": "Allestoringen"}

# The first that is installed. The last one sets the clock itself, by the network's time, once the desktop
# has asked for the password.
_CLOCK_SETTINGS: Final = (
    ("gnome-control-center", "system", "datetime"),
    ("systemsettings", "kcm_clock"),
    ("mate-time-admin",),
    ("timedatectl", "set-ntp", "true"),
)


class Page(NamedTuple):
    name: str
    url: str


def outage_page(country: str | None) -> Page:
    """Where people of a country (ISO 3166-1 alpha-2) report outages."""
    url = page(country)
    return Page(next((name for part, name in _NAMES.items() if part in url), "Downdetector"), url)


def open_page(url: str) -> bool:
    """Have the user's browser show a page; whether anything was found that does."""
    from PySide6.QtCore import QUrl  # here and below: what the icon did not have to wait for
    from PySide6.QtGui import QDesktopServices

    return QDesktopServices.openUrl(QUrl(url))


def open_file(path: Path) -> bool:
    """Have the user's program for such files open one; whether there is any."""
    return open_page(path.absolute().as_uri())


def open_clock_settings() -> bool:
    """Have the desktop's settings of date and time come up; whether there are any."""
    import shutil

    from PySide6.QtCore import QProcess

    for program, *arguments in _CLOCK_SETTINGS:
        if shutil.which(program) is not None:
            return QProcess.startDetached(program, arguments)[0]
    return False
