"""This computer: which network it is on and whether that costs, its proxies, sleep, memory, keys, country.

May import: nothing but the ground.
"""
