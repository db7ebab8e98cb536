"""Stories of checks, written as short as the rules over time are, and what came of them, as short.

A story is a line of words. A verdict is a check, made 60 s after the one before it:

    down        a check with this verdict, of medium confidence, with its usual cause
    down!       a source of the crowd says trouble at it; `down!status` another kind of source
    down?       its confidence is low
    down:slow   its cause
    x3          the check before, three times in all

and what changes the time:

    +15s +5m +2h +7d    how long after the check before it the next one comes; several add up
    -1h                 the clock was set back
    every:30s           the pace from the next check on; a check more than two of them late is a gap

Moments are told in minutes and seconds since the first check.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.domain.made import NOW, evidence_of
from trayapp.domain.codes import Cause, Confidence, VerdictName
from trayapp.domain.records import Check, JudgedCheck, Verdict
from trayapp.domain.tracker import Change, Event, Gap, IncidentChange, Tracker
from trayapp.domain.uptime import Totals, Uptime

USUAL = {
    "up": None,
    "degraded": Cause.PART_FAILING,
    "down": Cause.SERVER_ERRORS,
    "blocked": Cause.PATH_BLOCKED,
    "offline": Cause.NO_NETWORK,
    "unknown": Cause.UNCLEAR,
}

_WORD = re.compile(
    r"(?P<verdict>[a-z]+)(?P<kind>![a-z]*)?(?P<low>\?)?(:(?P<cause>[a-z_]+))?$"
    r"|x(?P<times>\d+)$"
    r"|(?P<span>[+-]\d+(\.\d+)?[smhd])$"
    r"|every:(?P<pace>\d+[smhd])$"
)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _span(text: str) -> timedelta:
    return timedelta(**{_UNITS[text[-1]]: float(text[:-1])})


def story(text: str, begin: datetime = NOW) -> list[JudgedCheck]:
    """The checks of a story."""
    told: list[JudgedCheck] = []
    pace = timedelta(minutes=1)
    at, later = begin, timedelta(0)
    is_timed = True
    for word in text.split():
        parsed = _WORD.match(word)
        assert parsed, f"not a word of a story: {word}"
        if parsed["span"]:
            later = _span(parsed["span"]) + (later if is_timed else timedelta(0))
            is_timed = True
        elif parsed["pace"]:
            pace = _span(parsed["pace"])
        else:
            for _ in range(int(parsed["times"] or 2) - 1):
                at += later if is_timed else pace
                is_timed = False
                told.append(_again(told[-1], at) if parsed["times"] else _check(parsed, at, pace))
    return told


def _check(word: re.Match[str], at: datetime, pace: timedelta) -> JudgedCheck:
    name = word["verdict"]
    evidence = (evidence_of(word["kind"][1:] or "crowd", at=at),) if word["kind"] else ()
    cause = Cause(word["cause"]) if word["cause"] else USUAL[name]
    confidence = Confidence.LOW if word["low"] else Confidence.MEDIUM
    return JudgedCheck(
        Check(at, pace.total_seconds()), evidence, Verdict(VerdictName(name), cause, confidence)
    )


def _again(judged: JudgedCheck, at: datetime) -> JudgedCheck:
    kinds = [evidence.kind for evidence in judged.evidence]
    evidence = tuple(evidence_of(kind, at=at) for kind in kinds)
    return JudgedCheck(Check(at, judged.check.interval_s), evidence, judged.verdict)


def events_of(checks: Iterable[JudgedCheck], tracker: Tracker | None = None) -> list[Event]:
    """All that a tracker says of these checks."""
    tracker = tracker or Tracker()
    return [event for judged in checks for event in tracker.follow(judged)]


def figures_of(checks: Iterable[JudgedCheck]) -> Totals:
    """The figures of these checks."""
    tracker, figures = Tracker(), Uptime()
    for judged in checks:
        figures.add(judged, tracker.follow(judged))
    return figures.totals()


def clock(at: datetime, begin: datetime = NOW) -> str:
    """Minutes and seconds since the first check."""
    minutes, seconds = divmod((at - begin).total_seconds(), 60)
    return f"{minutes:.0f}:{seconds:02.0f}"


def told(event: Event) -> str:
    """An event in short: when, what, since or until when, and as what.

    The cause where it is not the usual one, `unconfirmed`, and of outages which in 7 days, 1 = first.
    """
    if isinstance(event, Gap):
        return f"{clock(event.end)} gap from {clock(event.begin)}"
    return f"{clock(event.at)} {_changed(event)}"


def _changed(event: IncidentChange) -> str:
    incident = event.incident
    words = [event.change.removeprefix("incident_"), str(incident.verdict)]
    if incident.cause is not None and incident.cause != USUAL[incident.verdict]:
        words.append(str(incident.cause))
    words += ["from", clock(incident.begin)]
    if event.change is Change.CLOSED:
        assert incident.end is not None
        words += ["to", clock(incident.end)]
    else:
        assert incident.end is None
    if not incident.confirmed:
        words.append("unconfirmed")
    if event.recurrence is not None:
        words.append(f"#{event.recurrence}")
    if event.absorbed:
        words += ["with", *(clock(later.begin) for later in event.absorbed)]
    return " ".join(words)


def told_of(text: str) -> list[str]:
    """What a tracker says of a story."""
    return [told(event) for event in events_of(story(text))]


def changes_of(text: str) -> list[str]:
    """What a tracker says of the incidents of a story, gaps left out."""
    return [told(event) for event in events_of(story(text)) if isinstance(event, IncidentChange)]
