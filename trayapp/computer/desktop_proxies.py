"""The proxies that a Linux desktop's own settings name: GNOME's, by its portal or `gsettings`, and KDE's."""

from __future__ import annotations

import ast
import asyncio
import ipaddress
import logging
import os
import re
import stat
import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import quote

from trayapp.paths import user_base

_log = logging.getLogger(__name__)

# Each of the two that are asked, at the same time; a check waits for them. Both answer within 20 ms.
_DEADLINE_S = 1.0

# Settings are a kilobyte, and so is what a portal says; a program run amok would fill the memory.
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Configured:
    """What a desktop says about proxies."""

    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """For http and https, the best first; `direct://` for none. Passwords are among them."""
    exceptions: tuple[str, ...] = ()
    """Hosts, domains, address ranges and patterns that need no proxy."""
    is_reversed: bool = False
    """Whether only `exceptions` need one."""
    is_automatic: bool = False
    """Whether a script (PAC) is to choose."""

    @property
    def names_any(self) -> bool:
        """Whether there is a proxy for anything at all."""
        return any(not a.startswith("direct:") for found in self.addresses.values() for a in found)

    def addresses_for(self, scheme: str, host: str) -> tuple[str, ...]:
        """The proxies that may be used for a host; empty for a direct connection."""
        is_listed = any(_fits(entry.lower(), host) for entry in self.exceptions)
        if self.exceptions and is_listed is not self.is_reversed:
            return ()
        return self.addresses.get(scheme, ())


def _fits(entry: str, host: str) -> bool:
    """Whether a host is meant by an entry of an exception list.

    As GLib's GSimpleProxyResolver documents it, but for ports: a domain with all below it, however it is
    written ("x.com", ".x.com", "*.x.com"), an address, a range of addresses. Beside that patterns
    ("192.168.*"), and KDE's and Windows' word for all names without a dot.
    """
    try:
        address = ipaddress.ip_address(host)
        return address in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        domain = entry.removeprefix("*").removeprefix(".")
        is_below = bool(domain) and f".{host}".endswith(f".{domain}")
        return is_below or fnmatchcase(host, entry) or (entry == "<local>" and "." not in host)


class DesktopProxies:
    """The settings of the desktop that this session runs. For one event loop.

    Attributes:
        configured: what they were when `read` was last awaited.
    """

    def __init__(self) -> None:
        self.configured = Configured()
        name = os.environ.get("XDG_CURRENT_DESKTOP", "")
        if "KDE" in name.upper().split(":"):
            self._readers: tuple[_Gnome | _Kde, ...] = (_Kde(),)
        elif name:  # those without settings of their own are set by GNOME's, if at all
            self._readers = (_Gnome(),)
        else:
            self._readers = (_Gnome(), _Kde())

    async def read(self) -> None:
        """Look what holds now. Takes a second at most; never raises."""
        for reader in self._readers:
            self.configured = await reader.read()
            if self.configured.names_any or self.configured.is_automatic:
                break


class _Gnome:
    """The portal's word, and where that names no proxy, the settings.

    That a portal names none says little: without GNOME's module (glib-networking) it knows of none, and of a
    script (PAC) that it cannot load or run it says so, too (seen with xdg-desktop-portal 1.16).
    """

    def __init__(self) -> None:
        self._settings = Configured()
        home, runtime = user_base("XDG_CONFIG_HOME", ".config"), os.environ.get("XDG_RUNTIME_DIR") or "/run"
        # Where dconf and its stand-ins keep what `gsettings` reads. Files are replaced, or written to.
        kept = (home / "dconf", home / "dconf/user", home / "glib-2.0/settings/keyfile")
        theirs = ("/etc/dconf/db", "/etc/dconf/profile", f"{runtime}/dconf-service/keyfile/user")
        self._files = (*kept, *map(Path, theirs))
        self._stamp: _Stamp = ()  # of the files behind `_settings`
        # Who named no proxy for want of an answer, and was logged for it.
        self._silent: set[str] = set()

    async def read(self) -> Configured:
        addresses, _ = await asyncio.gather(self._ask_portal(), self._read_settings())
        chosen = replace(self._settings, addresses=addresses, is_automatic=False)
        return chosen if chosen.names_any else self._settings

    async def _ask_portal(self) -> dict[str, tuple[str, ...]]:
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            return {}
        try:
            async with asyncio.timeout(_DEADLINE_S):
                addresses = await _look_up()
        except _OUT_OF_ORDER as error:
            # Its own words only where they are the system's: others may hold passwords.
            why = str(error) if isinstance(error, OSError) else ""
            self._complain("the desktop's portal", f"{type(error).__name__} {why}")
            return {}
        self._silent.discard("the desktop's portal")
        return addresses

    async def _read_settings(self) -> None:
        """Run `gsettings` (17 ms) if the files that it reads were changed."""
        stamp, text = tuple(map(_stamp_of, self._files)), ""
        if stamp == self._stamp:
            return
        try:
            text = await _output("gsettings", "list-recursively", _SCHEMA)
            self._silent.discard("gsettings")
        except FileNotFoundError:
            pass  # no GNOME here
        except (OSError, RuntimeError) as error:  # the latter for want of threads
            self._complain("gsettings", repr(error))
            if isinstance(error, TimeoutError):
                stamp = ()  # once more: disks are busy while a session begins
        self._settings, self._stamp = from_gsettings(text), stamp

    def _complain(self, who: str, why: str) -> None:
        """Once, not at each check."""
        if who not in self._silent:
            self._silent.add(who)
            _log.info("%s names no proxy: %s", who, why)


