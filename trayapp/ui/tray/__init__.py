"""The icon in the tray, its menu, and the balloons that it can show.

May import: domain, i18n, ui.icons, ui.status.
"""
