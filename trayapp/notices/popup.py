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
class Popup:
    """One popup as it is to be shown. All text is plain."""

    app_name: str
    icon: str
    """The address of a file: a theme has ours only where it was installed."""
    title: str
    body: str
    action: str
    """The label of the one thing that can be done."""
    expires_ms: int = -1
    """-1: when the desktop thinks fit; 0: never."""
    is_transient: bool = False
    """Whether it is of no use to a list of past ones."""
    picture: Picture | None = None
    """What is shown beside the text, if the server shows any: it goes before the icon."""


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
