"""`trayapp accounts`: the user's own accounts with outside voices, into and out of the system's key store."""

from __future__ import annotations

import argparse
import asyncio
import sys

from trayapp.accounts import ACCOUNTS, LONGEST_VALUE, Field, Secret
from trayapp.cli.output import NO_INPUT, complain, say
from trayapp.key_store import KeyStore
from trayapp.settings import Settings
from trayapp.words import Words

# Somebody waits for it, and may have to type a password into the store's own window first.
_DEADLINE_S = 120.0


def run(options: argparse.Namespace, _settings: Settings, words: Words) -> int:
    """Keep or forget one account; 0 if that went well."""
    if options.action == "set":
        return _set(options.name, words)
    return _remove(options.name, words)


def _set(name: str, words: Words) -> int:
    values: dict[str, str] = {}
    for wanted in ACCOUNTS[name]:
        value = _typed(wanted, words.account_field(wanted.name))
        if not value or len(value) > LONGEST_VALUE or not value.isprintable():
            complain(words.account_value_refused(wanted.name, LONGEST_VALUE))
            return NO_INPUT
        values[wanted.name] = value
    asyncio.run(KeyStore().write(name, Secret(values), _DEADLINE_S))
    say(words.account_kept(name))
    return 0


def _remove(name: str, words: Words) -> int:
    was_there = asyncio.run(KeyStore().remove(name, _DEADLINE_S))
    say(words.account_removed(name, was_there=was_there))
    return 0


def _typed(wanted: Field, prompt: str) -> str:
    """One value: from the terminal, or a line of what is piped in. Never an argument: all can see those."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(LONGEST_VALUE + 2).strip()
    import getpass

    try:
        return (getpass.getpass if wanted.is_secret else input)(f"{prompt}: ").strip()
    except EOFError:
        return ""
