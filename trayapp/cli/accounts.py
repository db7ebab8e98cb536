"""`trayapp accounts`: the user's own accounts with sources, into and out of the system's key store."""

from __future__ import annotations

import argparse
import asyncio
import sys

from trayapp.cli.output import FAILED, complain, say
from trayapp.clock import utc_now
from trayapp.computer.key_store import KeyStore
from trayapp.domain.reports import UnavailableReason
from trayapp.errors import TrayappError
from trayapp.i18n import Words
from trayapp.net.limits_file import LimitsFile
from trayapp.paths import state_folder
from trayapp.settings.accounts import LONGEST_VALUE, Field, Secret
from trayapp.settings.declarations import ACCOUNTS, ALSO_KEPT, Settings

# Somebody waits for it, and may have to type a password into the store's own window first.
_DEADLINE_S = 120.0


def run(options: argparse.Namespace, settings: Settings, words: Words) -> int:
    """Keep, try or forget one account; 0 if that went well."""
    limits = LimitsFile(options.data_dir or state_folder(), utc_now)
    match options.action:
        case "test":
            return asyncio.run(_test(options.name, settings, limits, words))
        case "set":
            status = _set(options.name, words)
        case _:
            was_there = asyncio.run(_keep(options.name, None))
            say(words.accounts.removed(options.name, was_there=was_there))
            status = 0
    # Its source is asked in another's name from now on, who has not been refused yet.
    limits.change(lambda all_of_it: all_of_it.without_source(options.name))
    asyncio.run(limits.settle())
    return status


def _set(name: str, words: Words) -> int:
    values: dict[str, str] = {}
    for wanted in ACCOUNTS[name]:
        value = _typed(wanted, words.accounts.field(wanted.name))
        if not value or len(value) > LONGEST_VALUE or not (value.isascii() and value.isprintable()):
            complain(words.accounts.value_refused(wanted.name, LONGEST_VALUE))
            return FAILED
        values[wanted.name] = value
    asyncio.run(_keep(name, Secret(values)))
    say(words.accounts.kept(name))
    return 0


async def _keep(name: str, secret: Secret | None) -> bool:
    """Keep this, or no account; whether there was one to forget. What came of an earlier one goes."""
    keys, was_there = KeyStore(), False
    if secret is None:
        was_there = await keys.remove(name, _DEADLINE_S)
    else:
        await keys.write(name, secret, _DEADLINE_S)
    for other_name in ALSO_KEPT[name]:  # a session of the account before must not outlive it
        await keys.remove(other_name, _DEADLINE_S)
    return was_there


async def _test(name: str, settings: Settings, limits: LimitsFile, words: Words) -> int:
    """Ask the service once, as the tray would."""
    from trayapp.net.backoff import HostBackoff
    from trayapp.net.failures import OwnTroubleError
    from trayapp.sources import source_of_account
    from trayapp.sources.base import DEADLINE_S, Unavailable
    from trayapp.watch.assembly import make_client

    keys = KeyStore()
    if await keys.read(name, _DEADLINE_S) is None:  # a guest's answer would prove nothing of an account
        complain(words.accounts.removed(name, was_there=False))
        return FAILED
    source = source_of_account(name, settings, keys)
    client = make_client(HostBackoff(utc_now, settings.interval_s, limits), settings)
    try:
        async with asyncio.timeout(DEADLINE_S):
            await client.proxies.refresh()
            reply = await source.ask(client, utc_now())
    except TimeoutError:
        reply = Unavailable(UnavailableReason.NO_ANSWER)
    except OwnTroubleError as error:
        if isinstance(error.__cause__, TrayappError):  # it says what to do
            raise error.__cause__ from None
        reply = Unavailable(UnavailableReason.FAULT)
    if isinstance(reply, Unavailable):
        complain(words.accounts.fails(name, reply.reason))
        return FAILED
    say(words.accounts.works(name))
    return 0


def _typed(wanted: Field, prompt: str) -> str:
    """One value: from the terminal, or a line of what is piped in. Never an argument: all can see those."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(LONGEST_VALUE + 2).strip()  # its end, and one that makes it too long
    import getpass

    try:
        return (getpass.getpass if wanted.is_secret else input)(f"{prompt}: ").strip()
    except EOFError:  # Ctrl-D: refused like any empty value
        return ""
