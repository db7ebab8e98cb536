"""The crowd: which posts say that X is down, and when they are so many that it is trouble. Pure.

May import: domain.
"""
