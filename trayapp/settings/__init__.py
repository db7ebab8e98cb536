"""What the user may set: declared once, read from a file that people edit by hand.

May import: nothing but the ground.
"""
