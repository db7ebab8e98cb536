"""Help and About: who this is, what its signs mean, whom it asks, what works here.

May import: domain, i18n, settings, ui.desktop_session, ui.icons, ui.window.
"""
