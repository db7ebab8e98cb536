"""What outside voices said, and why others said nothing."""

from __future__ import annotations

from trayapp.domain.records import Says
from trayapp.domain.reports import Report, SourceHealth, UnavailableReason, Vantage
from trayapp.i18n.catalogue import plain
from trayapp.i18n.names import Names


class Sources(Names):
    """Words about outside voices."""

    def others(self) -> str:
        """The title of what they said."""
        return self._("Others")

    def source_says(self, health: SourceHealth) -> str:
        """One voice's last word: "NetBlocks: could not be asked (no answer in time)"."""
        return f"{self.source(health.source)}: {self.source_state(health)}"

    def source_state(self, health: SourceHealth) -> str:
        """The same without its name."""
        if health.says is Says.UNAVAILABLE and health.reason is not None:
            return self._("could not be asked ({reason})").format(reason=self.hindrance(health.reason))
        return self.says(health.says or Says.NOTHING)

    def source_writes(self, report: Report) -> str:
        """A voice in its own words."""
        return self._("{source} writes: {text}").format(
            source=self.source(report.evidence.source), text=plain(report.text)
        )

    def says(self, says: Says) -> str:
        """What a voice says, as it stands after its name."""
        return {
            Says.TROUBLE: self._("trouble"),
            Says.FINE: self._("no trouble"),
            Says.NOTHING: self._("says nothing of X"),
            Says.UNAVAILABLE: self._("could not be asked"),
        }[says]

    def hindrance(self, hindrance: UnavailableReason) -> str:
        """Why a source could not be asked."""
        return {
            UnavailableReason.NO_ANSWER: self._("no answer in time"),
            UnavailableReason.UNREACHABLE: self._("no connection"),
            UnavailableReason.UNREADABLE: self._("unexpected answer"),
            UnavailableReason.SERVER_ERROR: self._("server error"),
            UnavailableReason.LIMITED: self._("may not be asked more often"),
            UnavailableReason.LOGIN: self._("wants a login"),
            UnavailableReason.CLOSED: self._("turns this program away"),
            UnavailableReason.NO_ACCOUNT: self._("no account is kept; see trayapp accounts"),
            UnavailableReason.KEY_STORE: self._(
                "the key store is missing, locked or silent; see trayapp doctor"
            ),
            UnavailableReason.GUESTS: self._("closed to who is not logged in"),
            UnavailableReason.NETWORK: self._("turns this network away"),
            UnavailableReason.REVIEW: self._("the account may only search its own posts"),
            UnavailableReason.REDIRECTED: self._("redirects elsewhere"),
            UnavailableReason.FAULT: self._("a fault of this program"),
        }[hindrance]

    def vantage(self, vantage: Vantage) -> str:
        """What X answered at one place: "reached (HTTP 200, 180 ms)"."""
        remarks = []
        if vantage.http_status is not None:
            remarks.append(f"HTTP {vantage.http_status}")
        if vantage.total_ms is not None:
            remarks.append(f"{vantage.total_ms:.0f} ms")
        outcome = self._vantage_outcome(vantage.outcome)
        return f"{outcome} ({', '.join(remarks)})" if remarks else outcome

    def _vantage_outcome(self, outcome: str) -> str:
        words = {
            "reached": self._("reached"),
            "target": self._("X fails there"),
            "resolver": self._("its own name service (DNS) fails"),
            "internal": self._("could not try"),
            "offline": self._("is offline itself"),
            "in-progress": self._("not ready yet"),
        }
        return words.get(outcome) or plain(outcome)
