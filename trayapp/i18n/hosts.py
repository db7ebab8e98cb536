"""Every host that is asked: when, what for, and how to switch it off. The README says the same in English."""

from __future__ import annotations

from typing import NamedTuple

from trayapp.i18n.catalogue import N_, Group


class _Row(NamedTuple):
    hosts: str
    when: str
    what_for: str
    off_with: str


_EACH = N_("each check")
_FULL = N_("every fifth check, or in trouble")
_WANTED = N_("only if switched on: on suspicion, every 5 minutes at most")
_OFF = N_("off by default")
_SEARCH = N_("do people write that X is down? With your account")

HOSTS = (
    _Row("x.com", _EACH, N_("the site"), "surfaces.web"),
    _Row(
        "publish.x.com, cdn.syndication.twimg.com",
        N_("each check, one of them on calm days"),
        N_("can a post be read?"),
        "surfaces.posts",
    ),
    _Row(
        "pbs.twimg.com, abs.twimg.com, video.twimg.com, t.co",
        _FULL,
        N_("pictures, page files, videos, links"),
        "surfaces.images, .assets, .video, .links",
    ),
    _Row(
        "api.x.com",
        N_("only if switched on"),
        N_("does the interface turn away who has no token?"),
        _OFF,
    ),
    _Row(
        N_("other hosts of x.com, twitter.com, twimg.com"),
        N_("when one of the above redirects there"),
        N_("as above"),
        N_("as above"),
    ),
    _Row(
        "connectivitycheck.gstatic.com, detectportal.firefox.com, www.msftconnecttest.com, www.google.com, "
        "captive.apple.com, www.cloudflare.com",
        N_("at the start, in trouble, after waking, and when you ask; two of them on a poor connection"),
        N_("is it your own connection?"),
        N_("not asked once every part of X is off"),
    ),
    _Row(
        "1.1.1.1, 8.8.8.8",
        N_("when a part of X cannot be reached"),
        N_("do other name services know it? Where they say it is, one handshake is tried."),
        N_("not asked once every part of X is off"),
    ),
    _Row(
        "api.globalping.io",
        N_("on suspicion: when trouble begins, when others contradict what was seen, else every 10 minutes"),
        N_("does X answer elsewhere? Sent: x.com and a list of countries, yours first"),
        "sources.globalping",
    ),
    _Row(
        "mastodon.social, public.api.bsky.app",
        N_("every 10 minutes, on suspicion every 2"),
        N_("does NetBlocks write of an outage or a block?"),
        "sources.netblocks",
    ),
    _Row(
        "mastodon.social, mstdn.social",
        N_("every 10 minutes, every 2 on suspicion or where reports gather"),
        N_("do people write that X is down? Or the servers that you name"),
        "sources.mastodon, sources.mastodon_servers",
    ),
    _Row(
        N_(
            "bsky.social, a host of bsky.network; for an account under a domain of its own plc.directory "
            "and the server it names"
        ),
        _WANTED,
        _SEARCH,
        _OFF,
    ),
    _Row(
        "www.reddit.com, oauth.reddit.com",
        N_("only if switched on: on suspicion, every 2 minutes at most"),
        N_("the feed of r/Twitter; a search if you have credentials"),
        _OFF,
    ),
    _Row("graph.threads.net", _WANTED, _SEARCH, _OFF),
    _Row(
        "downdetectorapi.com",
        N_("only if switched on: every 10 minutes, on suspicion every 2"),
        N_("do more people report problems than usual? With your contract and your country"),
        _OFF,
    ),
    _Row(
        "www.cloudflarestatus.com",
        N_("on suspicion, once a minute at most"),
        N_("does Cloudflare, which stands in front of X, report trouble?"),
        "sources.cloudflare_status",
    ),
    _Row(
        N_("your proxy and your system's name service"),
        N_("as the system has it"),
        N_("the way there"),
        "proxy.mode",
    ),
    _Row(
        N_("by your own browser x.com, api.x.com, abs.twimg.com, pbs.twimg.com, and others of X's"),
        N_("when you ask what a browser shows; only if switched on also in trouble, 12 times a day at most"),
        N_("does X show its posts?"),
        "browser.on_suspicion",
    ),
    _Row("custom.url", N_("only if you enter one"), N_("your own address"), _OFF),
    _Row(
        N_("the services of your team's addresses"),
        N_("only if you enter one: when an incident opens, gets worse, is confirmed or is over"),
        N_("to tell your team what, since when and why, with your country"),
        _OFF,
    ),
)


class Hosts(Group):
    """The table, in the reader's language."""

    def facts(self) -> list[tuple[str, str]]:
        """Names of hosts, with all that there is to know of them."""
        labels = self._("when"), self._("what for"), self._("switch")
        rows = [[self._(cell) for cell in row] for row in HOSTS]
        return [(names, " · ".join(map(": ".join, zip(labels, rest, strict=True)))) for names, *rest in rows]
