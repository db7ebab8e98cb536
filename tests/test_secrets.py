"""After a run that used every account, and in which something broke: secrets are in the key store alone."""

from __future__ import annotations

import asyncio
import base64
import io
import logging
from pathlib import Path
from typing import NoReturn

import keyring
import pytest

from tests.checks.test_checker import healthy, site_is_broken
from tests.computer.keys import FakeKeys
from tests.servers import Internet, answers
from tests.sources.crowds import (
    ACCOUNTS,
    BURST,
    SECRET,
    BlueskyWorld,
    key_store,
    mastodon_world,
    reddit_search_world,
    threads_world,
)
from tests.sources.test_downdetector import OUTAGE
from tests.sources.test_downdetector import world as downdetector_world
from tests.watch.listening import Listening
from trayapp import cli, log
from trayapp.about import APP_ID
from trayapp.checks.checker import Adapt, Checker
from trayapp.checks.surfaces import chosen
from trayapp.clock import Now
from trayapp.domain.update import Update
from trayapp.net.backoff import HostBackoff
from trayapp.settings.declarations import Settings
from trayapp.settings.file import from_tables
from trayapp.sources import chosen as chosen_sources
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.sources.pool import SourcePool
from trayapp.watch.commands import CheckNow
from trayapp.watch.session import WatchSession

NAMES = tuple(ACCOUNTS)
SHAPES = (SECRET, *(base64.b64encode(f"{who}:{SECRET}".encode()).decode() for who in ("me", "")))


def _set_accounts(monkeypatch: pytest.MonkeyPatch, config: Path) -> None:
    for name in NAMES:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{v}\n" for v in ACCOUNTS[name].values())))
        assert cli.main(["--config", str(config), "accounts", "set", name]) == 0


async def _watch(folder: Path, keys: FakeKeys, monkeypatch: pytest.MonkeyPatch) -> list[Update]:
    """Some checks of a broken X, with every source asked, and the team told."""
    updates: asyncio.Queue[Update] = asyncio.Queue()
    switches = dict.fromkeys((*NAMES, "globalping_account"), True)
    messages = {"team1": "degraded"}
    settings = from_tables({"country": "DE", "sources": switches, "messages": messages}).settings
    async with Internet() as internet:
        await healthy(internet)
        await site_is_broken(internet)
        # Mastodon's hosts are NetBlocks', too.
        for hosts in (
            mastodon_world(BURST),
            BlueskyWorld(BURST),
            reddit_search_world(BURST),
            threads_world(BURST),
            downdetector_world(OUTAGE),
        ):
            await hosts.join(internet)
        await internet.host("api.globalping.io", answers(401, "{}"))

        def checker(
            settings: Settings, now: Now, adapt: Adapt, crowd: CrowdBaseline, backoff: HostBackoff
        ) -> Checker:
            client = internet.client()
            others = SourcePool(client, chosen_sources(settings, crowd, key_store(keys)), now)
            return Checker(client, chosen(settings), others, now, settings.interval_s, adapt)

        monkeypatch.setattr("trayapp.watch.live_session.make_checker", checker)
        watching = WatchSession(settings, folder, Listening(updates.put_nowait))
        running = asyncio.create_task(watching.run())
        seen: list[Update] = []
        async with asyncio.timeout(60):
            while len(seen) < 2 or seen[-1].message_trouble is None:  # what is no address is told nothing
                seen.append(await updates.get())
                watching.carry_out(CheckNow())
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return seen


def test_no_secret_leaves_the_key_store(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def breaks(*_: object) -> NoReturn:
        raise RuntimeError("a bug in a reader")

    monkeypatch.setattr("trayapp.sources.reddit.read_listing", breaks)
    caplog.set_level(logging.DEBUG)
    keys, before = FakeKeys(), keyring.get_keyring()
    keyring.set_keyring(keys)
    config, data, exported = tmp_path / "settings.toml", tmp_path / "data", tmp_path / "all.jsonl"
    config.write_text('language = "en"\n', encoding="utf-8")
    try:
        _set_accounts(monkeypatch, config)
        log.start(data, is_verbose=True)
        seen = asyncio.run(_watch(data, keys, monkeypatch))
        log.stop()
        common = ["--config", str(config), "--data-dir", str(data)]
        for command in (["history", "--json"], ["history", "--csv"], ["status", "--json"], ["report"]):
            cli.main([*common, *command])
        assert cli.main([*common, "export", str(exported)]) == 0
    finally:
        keyring.set_keyring(before)

    said = {health.source: health.says for update in seen for health in update.sources}
    assert {name for name, says in said.items() if says != "unavailable"} >= {
        "bluesky",
        "threads",
        "downdetector",
    }
    assert "a bug in a reader" in caplog.text
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"all.jsonl", "settings.toml", log.FILE_NAME} < {path.name for path in files}
    texts = {str(path.relative_to(tmp_path)): path.read_bytes().decode("latin-1") for path in files}
    texts |= {"log": caplog.text, "printed": "".join(capsys.readouterr()), "records": repr(seen)}
    assert {where for where, text in texts.items() for shape in SHAPES if shape in text} == set()
    assert "update_log: d" in (data / log.FILE_NAME).read_text()
    assert "reddit could not be asked: RuntimeError < " in (data / log.FILE_NAME).read_text()
    assert "a message to team1: message_no_address" in (data / log.FILE_NAME).read_text()
    assert SECRET in keys.kept[APP_ID, "bluesky session"]  # it was used
