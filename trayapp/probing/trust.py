"""The one TLS context: the system's certificate authorities, always verified."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

from trayapp.errors import TrustStoreError

# Where distributions keep the bundle, for a Python whose OpenSSL was built to look elsewhere.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)


def system_trust() -> ssl.SSLContext:
    """A client context that trusts what the system trusts; `SSL_CERT_FILE` and `SSL_CERT_DIR` count.

    Make one and share it: loading a bundle costs tens of milliseconds.

    Raises:
        TrustStoreError: there are no certificate authorities at all.
    """
    context = ssl.create_default_context()
    if os.name == "nt" or _finds_authorities():  # Windows' store is no file
        return context
    for bundle in _BUNDLES:
        if Path(bundle).is_file():
            context.load_verify_locations(cafile=bundle)
            return context
    raise TrustStoreError("no_trust_store")


def _finds_authorities() -> bool:
    places = ssl.get_default_verify_paths()
    # Both are None where nothing is, which the type stubs do not say.
    return any(place and _holds_something(Path(place)) for place in (places.cafile, places.capath))


def _holds_something(place: Path) -> bool:
    return any(place.iterdir()) if place.is_dir() else place.is_file()
