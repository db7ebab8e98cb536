"""What there is to see at this moment, in words: tray and window show the same.

May import: domain, i18n, settings.
"""
