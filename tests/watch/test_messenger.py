"""A team is told of incidents: by real programs, on a real history, whoever is killed when."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.errors import KeyringLocked

from tests.cli.test_json import assert_is
from tests.computer.keys import FailingKeys, FakeKeys
from tests.domain.made import NOW
from tests.domain.stories import story
from tests.fakes import PATIENCE_S
from tests.servers import Internet, PlayedRequest, plays, reply
from tests.sources.made import nobody_else
from tests.watch.listening import Listening
from trayapp.about import APP_ID
from trayapp.checks.checker import Depth
from trayapp.domain.records import JudgedCheck
from trayapp.domain.update import Update
from trayapp.history.extras import CheckExtras
from trayapp.history.store import Store
from trayapp.settings.declarations import Settings
from trayapp.watch.commands import CheckNow, UseSettings
from trayapp.watch.messenger import Messenger
from trayapp.watch.session import WatchSession

_LOG = logging.getLogger("trayapp.watch.messenger")
OUTAGE = "degraded x3 down x3 up up"


class Pipe:
    """What programs pass on, a line each; one of them then hangs for as long as this is open."""

    def __init__(self, folder: Path) -> None:
        self._told, hanging = folder / "told", folder / "hanging"
        os.mkfifo(self._told)
        os.mkfifo(hanging)
        self.command = ("sh", "-c", '(cat; echo) > "$0"', str(self._told))
        self.hanging = ("sh", "-c", '(cat; echo) > "$0"; read -r _ < "$1"', str(self._told), str(hanging))
        # To be read and written: so there is no end when a program closes its own.
        self._file = os.fdopen(os.open(self._told, os.O_RDWR | os.O_NONBLOCK), "rb", buffering=0)
        self._hanging = os.open(hanging, os.O_RDWR)
        self._read = b""

    async def next(self) -> Any:
        arrived = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._file, arrived.set)
        async with asyncio.timeout(PATIENCE_S):
            while b"\n" not in self._read:
                arrived.clear()
                await arrived.wait()
                self._read += self._file.read() or b""
        asyncio.get_running_loop().remove_reader(self._file)
        line, _, self._read = self._read.partition(b"\n")
        return json.loads(line)

    def close(self) -> None:
        self._file.close()
        os.close(self._hanging)


class Troubles(logging.Handler):
    """What the log says of messages."""

    def __init__(self) -> None:
        super().__init__()
        self.said: asyncio.Queue[str] = asyncio.Queue()

    def emit(self, record: logging.LogRecord) -> None:
        self.said.put_nowait(record.getMessage())


class Desk:
    """One life of the watching, as far as it tells a team."""

    def __init__(self, folder: Path, settings: Settings, now: datetime = NOW) -> None:
        self.settings = settings
        self.store = Store(folder, lambda _: None)
        self.messenger = Messenger(self.store, lambda: now)
        self._troubles = Troubles()
        _LOG.setLevel(logging.INFO)
        _LOG.addHandler(self._troubles)

    def follow(self, checks: Sequence[JudgedCheck]) -> None:
        for seen in checks:
            events = self.store.tracker.follow(seen)
            self.messenger.follow(seen, self.store.tracker, self.settings)
            self.store.record(seen, events, CheckExtras(memory=self.messenger.memory()))
            self.messenger.hand_out()

    async def trouble(self) -> str:
        """What goes wrong next."""
        async with asyncio.timeout(PATIENCE_S):
            said = await self._troubles.said.get()
        assert self.messenger.trouble is not None
        return said

    async def close(self) -> None:
        _LOG.removeHandler(self._troubles)
        _LOG.setLevel(logging.NOTSET)
        await self.messenger.close()
        self.store.close()


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Pipe]:
    opened = Pipe(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def keys() -> Iterator[FakeKeys]:
    before, backend = keyring.get_keyring(), FakeKeys()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@asynccontextmanager
async def desk(folder: Path, settings: Settings, now: datetime = NOW) -> AsyncIterator[Desk]:
    living = Desk(folder, settings, now)
    try:
        yield living
    finally:
        await living.close()


def test_a_program_reads_one_message_for_each_event(pipe: Pipe, tmp_path: Path) -> None:
    async def scenario() -> list[Any]:
        checks = story(OUTAGE)
        async with desk(tmp_path, Settings(language="en", command=pipe.command)) as living:
            got = []
            for seen in (checks[:3], checks[3:6], checks[6:]):
                living.follow(seen)
                got.append(await pipe.next())
            assert living.messenger.trouble is None
            return got

    got = asyncio.run(scenario())
    for each in got:
        assert_is("message", each)
    assert [(each["event"], each["verdict"]) for each in got] == [
        ("opened", "degraded"),
        ("worse", "down"),
        ("recovered", "down"),
    ]
    assert got[1]["summary"].startswith("X has been down since 16 Feb")


def test_in_quiet_hours_nothing_is_sent_and_afterwards_what_is_so(pipe: Pipe, tmp_path: Path) -> None:
    checks = story(OUTAGE)
    until = checks[5].check.at.astimezone()
    settings = Settings(
        command=pipe.command,
        quiet_from=f"{until - timedelta(minutes=5):%H:%M}",
        quiet_until=f"{until:%H:%M}",
    )

    async def scenario() -> list[Any]:
        async with desk(tmp_path, settings) as living:
            living.follow(checks[:6])
            got = [await pipe.next()]
            living.follow(checks[6:])
            return [*got, await pipe.next()]

    assert [(each["event"], each["verdict"]) for each in asyncio.run(scenario())] == [
        ("opened", "down"),
        ("recovered", "down"),
    ]


def test_what_could_not_be_sent_is_sent_after_a_restart(pipe: Pipe, tmp_path: Path) -> None:
    checks = story(OUTAGE)
    program = tmp_path / "tell"
    settings = Settings(command=(str(program), *pipe.command))

    async def scenario() -> list[Any]:
        async with desk(tmp_path, settings) as living:
            living.follow(checks[:3])
            assert await living.trouble() == "a message to command: command_not_started"
            living.follow(checks[3:4])  # and it is not its time yet
        await asyncio.to_thread(program.write_text, '#!/bin/sh\nexec "$@"\n')
        await asyncio.to_thread(program.chmod, 0o755)
        async with desk(tmp_path, settings, NOW + timedelta(minutes=1)) as living:
            got = []
            for part in (checks[4:5], checks[5:6], checks[6:]):
                living.follow(part)
                got.append(await pipe.next())
            return got

    got = asyncio.run(scenario())
    assert [each["event"] for each in got] == ["opened", "worse", "recovered"]


@pytest.mark.parametrize("fails", ["exit 1", "exit 65", "kill -9 $$"])
def test_who_may_have_told_somebody_does_not_do_so_again(fails: str, tmp_path: Path) -> None:
    settings = Settings(command=("sh", "-c", f'cat >> "$0"; echo >> "$0"; {fails}', str(tmp_path / "told")))
    checks = story(OUTAGE)

    async def scenario() -> None:
        async with desk(tmp_path, settings) as living:
            living.follow(checks[:3])
            assert await living.trouble() == "a message to command: command_failed"
        async with desk(tmp_path, settings, NOW + timedelta(days=1)) as living:
            living.follow(checks[3:5])

    asyncio.run(scenario())
    assert len((tmp_path / "told").read_text().splitlines()) == 1


def test_one_that_wants_to_be_tried_again_is(pipe: Pipe, tmp_path: Path) -> None:
    again = ("sh", "-c", '[ -e "$0" ] && exec "$@"; touch "$0"; exit 75', str(tmp_path / "tried"))

    async def scenario() -> Any:
        settings = Settings(command=(*again, *pipe.command))
        async with desk(tmp_path, settings) as living:
            living.follow(story("down x3"))
            assert await living.trouble() == "a message to command: message_not_sent"
        async with desk(tmp_path, settings, NOW + timedelta(minutes=1)) as living:
            living.follow(story("down x4")[3:])
            return await pipe.next()

    assert asyncio.run(scenario())["event"] == "opened"


def test_who_deletes_the_history_tells_nobody_twice(pipe: Pipe, tmp_path: Path) -> None:
    async def scenario() -> list[Any]:
        settings, checks = Settings(command=pipe.command), story("down x5 up up")
        async with desk(tmp_path, settings) as living:
            living.follow(checks[:3])
            got = [await pipe.next()]
            living.store.delete_all()
            living.follow(checks[3:4])
        async with desk(tmp_path, settings) as living:
            living.follow(checks[4:])
            return [*got, await pipe.next()]

    assert [each["event"] for each in asyncio.run(scenario())] == ["opened", "recovered"]


def test_one_that_hangs_holds_up_nobody(pipe: Pipe, tmp_path: Path) -> None:
    """Neither the checks, nor others who are told, nor the end."""
    seen: asyncio.Queue[PlayedRequest] = asyncio.Queue()

    async def scenario() -> str:
        async with Internet() as internet:

            def note(request: PlayedRequest) -> bytes:
                seen.put_nowait(request)
                return reply(200)

            place = await internet.host("x.example", plays(note), port=80)
            address = f"json://127.0.0.1:{internet.ports[place, 80]}"
            await asyncio.to_thread(keep, "team2", address)
            settings = Settings(command=pipe.hanging, team2="down", team1="down")
            async with desk(tmp_path, settings) as living:
                living.follow(story("down x3"))
                async with asyncio.timeout(PATIENCE_S):
                    request = await seen.get()
                assert (
                    await living.trouble() == "a message to team1: message_no_address"
                )  # nobody entered one for the other
                return str(json.loads(request.body)["title"])

    assert asyncio.run(scenario())


def test_a_child_that_is_killed_may_have_told_somebody(tmp_path: Path) -> None:
    """Apprise's own process, right after its request: what comes next is told, and that not again."""
    told: asyncio.Queue[str] = asyncio.Queue()
    signals = [signal.SIGKILL]

    def take(request: PlayedRequest) -> bytes:
        told.put_nowait(json.loads(request.body)["title"])
        if signals:
            [child] = children()
            os.kill(child, signals.pop())
        return reply(200)

    async def scenario() -> list[str]:
        async with Internet() as internet:
            place = await internet.host("x.example", plays(take), port=80)
            keep("team1", f"json://127.0.0.1:{internet.ports[place, 80]}")
            checks, settings = story("degraded x3 down x3"), Settings(language="en", team1="degraded")
            async with desk(tmp_path, settings) as living:
                living.follow(checks[:3])
                assert await living.trouble() == "a message to team1: message_unsure"
            async with desk(tmp_path, settings, NOW + timedelta(days=1)) as living:
                living.follow(checks[3:5])
                living.follow(checks[5:])
                async with asyncio.timeout(PATIENCE_S):
                    return [await told.get(), await told.get()]

    assert asyncio.run(scenario()) == ["X has problems", "X is down"]


