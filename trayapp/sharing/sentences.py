"""What is said to others in sentences: a message on how X is now, and one line on an incident."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from trayapp.clock import local
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.records import Evidence, JudgedCheck
from trayapp.domain.remedies import named_surfaces
from trayapp.domain.tracker import SEVERITY, Incident
from trayapp.i18n import Words
from trayapp.i18n.catalogue import N_
from trayapp.sharing.digest import VANTAGE_POINTS, Digest, failing, parts_of_x, witnesses

# Translators: all twelve, without blanks in them: dates without Qt, for the command line passes them on, too.
_MONTHS = N_("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
_OVER = {
    # whether it is confirmed
    (VerdictName.DOWN, True): N_("X was down {when} ({duration})"),
    (VerdictName.DOWN, False): N_("X may have been down {when} ({duration})"),
    (VerdictName.DEGRADED, True): N_("X had problems {when} ({duration})"),
    (VerdictName.DEGRADED, False): N_("X may have had problems {when} ({duration})"),
    (VerdictName.BLOCKED, True): N_("X was blocked on one network {when} ({duration})"),
    (VerdictName.BLOCKED, False): N_("X may have been blocked on one network {when} ({duration})"),
}
_OPEN = {
    (VerdictName.DOWN, True): N_("X has been down since {when} ({duration} so far)"),
    (VerdictName.DOWN, False): N_("X may have been down since {when} ({duration} so far)"),
    (VerdictName.DEGRADED, True): N_("X has had problems since {when} ({duration} so far)"),
    (VerdictName.DEGRADED, False): N_("X may have had problems since {when} ({duration} so far)"),
    (VerdictName.BLOCKED, True): N_("X has been blocked on one network since {when} ({duration} so far)"),
    (VerdictName.BLOCKED, False): N_(
        "X may have been blocked on one network since {when} ({duration} so far)"
    ),
}
_WHY = {
    # Translators: after "X was down on 26 Nov (23 min):", as something that is over.
    Cause.PROXY_REFUSES: N_("a proxy refused it"),
    Cause.DNS_BLOCKED: N_("the name service in use did not lead to it"),
    Cause.TLS_INTERCEPTED: N_("what answered could not prove that it was X"),
    Cause.PATH_BLOCKED: N_("it was cut off on the way"),
    Cause.EDGE_OUTAGE: N_("Cloudflare, which stands in front of it, failed"),
    Cause.DNS_GONE: N_("its names were gone from the DNS"),
    Cause.UNREACHABLE: N_("it could not be reached"),
    Cause.SOME_USERS: N_("it failed for some"),
    Cause.SERVER_ERRORS: N_("servers failed"),
    Cause.POSTS_UNREADABLE: N_("posts could not be read"),
    Cause.PART_FAILING: N_("parts failed"),
    Cause.OTHERS_REPORT: N_("reported by others"),
    Cause.SLOW: N_("it was slow"),
    Cause.UNSTABLE: N_("it came and went"),
}
_SEEN_FROM = {
    "AT": N_("seen from Austria"),
    "AU": N_("seen from Australia"),
    "BR": N_("seen from Brazil"),
    "CA": N_("seen from Canada"),
    "CH": N_("seen from Switzerland"),
    "DE": N_("seen from Germany"),
    "ES": N_("seen from Spain"),
    "FR": N_("seen from France"),
    "GB": N_("seen from the United Kingdom"),
    "IE": N_("seen from Ireland"),
    "IN": N_("seen from India"),
    "JP": N_("seen from Japan"),
    "PT": N_("seen from Portugal"),
    "TR": N_("seen from Turkey"),
    "US": N_("seen from the United States"),
}
"""Whole phrases: which word stands before a country, and in which case, no program guesses."""


def incident_sentence(told: Digest, words: Words, now: datetime, country: str | None = None) -> str:
    """An incident in one sentence to post: what, when, how long, why, seen from where, confirmed by whom.

    `country` is ISO 3166-1 alpha-2, as the settings or the locale have it; `None` if it is not to be said.
    """
    incident, until = told.incident, told.incident.end or told.seen_until
    text = (_OPEN if until is None else _OVER)[incident.verdict, incident.confirmed]
    lasted = words.length((until or now) - incident.begin)
    if told.seen_until is not None:
        lasted = words.history.at_least(lasted)
    what = words.gettext(text, when=_when(told, words, now), duration=lasted)
    details = []
    if incident.cause in _WHY:
        is_open = until is None
        details.append(words.names.cause(incident.cause) if is_open else words.gettext(_WHY[incident.cause]))
    details += filter(None, [seen_from(country, words)])
    if others := named(told.witnesses, words):
        details.append(words.gettext("confirmed by {sources}", sources=others))
    if not details:
        return f"{what}."
    return words.gettext("{what}: {details}.", what=what, details=", ".join(details))


def message(
    judged: JudgedCheck, incident: Incident | None, words: Words, now: datetime, country: str | None = None
) -> str:
    """How X is now, for a newsroom to post: what, since when, which parts, who else says so, as of when.

    `incident` is the one that is open, if any.
    """
    return "\n".join(_message(judged, incident, words, now, country))


def _message(
    judged: JudgedCheck, incident: Incident | None, words: Words, now: datetime, country: str | None
) -> Iterator[str]:
    judged = _of_x(judged)
    verdict, at = judged.verdict, judged.check.at
    named_here = named_surfaces(verdict)
    checked = words.gettext("Checked {when}", when=moment(at, words, now))
    checked = ", ".join(filter(None, [checked, seen_from(country, words)]))
    about = words.gettext("{checked}, with trayapp, which is independent of X Corp.", checked=checked)
    if verdict.name is VerdictName.UP or (verdict.cause is Cause.PART_FAILING and not named_here):
        yield words.gettext("X is up.")  # it is the user's own address that fails, if any
        yield about
        return
    if verdict.name not in SEVERITY:
        yield words.gettext("How X is cannot be told from here just now.")
        yield about
        return
    yield words.verdicts.brief(judged)
    if incident is not None:
        lasted = words.length(now - incident.begin)
        yield words.gettext(
            "Since {when}, {duration} so far.", when=moment(incident.begin, words, now), duration=lasted
        )
    failed = parts_of_x(failing(judged))
    fine = parts_of_x(result.id for result in judged.check.surfaces if result.is_ok)
    if failed:
        yield words.gettext("Affected: {parts}.", parts=words.names.parts(failed))
    if fine:
        yield words.gettext("Working: {parts}.", parts=words.names.parts(fine))
    if others := named(witnesses(judged.evidence), words):
        yield words.gettext("Others see it, too: {sources}.", sources=others)
    else:
        yield words.gettext("Nobody else has confirmed it yet.")
    if incident is None or not incident.confirmed:
        yield words.gettext("Not sure yet: too little points to it.")
    yield about


def _of_x(judged: JudgedCheck) -> JudgedCheck:
    """Without what speaks of other parts than X's own: the user's address, or a name from another history."""
    of_x = (
        reason
        for reason in judged.verdict.reasons
        if (surface := dict(reason.values).get("surface")) is None or parts_of_x([str(surface)])
    )
    return replace(judged, verdict=replace(judged.verdict, reasons=tuple(of_x)))


def named(said: Sequence[Evidence], words: Words) -> str:
    """Others in a row: "NetBlocks and 5 of 6 vantage points"; empty if there are none."""
    return words.names.listed([_witness(each, words) for each in said])


def parts_lines(told: Digest, words: Words) -> Iterator[str]:
    """Which parts of X failed in it, and which did not; none that was not asked."""
    if told.concerned:
        yield words.gettext("Affected: {parts}.", parts=words.names.parts(told.concerned))
    if told.unconcerned:
        yield words.gettext("Not affected: {parts}.", parts=words.names.parts(told.unconcerned))


def _witness(said: Evidence, words: Words) -> str:
    if said.source == VANTAGE_POINTS and said.count is not None and said.of is not None:
        return words.gettext("{count} of {total} vantage points", count=said.count, total=said.of)
    return words.names.source(said.source)


def seen_from(country: str | None, words: Words) -> str:
    """Where the watching is done, no nearer than the country; empty if there are no words for it."""
    return words.gettext(_SEEN_FROM.get(country or "", ""))


def day(at: datetime, words: Words, now: datetime) -> str:
    here = local(at)
    month = words.gettext(_MONTHS).split()[here.month - 1]
    text = words.gettext("{day} {month}", day=here.day, month=month)
    return text if here.year == local(now).year else f"{text} {here.year}"


def moment(at: datetime, words: Words, now: datetime) -> str:
    """A moment as whoever reads it elsewhere needs it: day, time of day, and by which zone."""
    return words.gettext("{day}, {time}", day=day(at, words, now), time=local(at).strftime("%H:%M %Z"))


def _when(told: Digest, words: Words, now: datetime) -> str:
    begin, end = told.incident.begin, told.incident.end
    if told.seen_until is not None:
        # Translators: when an incident began of which nobody knows whether it is over.
        return words.gettext("from {begin} on", begin=moment(begin, words, now))
    if end is None:
        return moment(begin, words, now)
    if local(begin).date() == local(end).date():
        return words.gettext(
            "on {day} from {begin} to {end}",
            day=day(begin, words, now),
            begin=local(begin).strftime("%H:%M"),
            end=local(end).strftime("%H:%M %Z"),
        )
    return words.gettext(
        "from {begin} to {end}", begin=moment(begin, words, now), end=moment(end, words, now)
    )
