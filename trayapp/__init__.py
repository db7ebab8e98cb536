"""trayapp says whether X (x.com) is available, and if not, why."""

__version__ = "0.1.0"