def children() -> list[int]:
    """The processes of this one that send a message."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"trayapp.notices.send" in stat.with_name("cmdline").read_bytes():
                found.append(int(stat.parent.name))
    return found


def keep(name: str, address: str) -> None:
    keyring.set_password(APP_ID, name, json.dumps({"address": address}))


def test_a_key_store_that_is_locked_is_tried_again(pipe: Pipe, tmp_path: Path, keys: FakeKeys) -> None:
    async def scenario() -> None:
        keyring.set_keyring(FailingKeys(KeyringLocked))
        settings = Settings(team1="degraded")
        async with desk(tmp_path, settings) as living:
            living.follow(story("down x3"))
            assert await living.trouble() == "a message to team1: message_key_store"
        keyring.set_keyring(keys)
        keep("team1", "nonsense")
        async with desk(tmp_path, settings, NOW + timedelta(minutes=1)) as living:
            living.follow(story("down x4")[3:])
            assert await living.trouble() == "a message to team1: message_no_address"

    asyncio.run(scenario())


_PARENT = """
import asyncio, sys
from pathlib import Path
from tests.domain.stories import story
from tests.watch.test_messenger import Desk
from trayapp.settings.declarations import Settings

async def live():
    desk = Desk(Path(sys.argv[1]), Settings(command=tuple(sys.argv[2:])))
    desk.follow(story("down x3"))
    print("recorded", flush=True)
    await asyncio.Event().wait()

