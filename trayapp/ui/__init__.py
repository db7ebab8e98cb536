"""The tray app: the only room that imports Qt. Here its objects are made and joined.

May import: checks, computer, domain, history.file, i18n, notices, settings, sources, ui.desktop_session,
ui.icons, ui.status, ui.tray, ui.window, watch.
"""
