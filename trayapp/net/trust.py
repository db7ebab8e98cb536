"""The one TLS context: the system's certificate authorities, always verified."""

from __future__ import annotations

import logging
import os
import re
import ssl
from pathlib import Path

from trayapp.errors import TrustStoreError
from trayapp.net.own_trouble import own_trouble_of
from trayapp.net.tls_sessions import resuming

_log = logging.getLogger(__name__)

_FILE, _FOLDER, _KEY_LOG = "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"

# Where distributions keep the bundle, for a Python whose OpenSSL was built to look elsewhere.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)

# In a folder OpenSSL looks for a certificate by the hash of its name (openssl-rehash).
_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")


def system_trust() -> ssl.SSLContext:
    """A client context that trusts what the system trusts; `SSL_CERT_FILE` and `SSL_CERT_DIR` count.

    Make one and share it: loading a bundle costs tens of milliseconds. Where it fails it may be tried again.

    Raises:
        TrustStoreError: there is no certificate authority that can be used.
        OSError: this process has no descriptor or memory left to find out.
    """
    context = _context()
    # A bundle is loaded at once. Windows' store is no file.
    if os.name == "nt" or context.cert_store_stats()["x509_ca"]:
        return context
    if named := os.environ.get(_FILE):
        # OpenSSL may find others in the system's folder, but those are not what was to be trusted.
        if not _holds_authority(Path(named)):
            raise TrustStoreError("trust_store_unusable", variable=_FILE, path=named)
        return _context()  # it was being written just now
    named = os.environ.get(_FOLDER)
    folders = named or ssl.get_default_verify_paths().openssl_capath
    for folder in map(Path, folders.split(os.pathsep)):
        if any(map(_holds_authority, _hashed(folder))):
            context.load_verify_locations(capath=folder)  # an empty variable hid it
            return context
    if named:
        raise TrustStoreError("trust_store_unusable", variable=_FOLDER, path=named)
    for bundle in map(Path, _BUNDLES):
        if _holds_authority(bundle):
            context.load_verify_locations(cafile=bundle)
            return context
    raise TrustStoreError("no_trust_store")


def unwritable_key_log() -> str | None:
    """The file of `SSLKEYLOGFILE`, for who debugs TLS, if it cannot be written; else `None`."""
    named = os.environ.get(_KEY_LOG)
    try:
        if named:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).keylog_filename = named  # opens it at once
    except OSError:
        return named
    return None


def _context() -> ssl.SSLContext:
    """Python's default, which refuses to be made where `SSLKEYLOGFILE` cannot be written."""
    if named := unwritable_key_log():
        _log.warning("%s cannot be written and is passed over", _KEY_LOG)
        del os.environ[_KEY_LOG]  # the default context reads it by itself
    try:
        context = resuming(ssl.create_default_context())
        # As browsers do: what guards a host treats who names no protocol as something else.
        context.set_alpn_protocols(["http/1.1"])
        return context
    finally:
        if named:
            os.environ[_KEY_LOG] = named


def _hashed(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if _HASHED.fullmatch(path.name))
    except OSError as error:
        if own_trouble_of(error):  # then nothing is known of it: this process can open none, or hold none
            raise
        return []


def _holds_authority(path: Path) -> bool:
    """Whether at least one certificate in this file may sign others."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=path)
    except OSError as error:  # SSLError is one, too
        if own_trouble_of(error):
            raise
        return False
    return context.cert_store_stats()["x509_ca"] > 0
