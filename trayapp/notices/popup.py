"""What passes between notices and the server that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class NoServerError(Exception):
    """No server answers as one must; or no bus leads to one."""


class Picture(NamedTuple):
    """An image as the specification has it in the hint `image-data`."""

    width: int
    height: int
    bytes_per_row: int
    has_alpha: bool
    bits_per_sample: int
    channels: int
    pixels: bytes
    """Red, green, blue and, if there is one, alpha."""


@dataclass(frozen=True, slots=True)
class Clicked:
    """Somebody clicked on a popup."""

    number: int
    token: str = ""
    """Under Wayland, by which a window may come to the front now; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A popup is gone: its time was over, or somebody closed it."""

    number: int


@dataclass(frozen=True, slots=True)
class ServerGone:
    """The server is gone, and all popups with it."""
