"""`trayapp accounts`: the user's own accounts with sources, and their team's addresses, in the key store."""

from __future__ import annotations

import argparse
import asyncio
import sys

from trayapp.cli.output import FAILED, complain, say
from trayapp.clock import utc_now
from trayapp.computer.key_store import KeyStore, Secret
from trayapp.domain.codes import UnavailableReason
from trayapp.errors import TrayappError
from trayapp.i18n import Words
from trayapp.i18n.catalogue import N_
from trayapp.net.limits_file import LimitsFile
from trayapp.settings.declarations import (
    ACCOUNTS,
    COMMAND,
    LONGEST_VALUE,
    SESSION,
    TEAM,
    Field,
    Problem,
    Settings,
    switch_of,
)

# Somebody waits for it, and may have to type a password into the store's own window first.
_DEADLINE_S = 120.0

_NONE = N_("There is no account for {service} in the key store.")


def run(options: argparse.Namespace, words: Words) -> int:
    """Keep, try or forget one account; 0 if that went well."""
    settings: Settings = options.settings
    limits = LimitsFile(options.folder, utc_now)
    if options.name == COMMAND and (options.action != "test" or not settings.command):
        complain(
            words.gettext("The program that is handed messages stands in the settings: messages.command")
        )
        return FAILED
    if options.action == "test" and options.name in (COMMAND, *TEAM):
        return asyncio.run(_test_message(options.name, settings, words))
    match options.action:
        case "test":
            return asyncio.run(test_account(options.name, settings, limits, words))
        case "set":
            status = _set(options.name, words)
        case _:
            was_there = asyncio.run(_keep(options.name, None))
            gone = N_("The account for {service} was removed from the key store.")
            say(words.gettext(gone if was_there else _NONE, service=words.sources.service(options.name)))
            status = 0
    # Its source is asked in another's name from now on, who has not been refused yet.
    limits.change(lambda all_of_it: all_of_it.without_source(options.name))
    asyncio.run(limits.settle())
    return status


def _set(name: str, words: Words) -> int:
    values: dict[str, str] = {}
    if sys.stdin.isatty():  # somebody is about to look for it
        say(words.sources.account_origin(name))
    for wanted in ACCOUNTS[name]:
        value = _typed(wanted, words.sources.account_field(wanted.name))
        if not value or len(value) > LONGEST_VALUE or not (value.isascii() and value.isprintable()):
            complain(words.sources.value_refused(wanted.name, LONGEST_VALUE))
            return FAILED
        values[wanted.name] = value
    asyncio.run(_keep(name, Secret(values)))
    text = N_("The account for {service} is in the key store. It is used once this is set: {line}")
    value = '"degraded"' if name in TEAM else "true"
    say(words.gettext(text, service=words.sources.service(name), line=f"{switch_of(name).key} = {value}"))
    return 0


async def _keep(name: str, secret: Secret | None) -> bool:
    """Keep this, or no account; whether there was one to forget. What came of an earlier one goes."""
    keys, was_there = KeyStore(), False
    if secret is None:
        was_there = await keys.remove(name, _DEADLINE_S)
    else:
        await keys.write(name, secret, _DEADLINE_S)
    await keys.remove(SESSION.format(account=name), _DEADLINE_S)  # the account before had it
    return was_there


async def test_account(name: str, settings: Settings, limits: LimitsFile, words: Words) -> int:
    """Ask the service once, as the tray would."""
    from trayapp.net.backoff import HostBackoff
    from trayapp.net.failures import OwnTroubleError
    from trayapp.sources import source_of_account
    from trayapp.sources.base import DEADLINE_S, Unavailable
    from trayapp.watch.assembly import make_client

    keys, service = KeyStore(), words.sources.service(name)
    if await keys.read(name, _DEADLINE_S) is None:  # a guest's answer would prove nothing of an account
        complain(words.gettext(_NONE, service=service))
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
        text = N_("{service} does not answer to this account: {reason}.")
        if reply.reason is UnavailableReason.LOGIN:
            text = N_("{service} does not take this account. Is it typed right, and still valid?")
        reason = words.sources.unavailable(reply.reason)
        complain(words.gettext(text, service=service, reason=reason))
        return FAILED
    say(words.gettext("{service} answers to this account.", service=service))
    return 0


async def _test_message(name: str, settings: Settings, words: Words) -> int:
    """Send what is plainly a test, whatever the settings say of who is told."""
    from trayapp.watch.messenger import sample, send

    keys, (title, about) = KeyStore(), sample(words)
    if name != COMMAND:
        await keys.read(name, _DEADLINE_S)  # now it is open, or that was said
    trouble = await send(name, title, about, settings, keys)
    if trouble is not None:
        complain(words.troubles.problem(Problem(*trouble)))
        return FAILED
    say(words.gettext("A test was sent. Has it arrived?"))
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
