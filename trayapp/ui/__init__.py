"""The tray app: the only room that imports Qt. Here its objects are made and joined.

May import: computer, domain, history.file, i18n, notices, settings, ui.desktop_session, ui.help,
ui.icons, ui.settings_dialog, ui.status, ui.tray, ui.window, watch.
"""
