"""`trayapp doctor`: what works here, and what to do about the rest."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trayapp.cli.output import say
from trayapp.errors import HistoryError, KeyStoreError, TrayappError
from trayapp.paths import state_folder
from trayapp.settings import Settings
from trayapp.words import LANGUAGES, Words

_LOOKUP_DEADLINE_S = 10.0
_BUS_DEADLINE_S = 3.0
_KEY_STORE_DEADLINE_S = 10.0  # it is loaded first, and the first time from a cold disk

_MARKS = {True: "+", False: "-", None: "o"}

_TRAY = "org.kde.StatusNotifierWatcher"


@dataclass(frozen=True, slots=True)
class _Finding:
    """What one look came to: `code` and `values` for the catalogue of words."""

    works: bool | None
    """`None`: it does not, and need not."""
    code: str
    value: str = ""


def run(options: argparse.Namespace, _settings: Settings, words: Words) -> int:
    """Look at everything that trayapp needs, and say what works; 1 if something does not."""
    folder = options.data_dir or state_folder()
    looks: tuple[tuple[str, Callable[[], _Finding]], ...] = (
        ("translations", _translations),
        ("trust", _trust),
        ("dns", _dns),
        ("database", lambda: _database(folder)),
        ("key_store", _key_store),
        ("tray", _tray),
        ("notices", _notices),
    )
    works = True
    for name, look in looks:
        try:
            finding = look()
            text = words.diagnosis(finding.code, finding.value)
        except TrayappError as error:
            finding = _Finding(False, error.code)
            text = words.error(error)
        works = works and finding.works is not False
        say(f"{_MARKS[finding.works]} {words.examined(name)}: {text}")
    return 0 if works else 1


def _translations() -> _Finding:
    try:
        for language in LANGUAGES:
            Words(language)
    except OSError as error:
        return _Finding(False, "translations_missing", str(error))
    return _Finding(True, "translations", ", ".join(LANGUAGES))


def _trust() -> _Finding:
    from trayapp.probing.trust import system_trust

    system_trust()
    return _Finding(True, "trust")


def _dns() -> _Finding:
    """Both a name of X's and one that is not: the difference tells whose trouble it is."""
    from trayapp.probing.network import Resolver, usable

    async def look_up(name: str) -> bool:
        try:
            async with asyncio.timeout(_LOOKUP_DEADLINE_S):
                return bool(usable(await Resolver()(name)))
        except OSError:  # TimeoutError and gaierror are both
            return False

    async def look_up_both() -> tuple[bool, bool]:
        one, other = await asyncio.gather(look_up("x.com"), look_up("www.cloudflare.com"))
        return one, other

    match asyncio.run(look_up_both()):
        case True, _:
            return _Finding(True, "dns")
        case False, True:
            return _Finding(False, "dns_without_x")
        case _:
            return _Finding(False, "dns_silent")


def _database(folder: Path) -> _Finding:
    from trayapp.history.summary import Summary

    try:
        with Summary.open(folder) as summary:
            last = summary.last()
    except HistoryError as error:
        if error.code != "history_none":
            raise
        last = None
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(nearest, os.W_OK):
        return _Finding(False, "database_not_writable", str(nearest))
    return _Finding(True, "database_empty" if last is None else "database", str(folder))


def _key_store() -> _Finding:
    from trayapp.key_store import KeyStore

    try:
        name = asyncio.run(KeyStore().examine(_KEY_STORE_DEADLINE_S))
    except KeyStoreError as error:
        if error.code != "key_store_missing":
            raise
        return _Finding(None, "no_key_store")  # whoever has no accounts needs none
    return _Finding(True, "key_store", name)


def _tray() -> _Finding:
    if sys.platform in ("win32", "darwin"):
        return _Finding(True, "tray")
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return _Finding(None, "no_display")
    try:
        is_there = asyncio.run(asyncio.wait_for(_is_on_session_bus(_TRAY), _BUS_DEADLINE_S))
    except (OSError, EOFError, KeyError, ValueError):  # no bus, or an address of no kind
        return _Finding(False, "no_session_bus")
    return _Finding(True, "tray") if is_there else _Finding(False, "no_tray")


def _notices() -> _Finding:
    if sys.platform in ("win32", "darwin"):
        return _Finding(True, "notices_in_tray")
    from trayapp.notices.popup import NoServerError

    try:
        name = asyncio.run(asyncio.wait_for(_notification_server(), _BUS_DEADLINE_S))
    except (NoServerError, TimeoutError):
        return _Finding(None, "no_notices")
    return _Finding(True, "notices", name)


async def _notification_server() -> str:
    from trayapp.notices.server import NotificationServer

    server = await NotificationServer.connect(asyncio.Queue())
    try:
        return await server.information()
    finally:
        await server.close()


async def _is_on_session_bus(name: str) -> bool:
    from jeepney import message_bus
    from jeepney.io.asyncio import open_dbus_router

    async with open_dbus_router(bus="SESSION") as router:
        reply = await router.send_and_get_reply(message_bus.NameHasOwner(name))
        return bool(reply.body[0])
