"""Asking one host: one timed request, what its failure means, and when it wants to be left alone.

May import: computer, domain, settings.
"""
