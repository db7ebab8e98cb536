"""`trayapp doctor`: what works here, and what to do about the rest."""

from __future__ import annotations

import argparse
import asyncio
import os
import shlex
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from trayapp import log
from trayapp.about import PROGRAM
from trayapp.cli.output import say
from trayapp.clock import utc_now
from trayapp.computer.capacity import shortage
from trayapp.errors import BrowserError, KeyStoreError, TrayappError
from trayapp.i18n import LANGUAGES, Words, plain
from trayapp.i18n.catalogue import N_
from trayapp.settings.declarations import ACCOUNTS, Settings, switch_of
from trayapp.ui.desktop_session.display import GNOME_NEEDS, is_gnome

if TYPE_CHECKING:
    from trayapp.cli.marks import Reading
    from trayapp.domain.records import ControlResult

_LOOKUP_DEADLINE_S = 10.0
_BUS_DEADLINE_S = 3.0

_MARKS = {True: "+", False: "-", None: "o"}

_SHORTAGES = {
    "files": N_("only {value} more files can be opened, too few for a check. Raise the limit (ulimit -n)."),
    "threads": N_(
        "only {value} more threads can be started, too few for a check. "
        "End other programs, or raise the limit (ulimit -u)."
    ),
    "memory": N_("there is no memory left. End other programs."),
}

_ASKED = (N_("proxy"), N_("clock"), N_("X's answers"), N_("hosts that tell of your connection"))
"""The rows that come of asking X and hosts that are not X's."""

