"""Starting with the session, by the XDG autostart specification. Not offered where that does not hold."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from trayapp.about import APP_ID, PROGRAM
from trayapp.i18n import LANGUAGES, Words
from trayapp.paths import user_base
from trayapp.private_files import replace_private_file
from trayapp.reading import read_file

_FILE = f"{APP_ID}.desktop"
_MOST_BYTES = 64 * 1024


class Autostart:
    """The entry in the user's autostart folder. People and desktops change it, too: it is read each time.

    `arguments` are what this start was given, and the one at login shall be: whoever switches it on says so.
    """

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        self._arguments = arguments

    @property
    def is_offered(self) -> bool:
        return sys.platform == "linux"

    @property
    def path(self) -> Path:
        """The user's own entry, whether it exists or not."""
        return user_base("XDG_CONFIG_HOME", ".config") / "autostart" / _FILE

    def is_on(self) -> bool:
        """Whether the session starts trayapp: the first file of that name decides, first the user's."""
        for path in (self.path, *_system_files()):
            with suppress(OSError):
                keys = _keys(read_file(path, _MOST_BYTES).decode(errors="replace"))
                # The second key is GNOME's: its own settings switch an entry off by that.
                return keys.get("Hidden") != "true" and keys.get("X-GNOME-Autostart-enabled") != "false"
        return False

    def switch(self, *, is_on: bool) -> None:
        """Switch it on or off.

        Raises:
            OSError: the file cannot be written or removed.
        """
        own = self.path
        if is_on:
            text = self._entry()
        elif any(map(os.path.exists, _system_files())):
            # Overrules the system's: without a file of the user's, that one would count.
            text = f"[Desktop Entry]\nType=Application\nName={PROGRAM}\nHidden=true\n"
        else:
            own.unlink(missing_ok=True)
            return
        own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # 0700: XDG base directory specification
        replace_private_file(own, text.encode())

    def _entry(self) -> str:
        tags = {language: "" if language == "en" else f"[{language}]" for language in LANGUAGES}
        names = "".join(f"Name{tag}={Words(language).app_name()}\n" for language, tag in tags.items())
        started_by = "\n".join(try_exec_and_exec(self._arguments))
        return (
            f"[Desktop Entry]\nType=Application\n{names}Icon={APP_ID}\nTerminal=false\n"
            f"{started_by}\nX-GNOME-Autostart-enabled=true\n"
        )


def own_command() -> list[str]:
    """How trayapp was started: by its command, or as a module of this interpreter."""
    if getattr(sys, "frozen", False):  # PyInstaller's: there is no interpreter beside it
        return [sys.executable]
    started = Path(sys.argv[0]).absolute()
    if started.name == PROGRAM and os.access(started, os.X_OK):
        return [str(started)]
    found = shutil.which(sys.executable) or sys.executable
    return [str(Path(found).absolute()), "-m", PROGRAM]


def try_exec_and_exec(arguments: Sequence[str] = ()) -> tuple[str, str]:
    """The lines of a desktop entry that start this very trayapp, and nothing once it is gone."""
    command = own_command()
    return f"TryExec={_escaped(command[0])}", f"Exec={exec_value([*command, *arguments])}"


def exec_value(command: Sequence[str]) -> str:
    """A command line as the desktop entry specification wants it after `Exec=`."""
    # A single % would begin a field code, such as %f for a file.
    return _escaped(" ".join(_quoted(word.replace("%", "%%")) for word in command))


def _quoted(word: str) -> str:
    """As a shell has it between double quotes; only what is plain may stand without."""
    if re.fullmatch(r"[\w@+=:,./%-]+", word, re.ASCII):
        return word
    return '"' + re.sub(r'(["`$\\])', r"\\\1", word) + '"'


def _escaped(value: str) -> str:
    """Any value of a desktop entry: one line, and no backslash alone."""
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _system_files() -> Iterator[Path]:
    for folder in (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"):  # unset or empty
        if folder.startswith("/"):
            yield Path(folder, "autostart", _FILE)


def _keys(text: str) -> dict[str, str]:
    """The keys of the group `Desktop Entry`. Of a file that holds something else: none."""
    group = text.partition("[Desktop Entry]")[2].partition("\n[")[0]
    return dict(re.findall(r"^([\w-]+)[ \t]*=[ \t]*(.*?)[ \t\r]*$", group, re.MULTILINE))
