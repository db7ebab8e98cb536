"""Under which addresses this computer is on the internet, if it is."""

from __future__ import annotations

import socket


def own_addresses() -> tuple[str | None, str | None]:
    """The addresses this computer would use on the internet, IPv4 and IPv6. Sends nothing."""
    # Addresses for documentation, which lead nowhere (RFC 5737, RFC 3849).
    return _own_address(socket.AF_INET, "192.0.2.1"), _own_address(socket.AF_INET6, "2001:db8::1")


def _own_address(family: socket.AddressFamily, somewhere: str) -> str | None:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((somewhere, 53))  # finds the route; UDP sends nothing for that
            return str(probe.getsockname()[0])
    except OSError:
        return None
