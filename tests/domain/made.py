"""Checks and voices for the tests of the verdict, written as short as the table of verdicts writes them.

An answer is an outcome, with its detail after a colon: "timeout:tls".
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from trayapp.domain.records import (
    Check,
    ControlResult,
    Evidence,
    JudgedCheck,
    Outcome,
    Says,
    SurfaceResult,
)
from trayapp.domain.verdict import decide

NOW = datetime(2026, 2, 16, 13, 27, 40, 120_000, tzinfo=UTC)

NAMES = ("google", "mozilla", "microsoft", "cloudflare")


def answer(text: str) -> tuple[Outcome, str | None]:
    outcome, _, detail = text.partition(":")
    return Outcome(outcome), detail or None


def surface(name: str, text: str, *, via_proxy: bool = False) -> SurfaceResult:
    return SurfaceResult(name, *answer(text), via_proxy=via_proxy)


def control(
    name: str,
    text: str,
    *,
    by_address: bool = False,
    skew_s: float | None = None,
    handshake: bool | None = None,
) -> ControlResult:
    return ControlResult(name, *answer(text), by_address=by_address, date_skew_s=skew_s, handshake=handshake)


def line(text: str, *, skew_s: float | None = None) -> tuple[ControlResult, ...]:
    """All four controls answering alike."""
    return tuple(control(name, text, skew_s=skew_s) for name in NAMES)


FINE = line("ok")
DEAD = line("connect_failed:unreachable")
NAMELESS = line("dns_failed:no_answer")


def doh(cloudflare: str, google: str = "", *, handshake: bool | None = None) -> tuple[ControlResult, ...]:
    """What the DNS over HTTPS resolvers say; an empty text for one that was not asked."""
    asked = {"doh_cloudflare": cloudflare, "doh_google": google}
    return tuple(
        control(name, text, by_address=True, handshake=handshake) for name, text in asked.items() if text
    )


KNOWN = doh("ok:knows", "ok:knows")
DENIED = doh("ok:nxdomain", "ok:servfail")


def check(
    controls: Iterable[ControlResult] = (), *, via_proxy: bool = False, **surfaces: str | None
) -> Check:
    """A check of these surfaces; one that is `None` was not asked."""
    asked = tuple(
        surface(name, text, via_proxy=via_proxy) for name, text in surfaces.items() if text is not None
    )
    return Check(NOW, 60, asked, tuple(controls))


def voice(
    kind: str, says: str = "trouble", *, source: str = "", minutes: float = 0, at: datetime | None = NOW
) -> Evidence:
    """A voice asked so many minutes after the check began; never, if `at` is `None`."""
    return Evidence(
        source or kind, Says(says), kind, at + timedelta(minutes=minutes) if at is not None else None
    )


def judged(seen: Check, *voices: Evidence) -> JudgedCheck:
    return JudgedCheck(seen, voices, decide(seen, voices))
