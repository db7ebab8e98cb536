"""One network told from another."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from trayapp.computer import network

Naming = Callable[..., str]

HEADER = "Iface\tDestination\tGateway\tFlags\n"
ARP_HEADER = "IP address       HW type     Flags       HW address            Mask     Device\n"


def gateway(address: str) -> str:
    number = int.from_bytes(bytes(map(int, address.split("."))), sys.byteorder)
    return f"{number:08X}"


@pytest.fixture
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Naming:
    """The name of the network, with these tables of routes and neighbours, and these own addresses."""

    def name(routes: str | None, neighbours: str, own: tuple[str | None, str | None] = (None, None)) -> str:
        routes_file, neighbours_file = tmp_path / "route", tmp_path / "arp"
        routes_file.write_text(HEADER + (routes or ""), "ascii")
        neighbours_file.write_text(ARP_HEADER + neighbours, "ascii")
        monkeypatch.setattr(network, "_ROUTES", routes_file if routes is not None else tmp_path / "none")
        monkeypatch.setattr(network, "_NEIGHBOURS", neighbours_file)
        monkeypatch.setattr(network, "own_addresses", lambda: own)
        return network.network_id()

    return name


ROUTES = (
    f"wlan0\t00000000\t{gateway('192.168.178.1')}\t0003\nwlan0\t{gateway('192.168.178.0')}\t00000000\t0001\n"
)


def neighbour(address: str, hardware: str, device: str = "wlan0") -> str:
    return f"{address}    0x1   0x2   {hardware}   *   {device}\n"


AT_HOME = neighbour("192.168.178.1", "3c:a6:2f:00:00:01")


def test_the_same_router_is_the_same_line_whatever_else_is_there(on: Naming) -> None:
    printer = neighbour("192.168.178.20", "00:11:22:33:44:55")
    assert on(ROUTES, AT_HOME) == on(ROUTES, printer + AT_HOME, ("192.168.178.33", None))


def test_networks_with_the_same_addresses_are_told_apart_by_their_routers(on: Naming) -> None:
    assert on(ROUTES, AT_HOME) != on(ROUTES, neighbour("192.168.178.1", "3c:a6:2f:00:00:02"))


def test_a_neighbour_behind_another_device_is_not_the_router(on: Naming) -> None:
    other = neighbour("192.168.178.1", "3c:a6:2f:00:00:09", "docker0")
    assert on(ROUTES, other + AT_HOME) == on(ROUTES, AT_HOME)


@pytest.mark.parametrize("routes", [None, "", "nonsense\n", "tun0\t00000000\t00000000\t0001\n"])
def test_without_a_router_the_networks_address_tells(on: Naming, routes: str | None) -> None:
    here = on(routes, "a\tb\n", ("10.8.0.7", "2001:db8:1:2::3"))
    assert here == on(routes, "", ("10.8.0.99", "2001:db8:1:2:ffff::1"))
    assert here != on(routes, "", ("10.8.1.7", "2001:db8:1:2::3"))
    assert here != on(routes, "", (None, "2001:db8:1:2::3"))


def test_the_routers_address_does_not_stand_in_the_name(on: Naming) -> None:
    name = on(ROUTES, AT_HOME)

    assert re.fullmatch("[0-9a-f]{16}", name)
    assert "a62f" not in name