# What jeepney raises over a bus or a portal that is out of order, which shall not cost us the check: its
# parser takes whatever comes for D-Bus.
_OUT_OF_ORDER = (
    *(OSError, EOFError, ImportError, RuntimeError, LookupError),
    *(TypeError, ValueError, AssertionError, struct.error),
)


async def _look_up() -> dict[str, tuple[str, ...]]:
    """What the portal `org.freedesktop.portal.ProxyResolver` says for X, by scheme, if it runs already.

    Not by jeepney's own connection: that leaves its socket open if a bus falls silent while it is greeted,
    and takes messages of any length. Raises one of `_OUT_OF_ORDER`.
    """
    from jeepney import DBusAddress, HeaderFields, MessageFlag, MessageType, message_bus, new_method_call
    from jeepney.auth import BEGIN, Authenticator
    from jeepney.bus import get_bus
    from jeepney.low_level import Parser

    name = "org.freedesktop.portal.Desktop"
    portal = DBusAddress("/org/freedesktop/portal/desktop", name, "org.freedesktop.portal.ProxyResolver")
    asked = {2: "https", 3: "http"}  # by the call's number
    found: dict[str, tuple[str, ...]] = {}
    reader, writer = await asyncio.open_unix_connection(get_bus("SESSION"))
    try:
        introduction = Authenticator()
        for line in introduction:
            writer.write(line)
            introduction.feed(await _piece(reader))
        writer.write(BEGIN + message_bus.Hello().serialise(1))
        for number, scheme in asked.items():
            question = new_method_call(portal, "Lookup", "s", (f"{scheme}://x.com/",))
            question.header.flags |= MessageFlag.no_auto_start
            writer.write(question.serialise(number))
        parser, left = Parser(), _MOST_BYTES
        while len(found) < len(asked):
            message = parser.get_next_message()
            if message is None:
                piece = await _piece(reader)
                left -= len(piece)
                if left < 0:
                    raise ValueError("it says too much")
                parser.add_data(piece)
                continue
            fields = message.header.fields
            scheme = asked.get(fields.get(HeaderFields.reply_serial), "")
            # The answer to Hello, or a signal.
            if not scheme:
                continue
            if message.header.message_type is MessageType.error:
                raise ConnectionError(fields.get(HeaderFields.error_name))
            found[scheme] = tuple(message.body[0])
            if fields[HeaderFields.signature] != "as" or not all("://" in proxy for proxy in found[scheme]):
                raise ValueError("it does not answer with addresses")
        return found
    finally:
        writer.transport.abort()  # `close` would first send what a hanging bus never takes


async def _piece(reader: asyncio.StreamReader) -> bytes:
    piece = await reader.read(4096)
    if not piece:
        raise EOFError("the bus hung up")
    return piece


class _Output(asyncio.SubprocessProtocol):
    """What a program says until it ends. One that says too much is ended."""

    def __init__(self) -> None:
        self.text = bytearray()
        self.ended = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def pipe_data_received(self, _: int, piece: bytes) -> None:
        self.text += piece
        if len(self.text) > _MOST_BYTES:
            self._transport.close()

    def connection_lost(self, _: Exception | None) -> None:
        self.ended.set()


async def _output(*command: str) -> str:
    """What a program prints. Raises OSError: it cannot be run, fails, says too much or takes too long."""
    nothing = asyncio.subprocess.DEVNULL
    transport, output = await asyncio.get_running_loop().subprocess_exec(
        _Output, *command, stdin=nothing, stderr=nothing
    )
    try:
        async with asyncio.timeout(_DEADLINE_S):
            await output.ended.wait()
    finally:
        transport.close()  # and kills it, if it still runs
        with suppress(TimeoutError):
            async with asyncio.timeout(_DEADLINE_S):
                await output.ended.wait()
    if transport.get_returncode() != 0:
        raise OSError(f"it ended with {transport.get_returncode()}")
    return output.text.decode("utf-8", "replace")


_SCHEMA = "org.gnome.system.proxy"


