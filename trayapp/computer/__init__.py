"""This computer: its addresses, its sleep, its desktop's proxies, its key store, its country.

May import: settings.
"""
