"""Notices to people who are not looking: popups of the desktop, and messages to a team.

May import: domain, i18n, net, settings.
"""
