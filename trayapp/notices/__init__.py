"""Notices to people who are not looking: popups of the desktop.

May import: domain, i18n.
"""
