"""The way from the code under test to the bench's own internet, put in place of resolver and dialling."""

from __future__ import annotations

import importlib.machinery
import json
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

_REPLACED = "trayapp.net.sockets"

lookups: list[str] = []
"""The names that were looked up."""


def lead_to(places_file: str) -> None:
    """From now on every name and address leads to the internet that wrote this file, and nowhere else.

    Takes effect when the module is imported, so that nothing is imported earlier than it would be.
    """
    sys.meta_path.insert(0, _Finder(places_file))


class _Finder:
    # Of no class of importlib.abc: that loads twenty modules more, which would count as the app's.
    def __init__(self, places_file: str) -> None:
        self._places_file = places_file

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != _REPLACED:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        assert spec is not None
        assert spec.origin is not None
        spec.loader = _Loader(name, spec.origin, self._places_file)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, places_file: str) -> None:
        super().__init__(name, path)
        self._places_file = places_file

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        _replace(module, json.loads(Path(self._places_file).read_text()))


def _replace(sockets: ModuleType, places: list[tuple[str, str, int, int]]) -> None:
    addresses = {name: address for name, address, _, _ in places}
    ports = {(address, port): real for _, address, port, real in places}
    dial = sockets.dial

    class Resolver:
        async def __call__(self, name: str) -> tuple[str, ...]:
            lookups.append(name)
            if name not in addresses:  # the sources: this internet has X and the controls alone
                raise socket.gaierror(socket.EAI_NONAME, name)
            return (addresses[name],)

    async def dial_here(address: str, port: int) -> socket.socket:
        if (address, port) not in ports:  # DNS over HTTPS: as of those who tell how X is, there is none here
            raise ConnectionRefusedError
        connection: socket.socket = await dial("127.0.0.1", ports[address, port])
        return connection

    sockets.Resolver = Resolver  # type: ignore[attr-defined]
    sockets.dial = dial_here  # type: ignore[attr-defined]
