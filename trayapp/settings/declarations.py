"""What the user may set: each setting declared once, with its default, range and unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from trayapp.paths import LANGUAGES

# Small ones are tuples, for the icon waits for them: dataclasses take six times as long to be made.


class Field(NamedTuple):
    """One thing that a service wants to know of the user's account."""

    name: str
    is_secret: bool = True
    """Whether nobody may read it over the user's shoulder."""


LONGEST_VALUE = 4096
"""Characters of such a thing: some tokens have a thousand, and key stores of some systems take no more."""


class Problem(NamedTuple):
    """A setting that was passed over: `key` as written, `code` for the catalogue of words, its values."""

    key: str
    code: str
    value: str
    allowed: str = ""


class Page(StrEnum):
    """Where a setting stands in the window."""

    GENERAL = "general"
    NOTICES = "notices"
    TEAM = "team"
    WATCHED = "watched"
    SOURCES = "sources"
    DATA = "data"


_GROUPS = {
    Page.GENERAL: ("", "icons"),
    Page.NOTICES: ("notices",),
    Page.TEAM: ("messages",),
    Page.WATCHED: ("checks", "surfaces", "custom", "browser"),
    Page.SOURCES: ("sources",),
    Page.DATA: ("proxy", "history", "metrics"),
}
"""Whose settings stand on a page."""


class Shape(StrEnum):
    """What a setting looks like in the window."""

    SWITCH = "switch"
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    LIST = "list"
    COMMAND = "command"


class Kind(NamedTuple):
    """What a setting takes."""

    shape: Shape
    fits: Callable[[Any], bool]
    allowed: str = ""
    """The range or the choices, as they stand in files and messages; empty for any text."""
    refusal: str = "not_allowed"
    """The code for a value that does not fit."""
    is_text: bool = False
    """Whether it may be empty, and is refused as `not_text` if it is something else."""
    choices: tuple[str, ...] = ()

    def refused(self, value: Any) -> str | None:
        """The code for a value that is not taken; `None` for one that is."""
        if self.is_text and not isinstance(value, str):
            return "not_text"
        return None if (self.is_text and not value) or self.fits(value) else self.refusal


class Declaration(NamedTuple):
    """What there is to know of a setting; its words are in the catalogue, by its key."""

    key: str
    """As in the file, "group.name"; those at the top have no group."""
    name: str
    """The field of `Settings`."""
    default: Any
    kind: Kind
    unit: str
    """`s` or `days`; empty where there is none."""
    account: tuple[Field, ...] | None
    """Of a source or a team's address: what its account consists of, if only of nothing."""

    @property
    def group(self) -> str:
        return self.key.rpartition(".")[0]

    @property
    def page(self) -> Page:
        return next(page for page, groups in _GROUPS.items() if self.group in groups)


def _setting(
    key: str, default: Any, kind: Kind, unit: str = "", account: tuple[Field, ...] | None = None
) -> Any:
    """One setting; its page goes by its group."""
    return field(default=default, metadata={"key": key, "kind": kind, "unit": unit, "account": account})


def _source(name: str, *account: Field, is_on: bool = False) -> Any:
    """The switch of a source: all that stands of it outside of the module in `sources` that has its name.

    `account` is what its account consists of, if it can have one.
    """
    return _setting(f"sources.{name}", is_on, _switch, account=account)


def _team_address(name: str) -> Any:
    """Of which trouble an address of the team is told; the address is a secret, and in the key store."""
    kind = _one_of("off", "degraded", "down")
    return _setting(f"messages.{name}", "off", kind, account=(Field("address"),))


def _whole(least: int, most: int) -> Kind:
    def fits(value: Any) -> bool:
        return type(value) is int and least <= value <= most  # true is an int, too, and no number

    return Kind(Shape.NUMBER, fits, f"{least}-{most}", "not_in_range")


def _one_of(*choices: str) -> Kind:
    allowed = ", ".join(f'"{choice}"' for choice in choices)
    return Kind(Shape.CHOICE, lambda value: value in choices, allowed, choices=choices)


# Names under some public domain: labels of 63 characters, 253 in all (RFC 1035), no address.
_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,9}[a-z][a-z0-9-]{1,62}")
_MOST_HOSTS = 5  # each is asked with every poll


def _are_hosts(value: Any) -> bool:
    hosts = value if isinstance(value, list | tuple) else ()
    are_names = all(isinstance(host, str) and _HOST.fullmatch(host) for host in hosts)
    return are_names and 1 <= len(hosts) <= _MOST_HOSTS


