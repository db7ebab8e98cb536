"""Checks and evidence for the tests of the verdict, written as short as the table of verdicts writes them.

An answer is an outcome, with its detail after a colon: "timeout:tls".
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from trayapp.domain.codes import Outcome, Says
from trayapp.domain.records import Check, ControlResult, Evidence, JudgedCheck, SurfaceResult
from trayapp.domain.verdict import decide

NOW = datetime(2026, 2, 16, 13, 27, 40, 120_000, tzinfo=UTC)

NAMES = ("google", "mozilla", "microsoft", "cloudflare")
"""The controls of records that are older than those that are asked over https."""

HTTPS_NAMES = ("cloudflare", "google_tls", "apple_tls", "mozilla_tls")


def answer(text: str) -> tuple[Outcome, str | None]:
    outcome, _, detail = text.partition(":")
    return Outcome(outcome), detail or None


def surface(
    name: str,
    text: str,
    *,
    via_proxy: bool = False,
    signed: bool = False,
    filtered: bool = False,
    lost: int | None = None,
) -> SurfaceResult:
    return SurfaceResult(
        name, *answer(text), via_proxy=via_proxy, signed=signed, filtered=filtered, lost=lost
    )


def control(
    name: str,
    text: str,
    *,
    by_address: bool = False,
    skew_s: float | None = None,
    handshake: bool | None = None,
) -> ControlResult:
    return ControlResult(name, *answer(text), by_address=by_address, date_skew_s=skew_s, handshake=handshake)


def old_controls(text: str, *, skew_s: float | None = None) -> tuple[ControlResult, ...]:
    """All four controls of older records answering alike."""
    return tuple(control(name, text, skew_s=skew_s) for name in NAMES)


def controls_of(http: str, https: str | None = None, **others: str) -> tuple[ControlResult, ...]:
    """All seven controls: those asked over http, those asked over https, and some that answer otherwise."""
    texts = dict.fromkeys(NAMES, http) | dict.fromkeys(HTTPS_NAMES, https or http) | others
    return tuple(control(name, text) for name, text in texts.items())


FINE = old_controls("ok")
DEAD = old_controls("connect_failed:unreachable")
NAMELESS = old_controls("dns_failed:no_answer")
CARRIES = controls_of("ok")


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


def evidence_of(
    kind: str, says: str = "trouble", *, source: str = "", minutes: float = 0, at: datetime | None = NOW
) -> Evidence:
    """What a source says that was asked so many minutes after the check began; never, if `at` is `None`."""
    return Evidence(
        source or kind, Says(says), kind, at + timedelta(minutes=minutes) if at is not None else None
    )


def judged(seen: Check, *evidence: Evidence) -> JudgedCheck:
    return JudgedCheck(seen, evidence, decide(seen, evidence))
