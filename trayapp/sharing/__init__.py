"""What people pass on: messages, one incident, a span of time. It tells of X, and never of who watched. Pure.

May import: domain, history, i18n.
"""
