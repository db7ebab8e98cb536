"""The settings in a window: pages made from the declarations, and what can be tried on them.

May import: computer, domain, history.file, i18n, settings, ui.desktop_session, ui.icons, ui.status,
ui.window.
"""
