"""Pictures of the verdicts.

May import: domain.
"""
