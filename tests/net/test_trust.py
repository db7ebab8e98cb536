"""Whom a TLS connection trusts, and what is said where that is nobody."""

from __future__ import annotations

import logging
import os
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import trustme

from trayapp.errors import TrustStoreError
from trayapp.i18n import Words
from trayapp.net import trust
from trayapp.net.trust import system_trust, unwritable_key_log

CA = trustme.CA()
AUTHORITY = CA.cert_pem.bytes()
LEAF = CA.issue_cert("x.com").cert_chain_pems[0].bytes()


def bundle(content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "bundle.pem"
        path.write_bytes(content)
        return path

    return write


def folder_with(**files: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        for name, content in files.items():
            (folder / name.replace("_", ".")).write_bytes(content)
        return folder

    return write


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def bare_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A system that has neither bundle nor folder of its own."""
    nowhere = str(tmp_path / "nowhere")
    monkeypatch.setattr(trust, "_BUNDLES", (nowhere,))
    monkeypatch.setattr(ssl, "create_default_context", lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    places = ssl.get_default_verify_paths()._replace(openssl_cafile=nowhere, openssl_capath=nowhere)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: places)


@pytest.mark.parametrize("content", [AUTHORITY, LEAF + AUTHORITY], ids=["one", "among others"])
def test_a_bundle_with_an_authority_is_used(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle(content)(tmp_path)))
    context = system_trust()
    assert context.cert_store_stats()["x509_ca"] == 1
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.parametrize(
    "make",
    [
        bundle(b""),
        bundle(b"this is no certificate\n"),
        bundle(AUTHORITY.replace(b"M", b"!")),
        bundle(LEAF),
        lambda folder: folder,
        lambda folder: folder / "missing.pem",
        lambda folder: folder / ("long" * 200),
    ],
    ids=["empty", "no certificate", "broken", "no authority", "a folder", "missing", "no path"],
)
@pytest.mark.parametrize("folder", [None, "/etc/ssl/certs"])
def test_a_named_file_in_which_nobody_can_be_trusted_is_told_by_its_name(
    make: Callable[[Path], Path], folder: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Be the system's own authorities at hand or not: those are not what was to be trusted."""
    path = str(make(tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", path)
    if folder is not None:
        monkeypatch.setenv("SSL_CERT_DIR", folder)

    with pytest.raises(TrustStoreError) as raised:
        system_trust()

    assert raised.value.values == {"variable": "SSL_CERT_FILE", "path": path}
    assert "SSL_CERT_FILE" in Words("en").troubles.error(raised.value)
    assert "SSL_CERT_FILE" in Words("de").troubles.error(raised.value)


@pytest.mark.usefixtures("bare_system")
@pytest.mark.parametrize(
    ("make", "is_usable"),
    [
        (folder_with(deadbeef_0=AUTHORITY), True),
        (folder_with(deadbeef_0=b"", deadbeef_1=LEAF, feedc0de_0=AUTHORITY), True),
        (folder_with(), False),
        (folder_with(ca_pem=AUTHORITY), False),  # without its hash for a name nobody finds it
        (folder_with(deadbeef_0=LEAF), False),
        (lambda folder: folder / "missing", False),
        (bundle(AUTHORITY), False),
    ],
    ids=["hashed", "one of several", "empty", "not hashed", "no authority", "missing", "a file"],
)
def test_a_named_folder_must_hold_an_authority(
    make: Callable[[Path], Path], is_usable: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(make(tmp_path))
    monkeypatch.setenv("SSL_CERT_DIR", path)
    if is_usable:
        system_trust()
        return
    with pytest.raises(TrustStoreError) as raised:
        system_trust()
    assert raised.value.values == {"variable": "SSL_CERT_DIR", "path": path}


@pytest.mark.usefixtures("bare_system")
def test_one_folder_of_several_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_with(deadbeef_0=AUTHORITY)(tmp_path)
    monkeypatch.setenv("SSL_CERT_DIR", os.pathsep.join(("/nowhere", str(tmp_path))))
    system_trust()


@pytest.mark.usefixtures("bare_system")
def test_a_bundle_that_this_openssl_does_not_look_for_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TrustStoreError, match="no_trust_store"):
        system_trust()
    empty = tmp_path / "empty.pem"
    empty.touch()
    monkeypatch.setattr(trust, "_BUNDLES", (str(empty), str(bundle(AUTHORITY)(tmp_path))))
    assert system_trust().cert_store_stats()["x509_ca"] == 1


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_an_empty_variable_is_none(variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(trust, "_BUNDLES", (str(bundle(AUTHORITY)(tmp_path)),))
    monkeypatch.setenv(variable, "")
    system_trust()


@pytest.mark.parametrize("place", ["missing/keys.log", "", "/dev/null/keys.log"])
def test_a_log_of_keys_that_cannot_be_written_stops_nothing(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = str(tmp_path / place)
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle(AUTHORITY)(tmp_path)))
    monkeypatch.setenv("SSLKEYLOGFILE", path)

    with caplog.at_level(logging.WARNING):
        system_trust()

    assert unwritable_key_log() == path
    assert "SSLKEYLOGFILE" in caplog.text
    assert os.environ["SSLKEYLOGFILE"] == path


def test_a_log_of_keys_is_written_where_it_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys.log"))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle(AUTHORITY)(tmp_path)))
    assert unwritable_key_log() is None
    assert system_trust().keylog_filename == str(tmp_path / "keys.log")


def test_a_host_hears_which_http_is_spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle(AUTHORITY)(tmp_path)))
    host = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CA.issue_cert("x.com").configure_cert(host)
    host.set_alpn_protocols(["h2", "http/1.1"])
    to_host, to_us = ssl.MemoryBIO(), ssl.MemoryBIO()
    us = system_trust().wrap_bio(to_us, to_host, server_hostname="x.com")
    them = host.wrap_bio(to_host, to_us, server_side=True)

    for side in (us, them, us):
        with suppress(ssl.SSLWantReadError):
            side.do_handshake()

    assert us.selected_alpn_protocol() == "http/1.1"