_CLOCK_IS_WRONG_FROM_S = 24 * 3600  # as in the table of verdicts


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one look came to."""

    works: bool | None
    """`None`: it does not, and need not."""
    text: str
    """In English, with `value` in its braces."""
    value: str = ""
    lines: tuple[str, ...] = ()
    """For whoever mends it, as they are."""


def run(options: argparse.Namespace, words: Words) -> int:
    """Look at everything that trayapp needs, and say what works; 1 if something does not."""
    folder: Path = options.folder
    settings: Settings = options.settings
    if options.database:
        return _show(words, {N_("history"): lambda: _examine(folder)})
    asked = cache(lambda: asyncio.run(ask_hosts(settings, folder, words)))  # once, for all that need it
    # What others need comes first: rows below do not repeat its trouble.
    finders: dict[str, Callable[[], Diagnosis]] = {
        N_("translations"): _translations,
        N_("this computer's limits"): find_limits,
        N_("certificates"): _trust,
        N_("name service (DNS)"): find_dns,
        **{row: partial(lambda row: asked()[row], row) for row in _ASKED},
        N_("history"): lambda: _database(folder),
        N_("log"): lambda: _log(folder),
        N_("key store"): lambda: _key_store(settings),
        N_("tray"): _tray,
        N_("notices"): _notices,
        N_("browser that can look at X"): lambda: _browser(settings.browser_program),
    }
    is_asked_for = settings.browser_on_suspicion or settings.browser_program
    return _show(words, finders, needless=() if is_asked_for else (BrowserError,))


def _show(
    words: Words,
    finders: dict[str, Callable[[], Diagnosis]],
    needless: tuple[type[TrayappError], ...] = (),
) -> int:
    """`needless`: errors of what nobody asks for, and so no fault."""
    works = True
    for name, find in finders.items():
        try:
            diagnosis = find()
            text = words.gettext(diagnosis.text, value=plain(diagnosis.value))
        except TrayappError as error:
            diagnosis = Diagnosis(None if isinstance(error, needless) else False, error.code)
            text = words.troubles.error(error)
        works = works and diagnosis.works is not False
        say(f"{_MARKS[diagnosis.works]} {words.gettext(name)}: {text}")
        for line in diagnosis.lines:
            say(f"    {line}")
    return 0 if works else 1


def _translations() -> Diagnosis:
    try:
        for language in LANGUAGES:
            Words(language)
    except OSError as error:  # they are built, and a checkout lacks them until it is run
        return Diagnosis(False, N_("missing: {value}. Install trayapp anew."), str(error))
    return Diagnosis(True, N_("complete ({value})"), ", ".join(LANGUAGES))


def find_limits() -> Diagnosis:
    """Whether this computer lets a program like this one open and start what a check needs."""
    found = shortage()
    if found is None:
        return Diagnosis(True, N_("files, threads and memory are enough"))
    what, count = found
    return Diagnosis(False, _SHORTAGES[what], str(count))


def _trust() -> Diagnosis:
    from trayapp.net.trust import system_trust, unwritable_key_log

    system_trust()
    key_log = unwritable_key_log()
    if key_log is None:
        return Diagnosis(True, N_("the system's authorities are used"))
    text = N_(
        "SSLKEYLOGFILE names {value}, which cannot be written and is passed over. "
        "Mend the path, or unset SSLKEYLOGFILE."
    )
    return Diagnosis(False, text, key_log)


async def ask_hosts(settings: Settings, folder: Path, words: Words) -> dict[str, Diagnosis]:
    """X, the controls, and once more those that nobody trusts any more."""
    from trayapp.checks.controls import ask_control
    from trayapp.cli.marks import read_controls, read_x
    from trayapp.domain.records import ControlResult
    from trayapp.net.backoff import HostBackoff
    from trayapp.net.known_hosts import CONTROLS
    from trayapp.watch.assembly import make_client
    from trayapp.watch.baselines import distrusted_controls

    # Who looks wants to see, whoever else is to be left alone.
    client = make_client(HostBackoff(utc_now, settings.interval_s), settings)
    await client.proxies.refresh()
    distrusted = distrusted_controls(folder)
    finders = (ask_control(client, control, utc_now) for control in CONTROLS)
    x, lines, controls = await asyncio.gather(
        read_x(client),
        read_controls(client, distrusted),
        asyncio.gather(*finders, return_exceptions=True),  # of trouble of our own the rows above tell
    )
    answered = tuple(c for c in controls if isinstance(c, ControlResult))
    if client.proxies.trouble is not None:
        proxy = Diagnosis(None, "{value}", words.troubles.problem(client.proxies.trouble))
    else:
        proxy = Diagnosis(
            True,
            N_("none is used") if client.proxies("https://x.com/") is None else N_("X is asked through one"),
        )
    return dict(zip(_ASKED, (proxy, _clock(answered), _answers(x), _controls(lines)), strict=True))


def _clock(controls: tuple[ControlResult, ...]) -> Diagnosis:
    """By the time that others tell, and by certificates alone: with a clock far off nobody can tell it."""
    from trayapp.domain.network import Network
    from trayapp.domain.records import Check

    https = [control for control in controls if control.is_https]
    are_certificates_fine = any(r.is_ok for r in https)
    is_dated = any(r.has_dated_certificate for r in https) and not are_certificates_fine
    skew_s = Network(Check(utc_now(), 0, (), controls)).clock_skew_s  # as in every check
    if is_dated or abs(skew_s) > _CLOCK_IS_WRONG_FROM_S:
        return Diagnosis(
            False, N_("is wrong, as other hosts' certificates or clocks show. Set date and time.")
        )
    is_told = any(control.date_skew_s is not None for control in controls)
    if is_told or are_certificates_fine:
        return Diagnosis(True, N_("agrees with other hosts"))
    return Diagnosis(None, N_("cannot be compared, since nobody answers"))


def _answers(readings: tuple[Reading, ...]) -> Diagnosis:
    """Whether X still answers as this version knows it."""
    from trayapp.domain.codes import Outcome

    known = {Outcome.OK, Outcome.CACHED}
    changed = [reading for reading in readings if reading.outcome is Outcome.UNRECOGNIZED]
    unread = [reading for reading in readings if reading.outcome not in known]
    named = ", ".join(reading.name for reading in changed or unread or readings)
    lines = tuple(reading.line for reading in unread)
    if changed:
        text = N_(
            "have changed, so that this version cannot read them: {value}. Look for an update. "
            "Whoever mends it needs:"
        )
        return Diagnosis(False, text, named, lines)
    if unread:
        return Diagnosis(None, N_("came otherwise than they must, or not at all: {value}"), named, lines)
    return Diagnosis(True, N_("are known: {value}"), named)


def _controls(distrusted: dict[str, str]) -> Diagnosis:
    """Those that nobody trusts any more, each with what a maintainer needs."""
    if not distrusted:
        return Diagnosis(True, N_("all of them count"))
    return Diagnosis(
        None,
        N_("{value}: for 7 days every answer has been wrong, on every network, so they count for nothing"),
        ", ".join(distrusted),
        tuple(distrusted.values()),
    )


def find_dns() -> Diagnosis:
    """Both a name of X's and one that is not: the difference tells whose trouble it is."""
    from trayapp.net.sockets import Resolver, usable

    async def look_up(name: str) -> bool:
        try:
            async with asyncio.timeout(_LOOKUP_DEADLINE_S):
                return bool(usable(await Resolver()(name)))
        except OSError:  # TimeoutError and gaierror are both
            return False

    async def look_up_both() -> tuple[bool, bool]:
        return await asyncio.gather(look_up("x.com"), look_up("www.cloudflare.com"))

    is_x_there, is_another_there = asyncio.run(look_up_both())
    if is_x_there:
        return Diagnosis(True, N_("finds X"))
    return Diagnosis(
        False,
        N_("finds others, but not X; trayapp check tells more")
        if is_another_there
        else N_("finds nothing; is this computer online?"),
    )


