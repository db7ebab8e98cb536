"""Figures for Prometheus: how X and this watching are doing, and where that may be asked for.

May import: domain, settings.
"""
