"""Who this program says it is: to the desktop, to the hosts it asks, to its user."""

from trayapp import __version__

APP_ID = "io.github.trayapp"
PROGRAM = "trayapp"
HOMEPAGE = "https://trayapp.github.io/"
USER_AGENT = f"{PROGRAM}/{__version__} (availability check; +{HOMEPAGE})"
"""Sent with every request: honest, and with an address where an operator can complain."""
