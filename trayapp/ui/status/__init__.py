"""What there is to see at this moment, in words, and what can be done about it: for tray and window alike.

May import: domain, i18n, settings, ui.desktop_session, watch.
"""
