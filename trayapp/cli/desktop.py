"""`trayapp desktop install` and `remove`: what desktops find trayapp by, where no package has put it."""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from pathlib import Path

from trayapp.about import APP_ID
from trayapp.cli.output import CANNOT_CREATE, complain, say
from trayapp.i18n import Words, plain
from trayapp.paths import resource, user_base
from trayapp.ui.desktop_session.autostart import Autostart, try_exec_and_exec

_ENTRY = f"{APP_ID}.desktop"
_ICONS = {"scalable": f"{APP_ID}.svg", "symbolic": f"{APP_ID}-symbolic.svg"}


def run(options: argparse.Namespace, words: Words) -> int:
    """Put the entry for the menu and its icons into the user's own folders, or take them away again.

    Taking away includes the entry for starting at login: it would lead to a program that is about to go.
    """
    share = user_base("XDG_DATA_HOME", ".local/share")
    files = {share / "applications" / _ENTRY: _entry()}
    for folder, name in _ICONS.items():
        files[share / "icons/hicolor" / folder / "apps" / name] = resource("icons", name).read_bytes()
    try:
        for path, contents in files.items():
            if options.action == "install":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(contents)
            else:
                _remove(path, share)
        with suppress(OSError):  # by its time desktops see that they have to look into the folder again
            os.utime(share / "icons/hicolor")
        if options.action == "remove":
            Autostart().path.unlink(missing_ok=True)
    except OSError as error:
        named, why = plain(str(error.filename)), plain(error.strerror or str(error))
        complain(words.gettext("{path} cannot be changed: {why}.", path=named, why=why))
        return CANNOT_CREATE
    if options.action == "install":
        say(words.gettext("The menu has trayapp now. Before you uninstall it: trayapp desktop remove"))
    else:
        say(words.gettext("Nothing of trayapp is left in the menu, and nothing starts it at login."))
    return 0


def _entry() -> bytes:
    """The entry that packages install; by its full path, which no desktop's PATH has to know."""
    text = resource(_ENTRY).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("Exec=", "TryExec="))]
    return "\n".join([*lines, *try_exec_and_exec(), ""]).encode()


def _remove(path: Path, share: Path) -> None:
    """The file, and folders that held nothing else."""
    path.unlink(missing_ok=True)
    with suppress(OSError):  # others have files there
        for folder in path.parents:
            if folder == share:
                break
            folder.rmdir()
