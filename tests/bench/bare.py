"""The least that shows in a tray: an icon of two pictures, a menu of two entries, a tooltip."""

# ruff: noqa: TID251 - the yardstick for what shows in a tray shows in a tray
from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon


def _main() -> int:
    app = QApplication(["bare"])
    app.setQuitOnLastWindowClosed(False)
    icon = QIcon()
    for size_px in (22, 44):
        picture = QPixmap(size_px, size_px)
        picture.fill(QColor(Qt.GlobalColor.green))
        icon.addPixmap(picture)
    menu = QMenu()
    menu.addAction("Check now")
    menu.addAction("Quit")
    tray = QSystemTrayIcon(icon)
    tray.setContextMenu(menu)
    tray.setToolTip("All is well")
    tray.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(_main())
