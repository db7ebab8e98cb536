"""Which files of PySide6-Essentials trayapp uses, of the 240 MB in its wheel: for deb and PyInstaller.

Found by walking: from the modules that `trayapp/ui` imports and the plugins below, through what each library
says that it needs. Needs `objdump` (binutils).
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

MODULES = ("QtCore", "QtDBus", "QtGui", "QtWidgets")
"""What `trayapp/ui` imports; tests/test_packaging.py compares."""

PLUGINS = (
    "iconengines/libqsvgicon.so",  # of the desktop's theme: buttons, file dialogs
    "imageformats/libqsvg.so",
    "platforminputcontexts/*",
    "platforms/libqoffscreen.so",
    "platforms/libqwayland*.so",
    "platforms/libqxcb.so",
    "platformthemes/*",
    "wayland-decoration-client/*",
    "wayland-shell-integration/*",
)
NOT_IN_USE = ("libqtvirtualkeyboardplugin.so",)  # it brings QtQuick along


def parts(package: Path) -> set[Path]:
    """Of the folder `PySide6` or one like it, the files to keep; `shiboken6` beside it is kept as it is."""
    libraries = {path.name: path for path in [*package.glob("Qt/lib/*.so*"), *package.glob("lib*.so*")]}
    begin = [package / f"{module}.abi3.so" for module in MODULES]
    begin += [found for plugin in PLUGINS for found in package.glob(f"Qt/plugins/{plugin}")]
    kept = {path for path in package.glob("*.py") if path.name != "__feature__.py"}
    waiting = [path for path in begin if path.name not in NOT_IN_USE]
    while waiting:
        path = waiting.pop()
        if path not in kept:
            kept.add(path)
            waiting += [libraries[name] for name in _needed(path) if name in libraries]
    return kept


def _needed(path: Path) -> list[str]:
    command = ["objdump", "-p", path]
    return re.findall(
        r"NEEDED\s+(\S+)", subprocess.run(command, capture_output=True, text=True, check=True).stdout
    )