def _are_events(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(event in EVENTS for event in value)


def _is_command(value: Any) -> bool:
    """A list of what the system takes as arguments; an empty one for none."""
    return isinstance(value, list | tuple) and all(isinstance(v, str) and "\0" not in v for v in value)


def _pattern(pattern: str, allowed: str, refusal: str = "not_allowed") -> Kind:
    # Compiled where there is something to match: most files say neither, and the icon waits for this.
    return Kind(
        Shape.TEXT, lambda text: re.fullmatch(pattern, text) is not None, allowed, refusal, is_text=True
    )


def _url(*schemes: str) -> Kind:
    def fits(text: str) -> bool:
        try:
            parts = urlsplit(text)
            is_whole = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:  # brackets left open, a port that is none
            return False
        return is_whole and text.isprintable() and " " not in text

    allowed = ", ".join(f"{scheme}://…" for scheme in schemes)
    return Kind(Shape.TEXT, fits, allowed, "not_an_address", is_text=True)


def host_and_port(text: str) -> tuple[str, int]:
    """Where to listen: "192.0.2.7:9464", "[::1]:9464", or a port alone, which is for this computer only.

    Raises:
        ValueError: it is none of these.
    """
    from ipaddress import ip_address  # for who has an address here; the icon waits for this module

    found = re.fullmatch(r"(?:([0-9.]+|\[[0-9A-Fa-f:.]+\]):)?([0-9]{1,5})", text)
    if found is None or not 0 < int(found[2]) < 2**16:
        raise ValueError(text)
    return str(ip_address((found[1] or "127.0.0.1").strip("[]"))), int(found[2])


def _is_address(text: str) -> bool:
    try:
        return bool(host_and_port(text))
    except ValueError:
        return False


PROXY_SCHEMES = ("http", "https", "socks5", "socks5h", "socks")
"""`socks` is another word for `socks5`."""

EVENTS = ("opened", "worse", "confirmed", "recovered")
"""What becomes of an incident: each address of the team is told some of it."""

_switch = Kind(Shape.SWITCH, lambda value: isinstance(value, bool), "true, false")
_text = Kind(Shape.TEXT, lambda _: True, is_text=True)
_hosts = Kind(Shape.LIST, _are_hosts, '["mastodon.social", …]')
_command = Kind(Shape.COMMAND, _is_command, '["program", "argument", …]')
_in_list = ", ".join(f'"{event}"' for event in EVENTS)
_events = Kind(Shape.LIST, _are_events, f"[{_in_list}]", choices=EVENTS)
_country = _pattern("[A-Z]{2}", '"DE", "AT", …')
_listening = Kind(Shape.TEXT, _is_address, '"127.0.0.1:9464"', "not_allowed", is_text=True)
_CLIENT = (Field("client_id", is_secret=False), Field("client_secret"))
_time_of_day = _pattern("([01][0-9]|2[0-3]):[0-5][0-9]", '"22:00"', "not_a_time")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, as they are in force."""

    language: str = _setting("language", "system", _one_of("system", *sorted(LANGUAGES)))
    """The words' language; `system` follows the locale."""
    country: str = _setting("country", "", _country)
    """Where you are, as ISO 3166-1 alpha-2: vantage points there are asked first. Empty: the locale's."""
    interval_s: int = _setting("checks.interval_s", 60, _whole(30, 3600), "s")
    """Seconds from one check to the next."""
    keep_days: int = _setting("history.keep_days", 90, _whole(1, 3650), "days")
    """Days that every single check is kept; of older time their quarters of an hour are, for ever."""
    icon_style: str = _setting(
        "icons.style", "colour", _one_of("colour", "mono_light", "mono_dark", "high_contrast")
    )
    """`mono_light`: a light glyph, for dark panels; `mono_dark`: a dark one, for light panels."""
    proxy: str = _setting("proxy.mode", "system", _one_of("system", "none", "manual"))
    """`system`: the environment's or desktop's; `manual`: `proxy_url`."""
    proxy_url: str = _setting("proxy.url", "", _url(*PROXY_SCHEMES))
    web: bool = _setting("surfaces.web", True, _switch)
    posts: bool = _setting("surfaces.posts", True, _switch)
    images: bool = _setting("surfaces.images", True, _switch)
    assets: bool = _setting("surfaces.assets", True, _switch)
    video: bool = _setting("surfaces.video", True, _switch)
    links: bool = _setting("surfaces.links", True, _switch)
    api: bool = _setting("surfaces.api", False, _switch)
    """Off: X's developer terms forbid measuring its interface for commercial use or benchmarks."""
    sources: bool = _setting("sources.enabled", True, _switch)
    """Whether any source is asked."""
    globalping: bool = _source("globalping", Field("token"), is_on=True)
    globalping_per_hour: int = _setting("sources.globalping_per_hour", 50, _whole(32, 500))
    """Vantage points used in an hour. Globalping grants 250 to an address, which others may share; with
    fewer than 32 what they say would have grown too old before they are asked again."""
    globalping_account: bool = _setting("sources.globalping_account", False, _switch)
    """Whether to use the token in the key store, which grants 500 vantage points an hour."""
    netblocks: bool = _source("netblocks", is_on=True)
    cloudflare_status: bool = _source("cloudflare_status", is_on=True)
    mastodon: bool = _source("mastodon", is_on=True)
    mastodon_servers: tuple[str, ...] = _setting(
        "sources.mastodon_servers", ("mastodon.social", "mstdn.social"), _hosts
    )
    """Large servers see most of what is written on the others."""
    bluesky: bool = _source("bluesky", Field("handle", is_secret=False), Field("app_password"))
    """Off, as all that need an account: the key store is not touched for who has none."""
    reddit: bool = _source("reddit", *_CLIENT)
    """Off: without an account it is one feed, which Reddit grants an address once a minute."""
    threads: bool = _source("threads", Field("token"))
    downdetector: bool = _source("downdetector", *_CLIENT)
    custom_url: str = _setting("custom.url", "", _url("https"))
    """An address of the user's own to watch beside X; empty for none."""
    custom_status: int = _setting("custom.status", 200, _whole(200, 599))
    custom_text: str = _setting("custom.text", "", _text)
    """Text that must be in the answer; empty for any."""
    browser_on_suspicion: bool = _setting("browser.on_suspicion", False, _switch)
    """Off: X's terms allow no automated visits, and a page is some megabytes."""
    browser_program: str = _setting("browser.program", "", _text)
    """The name or path of the browser that looks at X; empty for the first that is found."""
    notices: bool = _setting("notices.enabled", True, _switch)
    """Whether popups say what changed. What was asked for ("tell me when it is back") is told in any case."""
    notices_trouble: bool = _setting("notices.trouble", True, _switch)
    notices_recovery: bool = _setting("notices.recovery", True, _switch)
    notices_blocked: bool = _setting("notices.blocked", True, _switch)
    notices_offline: bool = _setting("notices.offline", True, _switch)
    """Each is named after its topic among the alerts'."""
    quiet_from: str = _setting("notices.quiet_from", "", _time_of_day)
    """From when on nothing pops up, "HH:MM" of the local clock; empty for no quiet hours."""
    quiet_until: str = _setting("notices.quiet_until", "", _time_of_day)
    """Until when; on the next day, if that is before `quiet_from`."""
    metrics_address: str = _setting("metrics.address", "", _listening)
    """Where Prometheus may ask for figures; empty: nowhere, and nothing listens."""
    metrics_site: str = _setting("metrics.site", "", _text)
    """Where this computer stands: the label `site` of all figures; empty for none."""
    metrics_certificate: str = _setting("metrics.certificate", "", _text)
    """The PEM file of the certificate to answer with and of its key; empty: answers are not encrypted."""
    metrics_password_file: str = _setting("metrics.password_file", "", _text)
    """The file that holds the password to ask for; empty for none."""
    metrics_authority: str = _setting("metrics.client_authority", "", _text)
    """The PEM file of the authority whose certificates may ask; empty: without one, too."""
    command: tuple[str, ...] = _setting("messages.command", (), _command)
    """A program of the user's, with its arguments, that is handed each message; no shell reads them."""
    team1: str = _team_address("team1")
    team1_events: tuple[str, ...] = _setting("messages.team1_events", EVENTS, _events)
    team2: str = _team_address("team2")
    team2_events: tuple[str, ...] = _setting("messages.team2_events", EVENTS, _events)
    team3: str = _team_address("team3")
    team3_events: tuple[str, ...] = _setting("messages.team3_events", EVENTS, _events)


@cache
def declared() -> tuple[Declaration, ...]:
    """All settings there are: those without a group, then each group by itself, as TOML wants it."""
    found = [Declaration(name=each.name, default=each.default, **each.metadata) for each in fields(Settings)]
    groups = list(dict.fromkeys(["", *(each.group for each in found)]))
    return tuple(sorted(found, key=lambda each: groups.index(each.group)))


_with_accounts = [each for each in declared() if each.account is not None]  # if only ()

SOURCES = tuple(each.name for each in _with_accounts if each.group == "sources")
"""All sources there are, by the names of their switches and modules."""

COMMAND = "command"
"""The setting of the program that is handed messages, beside the addresses."""

TEAM = tuple(each.name for each in _with_accounts if each.name not in SOURCES)
"""The addresses of the user's team, by the names of their settings."""

CHANGES_CHECKS = tuple(
    each.name
    for each in declared()
    if each.key.partition(".")[0] in ("country", "proxy", "surfaces", "sources", "custom")
)
"""Those by which it goes what is asked, of whom, and how: another value makes a full check at once."""

ACCOUNTS: Mapping[str, tuple[Field, ...]] = {e.name: e.account for e in _with_accounts if e.account}
"""What each account consists of: of the sources that can have one, and of the team."""

SESSION = "{account} session"
"""The name under which the key store keeps what a service gave for an account: it goes when that does."""


def switch_of(account: str) -> Declaration:
    """The setting that makes use of an account or of a team's address."""
    name = "globalping_account" if account == "globalping" else account  # which is asked without one, too
    return next(each for each in declared() if each.name == name)
