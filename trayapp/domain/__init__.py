"""What trayapp knows and how it decides: pure, without clock, socket, Qt or sentences.

May import: nothing but the ground.
"""