def _database(folder: Path) -> Diagnosis:
    from trayapp.history.summary import Summary

    with Summary(folder) as summary:
        last = summary.last()
    return _unwritable(folder) or Diagnosis(
        True,
        N_("nothing recorded yet; it will be in {value}") if last is None else N_("in {value}"),
        str(folder),
    )


def _examine(folder: Path) -> Diagnosis:
    """All of the history, and what can be mended in it; what was set aside is offered."""
    from trayapp.history.file.folder import is_there
    from trayapp.history.repair import examine

    seen = examine(folder)
    offers = tuple(shlex.join([PROGRAM, "import", str(path)]) for path in seen.set_aside)
    if not is_there(folder):
        return Diagnosis(True, N_("nothing recorded yet; it will be in {value}"), str(folder), offers)
    if not seen.wrong:
        text = N_("it is sound")
        if offers:
            text = N_("it is sound; what was set aside can be taken in with:")
        return Diagnosis(True, text, lines=offers)
    count = str(seen.wrong)
    if seen.is_mended:
        return Diagnosis(True, N_("figures of {value} quarters of an hour were made anew"), count, offers)
    text = N_("figures of {value} quarters of an hour are wrong; end the other trayapp to have them mended")
    return Diagnosis(False, text, count, offers)


def _log(folder: Path) -> Diagnosis:
    path = folder / log.FILE_NAME
    return _unwritable(path) or Diagnosis(True, N_("in {value}"), str(path))


def _unwritable(path: Path) -> Diagnosis | None:
    """That it may not be written to, or where it does not exist yet, that it may not be made."""
    nearest = next(place for place in (path, *path.parents) if os.path.exists(place))
    if os.access(nearest, os.W_OK):  # asked, not tried: who only looks leaves no file behind
        return None
    return Diagnosis(False, N_("{value} may not be written to. Check its permissions."), str(nearest))


def _key_store(settings: Settings) -> Diagnosis:
    from trayapp.computer.key_store import KeyStore

    try:
        name = asyncio.run(KeyStore().examine())
    except KeyStoreError as error:
        switches = map(switch_of, ACCOUNTS)
        if error.code != "key_store_missing" or any(getattr(settings, s.name) != s.default for s in switches):
            raise
        return Diagnosis(None, N_("there is none; accounts with sources cannot be kept"))
    return Diagnosis(True, N_("{value} keeps accounts, if there are any"), name)


def _tray() -> Diagnosis:
    if sys.platform in ("win32", "darwin"):
        return Diagnosis(True, N_("there is one"))
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        # As through a remote shell: no fault of this computer.
        return Diagnosis(None, N_("there is no display; use trayapp check or trayapp watch"))
    with suppress(OSError, EOFError, KeyError, ValueError):  # no bus, or an address of no kind
        if asyncio.run(asyncio.wait_for(_has_session_bus_a_tray(), _BUS_DEADLINE_S)):
            return Diagnosis(True, N_("there is one"))
    if is_gnome():
        return Diagnosis(False, GNOME_NEEDS)
    text = N_("none is on D-Bus; unless there is one of the older kind (XEmbed), you get a small window")
    return Diagnosis(False, text)


def _notices() -> Diagnosis:
    if sys.platform in ("win32", "darwin"):
        return Diagnosis(True, N_("the tray shows them"))
    from trayapp.notices.popup import NoServerError

    try:
        name = asyncio.run(asyncio.wait_for(_notification_server(), _BUS_DEADLINE_S))
    except (NoServerError, TimeoutError):
        return Diagnosis(None, N_("there is no notification server; the tray shows them where it can"))
    return Diagnosis(True, N_("shown by {value}"), name)


def _browser(named: str) -> Diagnosis:
    from trayapp.browser.program import find

    found = find(named)
    from trayapp.browser.look import try_out  # where none is found it cannot be loaded, perhaps

    asyncio.run(try_out(found))
    return Diagnosis(True, N_("{value} starts, and its sandbox is on"), str(found))


async def _notification_server() -> str:
    from trayapp.notices.server import NotificationServer

    server = await NotificationServer.connect(asyncio.Queue())
    try:
        return await server.information()
    finally:
        await server.close()


async def _has_session_bus_a_tray() -> bool:
    from jeepney import message_bus
    from jeepney.io.asyncio import open_dbus_router

    async with open_dbus_router(bus="SESSION") as router:
        reply = await router.send_and_get_reply(message_bus.NameHasOwner("org.kde.StatusNotifierWatcher"))
        return bool(reply.body[0])
