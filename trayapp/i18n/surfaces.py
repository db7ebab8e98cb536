"""All that is said of each part of X: one record of words for each."""

from __future__ import annotations

from typing import NamedTuple

from trayapp.i18n.catalogue import N_


class WatchedWords(NamedTuple):
    """Of something that is asked how X is: a part of X, or somebody else."""

    name: str
    """As it stands in a list or sentence."""
    switch: str = ""
    """What the setting is called that has it asked."""
    explanation: str = ""
    """What that does."""
    sent: str = ""
    """Of a source: what it is sent about the user; empty for nothing."""


SURFACES = {
    "web": WatchedWords(N_("website"), N_("Watch the website"), N_("Whether x.com itself answers.")),
    "posts": WatchedWords(N_("posts"), N_("Watch posts"), N_("Whether a public post can be read.")),
    "images": WatchedWords(N_("pictures"), N_("Watch pictures"), N_("Whether a picture comes.")),
    "assets": WatchedWords(
        N_("page files"), N_("Watch page files"), N_("Without them the page stays empty.")
    ),
    "video": WatchedWords(N_("videos"), N_("Watch videos"), N_("Whether a video begins.")),
    "links": WatchedWords(N_("links"), N_("Watch links"), N_("Whether t.co redirects.")),
    "api": WatchedWords(
        N_("programming interface"),
        N_("Watch the programming interface"),
        N_("Off by default: X's developer terms forbid measuring it for commercial use or benchmarks."),
    ),
    "page": WatchedWords(N_("page in your browser")),  # looked at only when somebody asks for it
    "custom": WatchedWords(N_("your own address")),  # its switch is the address itself, custom.url
}