asyncio.run(live())
"""


@pytest.mark.parametrize("moment", ["before it is sent", "while it is sent"])
def test_nothing_is_told_twice_by_who_was_killed(moment: str, pipe: Pipe, tmp_path: Path) -> None:
    data = tmp_path / "data"
    # Stopped as soon as it has recorded what is due: before its loop can send anything.
    code = (
        _PARENT
        if moment == "while it is sent"
        else _PARENT.replace("await asyncio.Event().wait()", "import time; time.sleep(1000)")
    )
    command = [sys.executable, "-P", "-c", code, str(data), *pipe.hanging]
    path = os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])

    async def scenario() -> list[Any]:
        parent = await asyncio.create_subprocess_exec(
            *command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
        )
        assert parent.stdout is not None
        assert await parent.stdout.readline() == b"recorded\n"
        got = []
        if moment == "while it is sent":
            got.append(await pipe.next())  # it gets there, and nobody lives to see that
        parent.send_signal(signal.SIGKILL)
        await parent.wait()
        async with desk(data, Settings(command=pipe.command), NOW + timedelta(days=1)) as living:
            checks = story("down x4 up up")
            living.follow(checks[3:4])
            if moment == "before it is sent":
                got.append(await pipe.next())
            living.follow(checks[4:])
            return [*got, await pipe.next()]

    assert [each["event"] for each in asyncio.run(scenario())] == ["opened", "recovered"]


class Fed:
    """Makes the checks that it is fed."""

    def __init__(self) -> None:
        self.sources = nobody_else()
        self.proxy_trouble = None
        self.fed: asyncio.Queue[JudgedCheck] = asyncio.Queue()

    async def check(self, _: Depth) -> JudgedCheck:
        return await self.fed.get()


def test_a_watching_tells_its_team_as_the_settings_have_it(
    pipe: Pipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may change while it runs; and nobody need be in the tray."""
    checker = Fed()
    monkeypatch.setattr("trayapp.watch.live_session.make_checker", lambda *_: checker)

    async def scenario() -> list[Any]:
        updates: asyncio.Queue[Update] = asyncio.Queue()
        watch = WatchSession(Settings(), tmp_path, Listening(updates.put_nowait))
        running = asyncio.create_task(watch.run())

        async def go_on(checks: Sequence[JudgedCheck]) -> None:
            for seen in checks:
                checker.fed.put_nowait(seen)
                async with asyncio.timeout(PATIENCE_S):
                    await updates.get()
                watch.carry_out(CheckNow())

        checks = story("down x4 up up")
        await go_on(checks[:3])
        watch.carry_out(UseSettings(Settings(command=pipe.command)))
        await go_on(checks[3:4])
        got = [await pipe.next()]
        await go_on(checks[4:])
        got.append(await pipe.next())
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return got

    assert [each["event"] for each in asyncio.run(scenario())] == ["opened", "recovered"]


def test_who_watches_loads_nothing_of_it() -> None:
    code = """
import sys
import trayapp.watch.live_session
unused = ("apprise", "requests", "keyring", "trayapp.notices", "trayapp.sharing", "trayapp.watch.messenger")
print([name for name in unused if name in sys.modules])
import trayapp.watch.messenger
print([name for name in unused[:3] if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n[]\n"
