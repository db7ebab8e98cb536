"""What every surface has in common, and the one test that names what a new one still lacks elsewhere."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterator
from typing import Any

import pytest

from tests.checks.samples import WELL
from tests.checks.test_checker import well
from tests.servers import Internet, Serve, answers
from tests.test_packaging import ROOT
from trayapp.checks.probe import Surface
from trayapp.checks.surfaces import chosen, every_surface
from trayapp.domain.codes import CORE_SURFACES, Outcome
from trayapp.domain.records import SurfaceResult
from trayapp.i18n import Words, plain
from trayapp.net.exchange import Client
from trayapp.net.x_hosts import is_x_host
from trayapp.settings.declarations import Settings, declared
from trayapp.settings.file import from_tables

each = pytest.mark.parametrize("surface", every_surface(), ids=lambda surface: surface.id)


def _in_table(section: str) -> set[str]:
    """What stands as code in a README table's first column; `.posts` after `surfaces.web` in full."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").split(f"## {section}\n")[1].split("\n## ")[0]
    found: set[str] = set()
    for row in (line for line in text.splitlines() if line.startswith("|")):
        codes = re.findall(r"`([^`]+)`", row.split("|")[1])
        found.update(f"{codes[0].partition('.')[0]}{code}" if code[0] == "." else code for code in codes)
    return found


def _has_words(surface_id: str) -> bool:
    """Whether it is called something, and its switch, too. An id itself is German in no case."""
    german = Words("de")
    try:
        switch = german.settings.label(f"surfaces.{surface_id}")
    except KeyError:
        return False
    return bool(switch) and german.names.surface(surface_id) != plain(surface_id)


def _lacks(surface_id: str, hosts: Collection[str]) -> Iterator[str]:
    """The lines that a surface lacks outside its own file, each as it is to be added."""
    key, switches = f"surfaces.{surface_id}", {d.key: d.default for d in declared()}
    default = str(switches.get(key, True)).lower()
    if key not in switches:
        line = f'{surface_id}: bool = _setting("{key}", True, _switch)'
        yield f"trayapp/settings/declarations.py, Settings: {line}"
    if not _has_words(surface_id):
        yield f'trayapp/i18n: words for "{surface_id}" and for its switch "{key}", and their translations'
    if key not in _in_table("Settings"):
        yield f"README.md, Settings: | `{key}` | `true`, `false` | `{default}` |"
    for host in hosts:
        if host not in _in_table("Hosts that are asked"):
            yield f"README.md, Hosts that are asked: | `{host}` | when | what for | `{key}` |"
        if not any(place.partition("/")[0] == host for place in WELL):
            yield f'tests/checks/samples.py, WELL: "{host}": (status, headers, body), as it really answers'


@each
def test_a_surface_lacks_nothing_elsewhere(surface: Surface) -> None:
    lacking = list(_lacks(surface.id, surface.hosts))
    assert not lacking, f"surface {surface.id!r} lacks\n  " + "\n  ".join(lacking)


def test_what_a_new_surface_lacks_is_named_line_by_line() -> None:
    places = [line.partition(":")[0] for line in _lacks("spaces", ["spaces.x.com"])]
    assert places == [
        "trayapp/settings/declarations.py, Settings",
        "trayapp/i18n",
        "README.md, Settings",
        "README.md, Hosts that are asked",
        "tests/checks/samples.py, WELL",
    ]


def _probes(surface: Surface, client: Client) -> Iterator[asyncio.Task[SurfaceResult]]:
    for is_full in (True, False):
        yield asyncio.ensure_future(surface.ask(client, is_full))
        for number in range(4):
            yield asyncio.ensure_future(surface.ask_again(client, is_full, number))


def _seen(surface: Surface, *instead: Serve, **how: Any) -> tuple[list[SurfaceResult], set[str]]:
    """All probes of it, in full and lightly, for the first time and again; and whom they asked."""

    async def scenario() -> tuple[list[SurfaceResult], set[str]]:
        async with Internet() as internet:
            for host in surface.hosts:
                await internet.host(host, *(instead or (well(host),)), **how)
            return await asyncio.gather(*_probes(surface, internet.client())), set(internet.asked_names)

    return asyncio.run(scenario())


@each
def test_a_surface_is_fine_with_its_sample_and_asks_the_hosts_it_names(surface: Surface) -> None:
    results, asked = _seen(surface)
    assert {(result.id, result.outcome) for result in results} == {(surface.id, Outcome.OK)}
    assert asked == set(surface.hosts)
    assert all(map(is_x_host, surface.hosts))


@each
@pytest.mark.parametrize("status", [404, 500, 503])
def test_an_error_is_fine_nowhere(surface: Surface, status: int) -> None:
    results, _ = _seen(surface, answers(status, "an error", {"x-transaction-id": "1"}))
    assert Outcome.OK not in {result.outcome for result in results}


@each
def test_a_private_address_that_is_not_x_is_a_name_that_leads_nowhere(surface: Surface) -> None:
    results, _ = _seen(surface, addresses=("10.0.0.7",), certificate="untrusted")
    assert {(result.outcome, result.detail) for result in results} == {(Outcome.DNS_FAILED, "bogus")}


@each
def test_its_switch_takes_a_surface_and_nothing_else_away(surface: Surface) -> None:
    def names(is_on: bool) -> list[str]:
        return [s.id for s in chosen(from_tables({"surfaces": {surface.id: is_on}}).settings)]

    assert surface.id in names(True)
    assert [name for name in names(True) if name != surface.id] == names(False)


def test_core_surfaces_come_first_and_the_user_s_own_last() -> None:
    surfaces = chosen(Settings(custom_url="https://my.example/"))
    assert tuple(surface.id for surface in surfaces if surface.is_core) == CORE_SURFACES
    assert [surface.is_core for surface in surfaces] == sorted((s.is_core for s in surfaces), reverse=True)
    assert surfaces[-1].id == "custom"