def from_gsettings(text: str) -> Configured:
    """What `gsettings list-recursively org.gnome.system.proxy` says. Never raises.

    Read as glib-networking does: where https has no proxy of its own, http's is used, then that for SOCKS.
    """
    values: dict[str, str] = {}
    for line in text.split("\n"):
        schema, _, rest = line.partition(" ")
        key, _, value = rest.partition(" ")
        values[f"{schema.removeprefix(_SCHEMA)} {key}"] = value

    def word(key: str) -> str:
        return "".join(_texts(values.get(key, ""))[:1])

    def place(kind: str) -> str:
        host, port = word(f".{kind} host"), values.get(f".{kind} port", "")
        host = f"[{host}]" if re.fullmatch("[0-9a-fA-F.:]*:[0-9a-fA-F.:]*", host) else host  # IPv6
        return f"{host}:{port}" if host else ""

    http, https, socks = place("http"), place("https"), place("socks")
    login = ""
    if values.get(".http use-authentication") == "true":
        user, password = word(".http authentication-user"), word(".http authentication-password")
        login = f"{quote(user, safe='', errors='replace')}:{quote(password, safe='', errors='replace')}@"
    addresses = {
        scheme: (f"{login if at == http else ''}{at}" if at else f"socks5://{socks}",)
        for scheme, at in (("http", http), ("https", https or http))
        if at or socks
    }
    mode = word(" mode")
    exceptions = tuple(_texts(values.get(" ignore-hosts", "")))
    return Configured(addresses if mode == "manual" else {}, exceptions, is_automatic=mode == "auto")


def _texts(value: str) -> list[str]:
    """The texts in a value as GLib prints it (GVariant's text format): much as Python writes its own."""
    found = []
    for quoted in re.findall(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", value):
        try:
            found.append(str(ast.literal_eval(quoted)))
        except (SyntaxError, ValueError):  # an escape that is none
            continue
    return found


class _Kde:
    """The files named `kioslaverc`."""

    def __init__(self) -> None:
        self._settings = Configured()
        self._stamp: _Stamp = ()
        # The first counts most (XDG base directories), so it is read last.
        system_wide = reversed((os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"))
        folders = (*system_wide, str(user_base("XDG_CONFIG_HOME", ".config")))
        # XDG: what is relative is invalid.
        self._files = [Path(folder, "kioslaverc") for folder in folders if folder.startswith("/")]

    async def read(self) -> Configured:
        stamp = tuple(map(_stamp_of, self._files))
        if stamp != self._stamp:
            self._stamp = stamp
            self._settings = from_kioslaverc(_text(f) for f, s in zip(self._files, stamp, strict=True) if s)
        return self._settings


def _text(path: Path) -> str:
    """A file's text, of a bearable length; empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError as error:
        _log.info("%s names no proxy: %s", path, error.strerror)
        return ""


def from_kioslaverc(texts: Iterable[str]) -> Configured:
    """What the files of that name say, the least important first. Never raises."""
    keys = _proxy_settings(texts)
    kind = keys.get("ProxyType", "")
    if kind in ("2", "3"):  # a script whose address is given; one that the network names
        return Configured(is_automatic=True)
    if kind not in ("1", "4"):  # 1: by hand; 4: by variables
        return Configured()

    def value(key: str) -> str:
        found = keys.get(key, "")
        if kind == "4" and not re.search("[ .,:]", found):  # the name of a variable, that is
            found = os.environ.get(found, "")
        return found

    def address(key: str) -> str:
        return re.sub(r"\s+(\d+)$", r":\1", value(key))  # KDE puts a blank before the port

    socks = address("socksProxy")
    socks = f"socks5://{socks}" if socks and "://" not in socks else socks
    found = {scheme: address(f"{scheme}Proxy") or socks for scheme in ("http", "https")}
    return Configured(
        {scheme: (proxy,) for scheme, proxy in found.items() if proxy},
        tuple(re.findall(r"[^,\s]+", value("NoProxyFor"))),
        is_reversed=keys.get("ReversedException", "").lower() in ("true", "on", "yes", "1"),
    )


def _proxy_settings(texts: Iterable[str]) -> dict[str, str]:
    """The keys of the group `Proxy Settings`, without the marks in brackets that KDE puts after some."""
    found: dict[str, str] = {}
    for text in texts:
        group = ""
        for line in text.split("\n"):
            if line.startswith("["):
                group = line
            elif group.startswith("[Proxy Settings]"):
                name, _, value = line.partition("=")
                found[name.partition("[")[0].strip()] = value.strip()
    return found


_Stamp = tuple[tuple[int, int, int] | None, ...]


def _stamp_of(path: Path) -> tuple[int, int, int] | None:
    """What changes when this is written or replaced; `None` for what is no file or folder."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # a NUL in a variable
        return None
    is_one = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)  # a pipe would keep us waiting
    return (found.st_ino, found.st_size, found.st_mtime_ns) if is_one else None
