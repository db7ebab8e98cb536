"""TLS sessions with X's hosts, resumed for minutes: certificates are most of what a light check costs."""

from __future__ import annotations

import ssl
import time

from trayapp.net.x_hosts import is_x_host

# On calm days every fifth check is a full one (`watch.check_loop`): that one sees the certificates.
VERIFIED_AGAIN_AFTER_S = 4.5 * 60
"""For so long at most, in seconds, a host is known again without its certificate."""

clock = time.monotonic


def resuming(context: ssl.SSLContext) -> ssl.SSLContext:
    """The same client context; its connections go on with what earlier ones agreed on. For one event loop.

    Whoever stands in between is noticed at once: only who showed the certificate can go on. A certificate
    that runs out is, when it is looked at again.
    """
    kept: dict[str, tuple[ssl.SSLSession, float]] = {}

    class Resuming(ssl.SSLObject):
        _began_s: float | None = None
        _offered_from_s = 0.0  # when the certificate behind the session on offer was verified

        def do_handshake(self) -> None:
            if self._began_s is None:  # it is called until all has come
                self._began_s = clock()
                # Once each (RFC 8446, C.4); so a session that a host does not like spoils one connection.
                session, self._offered_from_s = kept.pop(self.server_hostname or "", (None, 0.0))
                if session is not None and self._began_s - self._offered_from_s < VERIFIED_AGAIN_AFTER_S:
                    self.session = session
            super().do_handshake()

        def read(self, *how: int | bytearray) -> bytes:  # type: ignore[override]
            """Tickets come with the answer (RFC 8446, 4.6.1)."""
            piece: bytes = super().read(*how)  # type: ignore[arg-type]
            host, session = self.server_hostname or "", self.session
            if session is not None and session.has_ticket and is_x_host(host):
                verified_s = self._offered_from_s if self.session_reused else self._began_s
                kept[host] = session, verified_s or 0.0
            return piece

    context.sslobject_class = Resuming
    return context
