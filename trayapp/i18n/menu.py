"""What stands in the menu of the icon and on the page of the first start."""

from __future__ import annotations

from datetime import datetime

from trayapp.clock import local
from trayapp.i18n.catalogue import Group, plain


class Menu(Group):
    """Sentences of the menu and of what it sets off."""

    def muted(self, until: datetime) -> str:
        """Why nothing pops up. `until` may be `FOREVER`."""
        from trayapp.domain.alerts import FOREVER  # brings what the icon does not wait for

        if until == FOREVER:
            return self._("Popups are muted.")
        return self._("Popups are muted until {until}.").format(until=self._words.clock_time(until))

    def for_hours(self, count: int) -> str:
        """How long to pause or mute."""
        return self._n("For {count} hour", "For {count} hours", count).format(count=count)

    def until_tomorrow(self, until: datetime) -> str:
        """How long to pause."""
        return self._("Until tomorrow, {time}").format(time=f"{local(until):%H:%M}")

    def unmute_before(self, until: datetime) -> str:
        """The menu's entry while nothing pops up."""
        from trayapp.domain.alerts import FOREVER  # brings what the icon does not wait for

        if until == FOREVER:
            return self._("Unmute")
        return self._("Unmute (muted until {until})").format(until=self._words.clock_time(until))

    def paused_until(self, until: datetime) -> str:
        """What is the matter while nothing is checked."""
        return self._("Paused: nothing is checked until {until}.").format(until=self._words.clock_time(until))

    def cannot_open(self, what: str) -> str:
        """No program of the desktop opened a page or a file."""
        return self._("Nothing here opens {what}.").format(what=plain(what))

    def cannot_save(self, path: str, why: str) -> str:
        return self._("{path} cannot be written: {why}.").format(path=plain(path), why=plain(why))

    def without_proxy(self, summary: str) -> str:
        """What the test without the proxy found."""
        return self._("Without the proxy: {summary}").format(summary=summary)

    def more_problems(self, count: int) -> str:
        """After the first setting that was passed over."""
        return self._n("({count} more)", "({count} more)", count).format(count=count)

    def hosts(self, interval_s: int) -> tuple[tuple[str, str], ...]:
        """Who is asked, and how often: what the page of the first start says."""
        return (
            (self._("x.com and one public post"), self._("every {count} seconds").format(count=interval_s)),
            (self._("X's pictures, page files, videos and links"), self._("every fifth time")),
            (
                self._("Apple, Google, Mozilla, Microsoft, Cloudflare"),
                self._("at the start, in trouble, after waking: is it your own line?"),
            ),
            (
                self._("Mastodon and Bluesky"),
                self._("every ten minutes: what do NetBlocks and others write of an outage?"),
            ),
            (
                self._("Globalping, Cloudflare's status page"),
                self._("when X seems to fail: does it fail elsewhere, too?"),
            ),
        )
