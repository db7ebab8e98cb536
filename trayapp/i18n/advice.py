"""What to do about each cause: a line of advice, and what its button says."""

from __future__ import annotations

from trayapp.domain.records import Cause
from trayapp.domain.remedies import Remedy
from trayapp.i18n.catalogue import Catalogue


class Advice(Catalogue):
    """Advice. None of it promises more than it can keep."""

    def advice(self, cause: Cause) -> str:
        """One line on what helps."""
        return {
            Cause.NOT_WATCHED: self._("Switch on a part of X in the settings."),
            Cause.OWN_TROUBLE: self._(
                "Start trayapp again; if that does not help, trayapp doctor tells more."
            ),
            Cause.CLOCK_WRONG: self._("Set this computer's clock; then everything can be checked again."),
            Cause.PROXY: self._("See whether it works without the proxy, or correct its address."),
            Cause.PROXY_REFUSES: self._("Ask who runs the proxy, or see whether X works without it."),
            Cause.CAPTIVE_PORTAL: self._("Log in to this network; its page opens in the browser."),
            Cause.OWN_DNS: self._("Restart the router, or choose another name service (DNS)."),
            Cause.NO_NETWORK: self._("Look at the cable, the Wi-Fi or the router."),
            Cause.HTTPS_BROKEN: self._(
                "See whether this network wants a login; if a VPN is on, try without it."
            ),
            Cause.POOR_LINE: self._(
                "Move closer to the Wi-Fi, or try another network; until then little is asked."
            ),
            Cause.DNS_BLOCKED: self._("Ask who runs this network, or choose another name service (DNS)."),
            Cause.TLS_INTERCEPTED: self._(
                "Do not log in to X here before you know why; ask who runs this network."
            ),
            Cause.PATH_BLOCKED: self._("See whether X works in another network, such as the phone's."),
            Cause.EDGE_OUTAGE: self._("Nothing to do but wait; other sites behind Cloudflare may fail, too."),
            Cause.DNS_GONE: self._("Nothing to do but wait; see what others report."),
            Cause.UNREACHABLE: self._("Wait a little; see what others report."),
            Cause.SOME_USERS: self._("Try again in a while; see whether others report the same."),
            Cause.SERVER_ERRORS: self._("Nothing to do but wait; see what others report."),
            Cause.POSTS_UNREADABLE: self._("Reloading hardly helps; see what others report."),
            Cause.PART_FAILING: self._("The rest of X can be used; see whether others report the same."),
            Cause.OTHERS_REPORT: self._("It may pass by itself; see what others report."),
            Cause.SLOW: self._("Wait a little; see whether others report the same."),
            Cause.LIMITED: self._("Nothing to do: the next checks come more slowly by themselves."),
            Cause.REFUSED: self._("Open X in the browser: there it may work all the same."),
            Cause.UNCLEAR: self._("Wait for the next checks; they come by themselves."),
            Cause.UNSTABLE: self._("It comes and goes: what you send may get lost. Wait until it is quiet."),
        }[cause]

    def remedy(self, remedy: Remedy) -> str:
        """What the button or menu entry beside the advice says."""
        return {
            Remedy.LOGIN_PAGE: self._("Open the login page"),
            Remedy.CLOCK: self._("Set the clock"),
            Remedy.WITHOUT_PROXY: self._("Test without the proxy"),
            Remedy.OUTAGE_PAGE: self._("See what others report"),
            Remedy.SETTINGS: self._("Open the settings"),
        }[remedy]
