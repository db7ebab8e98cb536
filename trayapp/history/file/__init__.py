"""The database as a file: opened, locked, brought up to date, and set aside when it is broken.

May import: nothing but the ground.
"""
