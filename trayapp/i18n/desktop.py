"""What stands in the menu of the icon and on the page of the first start."""

from __future__ import annotations

from datetime import datetime

from trayapp.clock import local, utc_now
from trayapp.i18n.catalogue import Catalogue, plain


class Desktop(Catalogue):
    """Labels and sentences of the desktop's parts."""

    def pause(self) -> str:
        return self._("Pause")

    def menu(self) -> str:
        """The button for what the icon's menu has, where there is no tray."""
        return self._("Menu")

    def muted(self, until: datetime) -> str:
        """Why nothing pops up. `until` may be `FOREVER`."""
        from trayapp.domain.alerts import FOREVER  # brings what the icon does not wait for

        if until == FOREVER:
            return self._("Popups are muted.")
        return self._("Popups are muted until {until}.").format(until=self.clock_time(until))

    def mute(self) -> str:
        return self._("Mute")

    def for_hours(self, count: int) -> str:
        """How long to pause or mute."""
        return self._n("For {count} hour", "For {count} hours", count).format(count=count)

    def until_tomorrow(self, until: datetime) -> str:
        """How long to pause."""
        return self._("Until tomorrow, {time}").format(time=_time(until))

    def until_unmuted(self) -> str:
        """How long to mute."""
        return self._("Until I unmute")

    def resume(self) -> str:
        return self._("Resume")

    def unmute(self) -> str:
        return self._("Unmute")

    def unmute_before(self, until: datetime) -> str:
        """The menu's entry while nothing pops up."""
        from trayapp.domain.alerts import FOREVER  # brings what the icon does not wait for

        if until == FOREVER:
            return self.unmute()
        return self._("Unmute (muted until {until})").format(until=self.clock_time(until))

    def paused(self) -> str:
        """The headline while nothing is checked."""
        return self._("Paused")

    def paused_until(self, until: datetime) -> str:
        """What is the matter while nothing is checked."""
        return self._("Paused: nothing is checked until {until}.").format(until=self.clock_time(until))

    def tell_when_back(self) -> str:
        return self._("Tell me when it is back")

    def history(self) -> str:
        """The entry that opens the window."""
        return self._("History…")

    def settings(self) -> str:
        return self._("Settings…")

    def start_at_login(self) -> str:
        return self._("Start at login")

    def open_in_browser(self) -> str:
        """The title over what others say of X."""
        return self._("What others say")

    def status_page_of_x(self) -> str:
        return self._("X's status page")

    def clock_time(self, at: datetime) -> str:
        """A moment that is near, in local time: its date only if it is not today's."""
        here = local(at)
        if here.date() == local(utc_now()).date():
            return _time(at)
        return here.strftime("%d.%m. %H:%M" if self.language == "de" else "%Y-%m-%d %H:%M")

    def cannot_open(self, what: str) -> str:
        """No program of the desktop opened a page or a file."""
        return self._("Nothing here opens {what}.").format(what=plain(what))

    def clock_settings(self) -> str:
        """What sets the clock, as it stands in a sentence."""
        return self._("the settings of date and time")

    def cannot_save(self, path: str, why: str) -> str:
        return self._("{path} cannot be written: {why}.").format(path=plain(path), why=plain(why))

    def without_proxy(self, summary: str) -> str:
        """What the test without the proxy found."""
        return self._("Without the proxy: {summary}").format(summary=summary)

    def testing_without_proxy(self) -> str:
        return self._("Testing without the proxy …")

    def more_problems(self, count: int) -> str:
        """After the first setting that was passed over."""
        return self._n("({count} more)", "({count} more)", count).format(count=count)


class FirstRun(Catalogue):
    """The page of the first start."""

    def welcome(self) -> str:
        return self._("Is it X, or is it me?")

    def what_it_does(self) -> str:
        return self._(
            "trayapp asks now and then whether X (x.com) answers. An icon in the tray says what it found: "
            "by its colour, its shape, and in words."
        )

    def who_is_asked(self) -> str:
        """The title over the hosts."""
        return self._("It asks:")

    def hosts(self, interval_s: int) -> tuple[tuple[str, str], ...]:
        """Who is asked, and how often."""
        return (
            (
                self._("x.com and one public post"),
                self._("every {count} seconds").format(count=interval_s),
            ),
            (self._("X's pictures, page files, videos and links"), self._("every fifth time")),
            (
                self._("Google, Mozilla, Microsoft, Cloudflare"),
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

    def more_on_hosts(self) -> str:
        return self._("The README lists every host by name, and how to switch it off.")

    def not_connected(self) -> str:
        return self._("Not connected with X Corp. No account, no tracking: nothing is sent about you.")

    def understood(self) -> str:
        """The button that closes the page."""
        return self._("OK")


def _time(at: datetime) -> str:
    return local(at).strftime("%H:%M")
