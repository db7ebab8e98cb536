"""Every host that is contacted stands in the README, and nothing else is contacted."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import trayapp
from tests.checks.test_asking_sources import posts_are_broken
from tests.checks.test_checker import Change, healthy, site_is_broken, x_has_no_name, x_is_swallowed
from tests.servers import Internet
from tests.sources.crowds import ACCOUNTS, key_store, keys_with
from tests.sources.test_every_source import HOSTS as SOURCE_HOSTS
from tests.test_packaging import ROOT
from trayapp.checks.checker import Checker, Depth
from trayapp.checks.surfaces import chosen
from trayapp.clock import utc_now
from trayapp.computer.key_store import KeyStore
from trayapp.domain.codes import VerdictName
from trayapp.settings.declarations import SOURCES, Settings, from_tables
from trayapp.sources import chosen as chosen_sources
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.sources.pool import SourcePool

PACKAGE = Path(trayapp.__file__).parent
ASKING = ("checks", "computer", "net", "sources")
_URL = re.compile(r"https?://([a-z0-9][a-z0-9.-]*[a-z0-9])(?=[/?:\s]|$)")
_HOST = re.compile(r"`([a-z0-9-]+(?:\.[a-z0-9-]+)+)`")

PAGES = {"bsky.app", "globalping.io"}
"""Where links lead, for a browser once they are clicked: trayapp asks nothing there."""
NAMESPACES = {"www.w3.org"}
"""Names of formats that look like addresses."""
ALL_PAGES = "downdetector_pages.py"
"""Holds nothing else."""
SETTINGS = {"proxy.mode", "custom.url"}
"""Stand in the table like hosts."""


def _asked_by_code() -> set[str]:
    """The hosts of all addresses in the modules that ask anybody, docstrings apart."""
    return {
        host
        for folder in ASKING
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        if path.name != ALL_PAGES
        for text in _texts(ast.parse(path.read_text(encoding="utf-8")))
        for host in _URL.findall(text)
    }


def _texts(tree: ast.Module) -> Iterator[str]:
    comments = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in comments:
            yield node.value


def _listed() -> set[str]:
    """The hosts in the first column of the README's table."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Hosts that are asked")[1].split("\n## ")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("|")]
    return {host for row in rows for host in _HOST.findall(row[1])} - SETTINGS


def test_the_readme_lists_the_hosts_that_the_code_asks() -> None:
    redirects = {"twitter.com", "twimg.com"}  # hosts of these, where X's own lead there
    resolvers = {"1.1.1.1", "8.8.8.8"}  # asked by address
    servers = set(Settings().mastodon_servers)
    own_servers = {"bsky.network"}  # hosts of this, as Bluesky says
    assert (
        _listed() - redirects - resolvers - own_servers == (_asked_by_code() | servers) - PAGES - NAMESPACES
    )


@pytest.mark.parametrize(
    "change",
    [healthy, site_is_broken, posts_are_broken, x_is_swallowed, x_has_no_name],
    ids=lambda c: c.__name__,
)
def test_no_name_is_looked_up_that_the_readme_does_not_list(change: Change) -> None:
    """Everything is switched on, the user says that they see an error, and X is in trouble."""

    async def scenario() -> Internet:
        async with Internet() as internet:
            await healthy(internet)
            await change(internet)
            client = internet.client()
            everybody = dict.fromkeys(SOURCES, True)
            settings = from_tables({"surfaces": {"api": True}, "sources": everybody}).settings
            keys = key_store(keys_with(*ACCOUNTS))
            others = SourcePool(client, chosen_sources(settings, CrowdBaseline(), keys), utc_now)
            checker = Checker(client, chosen(settings), others, utc_now, settings.interval_s)
            others.record_user_error(utc_now())
            await checker.check(Depth.EVERYTHING)
            await checker.check(Depth.LIGHT)
            return internet

    internet = asyncio.run(scenario())
    assert {host for hosts in SOURCE_HOSTS.values() for host in hosts} <= set(internet.asked_names)
    assert set(internet.asked_names) <= _listed()


def test_with_the_sources_off_none_is_asked_whatever_happens() -> None:
    async def scenario() -> tuple[Internet, VerdictName]:
        async with Internet() as internet:
            await healthy(internet)
            await posts_are_broken(internet)
            client = internet.client()
            settings = Settings(sources=False)
            others = SourcePool(client, chosen_sources(settings, CrowdBaseline(), KeyStore()), utc_now)
            checker = Checker(client, chosen(settings), others, utc_now, settings.interval_s)
            others.record_user_error(utc_now())
            await checker.check(Depth.EVERYTHING)
            return internet, (await checker.check(Depth.EVERYTHING)).verdict.name

    internet, verdict = asyncio.run(scenario())
    assert verdict is VerdictName.DEGRADED
    asked = {host for hosts in SOURCE_HOSTS.values() for host in hosts}
    assert not asked.intersection(internet.asked_names)
