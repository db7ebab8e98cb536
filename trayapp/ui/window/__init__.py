"""The window: its first page, the pages behind it, and what they are painted with.

May import: domain, history, i18n, settings, sharing, ui.desktop_session, ui.icons, ui.status,
watch.
"""
