"""The desktop session around the app: its screen, its signals, other starts, and what it opens for us.

May import: i18n, sources.
"""
