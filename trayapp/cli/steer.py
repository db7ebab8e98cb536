"""`trayapp pause`, `resume`, `mute`, `unmute` and `show`: what the one in the tray is asked from outside."""

from __future__ import annotations

import argparse
import os
from datetime import timedelta

from trayapp.cli.output import say
from trayapp.clock import utc_now
from trayapp.errors import TrayappError
from trayapp.i18n import Words
from trayapp.ui.desktop_session.single_instance import DONE, ask_running
from trayapp.watch.commands import FOREVER, Mute, Pause
from trayapp.watch.steering import to_line

_PAUSE = timedelta(hours=1)  # the shortest in the menu: who forgets it misses little


def run(options: argparse.Namespace, words: Words) -> int:
    """Have it done, and say what holds from now on.

    Raises:
        TrayappError: `not_running`, `running_frozen`, or `running_older`, which knows no such request.
    """
    match options.command:
        case "pause":
            until = options.until or utc_now() + _PAUSE
            line = to_line(Pause(until))
            said = words.gettext("Paused: nothing is checked until {until}.", until=words.clock_time(until))
        case "resume":
            line, said = to_line(Pause(None)), words.gettext("Checks go on.")
        case "mute":
            line, said = to_line(Mute(options.until or FOREVER)), words.gettext("Popups are muted.")
            if options.until:
                said = words.gettext("Popups are muted until {until}.", until=words.clock_time(options.until))
        case "unmute":
            line, said = to_line(Mute(None)), words.gettext("Popups come again.")
        case _:
            line, said = " ".join(filter(None, ["show", options.page])), ""
    if ask_running(options.folder, os.environ, line) != DONE:
        raise TrayappError("running_older")
    if said:
        say(said)
    return 0
