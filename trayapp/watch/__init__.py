"""Over time: the loop that checks, the session that records and tells, and where their parts are joined.

May import: browser, checks, checks.surfaces, computer, domain, history, i18n, metrics, net, notices,
settings, sharing, sources.
"""
