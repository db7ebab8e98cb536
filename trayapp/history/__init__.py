"""What was seen, kept in one SQLite file: written by one thread of one process, read by anybody.

May import: domain, history.file.
"""
