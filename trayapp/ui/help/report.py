"""What a user may hand on with a report: what is installed and what works, and nothing of who they are."""

from __future__ import annotations

import getpass
import ipaddress
import platform
import re
import socket
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import Any

from trayapp import __version__
from trayapp.settings.declarations import Shape, declared
from trayapp.settings.file import Loaded

_SHORTEST_NAME = 3  # a user called "x" would take the x out of every word


def report(qt_version: str, language: str, loaded: Loaded, examined: str, environ: Mapping[str, str]) -> str:
    """Lines for a maintainer, in English but for what `trayapp doctor` printed: `examined`."""
    desktop = environ.get("XDG_CURRENT_DESKTOP") or sys.platform
    session = environ.get("XDG_SESSION_TYPE") or "an unknown kind of session"
    lines = [
        f"trayapp {__version__}, Python {platform.python_version()}, Qt {qt_version}",
        f"{_system()}, {desktop} on {session}, language {language}",
        f"settings: {', '.join(_settings(loaded)) or 'as they come'}",
        *(f"problem: {problem.code} at {problem.key}" for problem in loaded.problems),
        "",
        examined,
    ]
    return without_person("\n".join(lines))


def without_person(text: str) -> str:
    """The text without home, user, host name and addresses."""
    home = Path.home()
    if home.parent != home:  # some system users have the whole disk for a home
        text = text.replace(str(home), "~")
    for name in (getpass.getuser(), socket.gethostname()):
        if len(name) >= _SHORTEST_NAME:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", text)
    text = re.sub(r"(?i)\b(\w+://)[^\s/@]+@", r"\1…@", text)
    return re.sub(r"[0-9A-Fa-f:.]{3,}", lambda found: "…" if _is_address(found[0]) else found[0], text)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip(".").removesuffix(":"))
    except ValueError:
        return False
    return True


def _settings(loaded: Loaded) -> list[str]:
    """Those that are not as they come; of what was typed in only that it was."""
    said = []
    for each in declared():
        value = getattr(loaded.settings, each.name)
        if value != each.default:
            is_chosen = each.kind.shape in (Shape.SWITCH, Shape.CHOICE, Shape.NUMBER)
            said.append(f"{each.key} = {value}" if is_chosen else each.key)
    return said


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"


def packages(name: str) -> list[str]:
    """What is installed for it, with what each says of its licence."""
    found: dict[str, str] = {}
    waiting = [name]
    while waiting:
        each = waiting.pop()
        key = each.casefold().replace("_", "-").replace(".", "-")
        if key in found:
            continue
        try:
            known: Mapping[str, Any] = metadata(each).json
        except PackageNotFoundError:  # for another system, or another Python
            continue
        terms = [line.rpartition(" :: ")[2] for line in known.get("classifier", ()) if "License ::" in line]
        terms = [known.get("license_expression"), *terms, str(known.get("license", "")).partition("\n")[0]]
        said = next((term for term in terms if term and term != "UNKNOWN"), "")
        found[key] = f"{known['name']} {known['version']}  {said}".rstrip()
        needed = (wanted for wanted in requires(each) or () if "extra ==" not in wanted)
        waiting.extend(re.split(r"[^\w.-]", wanted, maxsplit=1)[0] for wanted in needed)
    return sorted(found.values(), key=str.casefold)
