"""Notices to people who are not looking: popups of the desktop."""
