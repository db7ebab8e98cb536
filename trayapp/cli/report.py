"""`trayapp report`: what happened to X, to hand on to somebody who was not there.

Nothing in it tells of the user's network: no host, no address, no note, no incident that does not count.
"""

from __future__ import annotations

import argparse
import html
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from trayapp import __version__
from trayapp.about import HOMEPAGE, PROGRAM
from trayapp.cli.output import say
from trayapp.clock import local, utc_now
from trayapp.history.incidents import RecordedIncident
from trayapp.history.overview import Overview
from trayapp.history.summary import Summary
from trayapp.i18n import Words
from trayapp.sharing.ribbon_svg import ribbon_svg

_DEFAULT_SPAN = timedelta(days=30)
_HEADERS = ("when", "duration", "what", "cause")


def run(options: argparse.Namespace, words: Words) -> int:
    """Print it.

    Raises:
        HistoryError: it cannot be read.
    """
    now = utc_now()
    begin = options.since or now - _DEFAULT_SPAN
    with Summary(options.folder) as summary:
        overview = summary.overview(begin, now)
    write = _as_html if options.form == "html" else _as_markdown
    say("\n".join(write(words, overview, begin, now)))
    return 0


def _title(words: Words, begin: datetime, end: datetime) -> str:
    # Who reads it may live in another zone.
    written = [f"{words.date_and_time(at)} {local(at):%Z}" for at in (begin, end)]
    return words.gettext("X availability from {begin} to {end}", begin=written[0], end=written[1])


def _source(words: Words) -> str:
    return words.gettext(
        "Seen from one computer and without logging in, by {program} {version}.",
        program=PROGRAM,
        version=__version__,
    )


def _rows(words: Words, overview: Overview) -> list[Sequence[str]]:
    """Of each incident when, how long, what and why, newest first."""
    last = overview.segments[-1].incident if overview.segments else None  # what goes on is seen at the end
    return [
        _row(words, each, is_in_sight=each.incident == last) for each in overview.incidents if each.is_counted
    ]


def _rest(words: Words, overview: Overview, rows: Sequence[Sequence[str]]) -> str:
    """That there are none, or how many are not among the last thousand, which are the rows."""
    count = overview.totals.incidents - len(rows)
    if count > 0:
        return words.ngettext("({count} more)", "({count} more)", count)
    return "" if rows else words.gettext("No incidents.")


def _row(words: Words, recorded: RecordedIncident, *, is_in_sight: bool) -> Sequence[str]:
    names, incident = words.names, recorded.incident
    cause = names.cause(incident.cause) if incident.cause else names.verdict(incident.verdict)
    if not incident.confirmed:
        cause = words.gettext("{cause}, unsure", cause=cause)
    return (
        words.date_and_time(incident.begin),
        words.history.lasted(incident, None if is_in_sight else recorded.seen_until),
        words.history.headline(incident),
        cause,
    )


def _as_markdown(words: Words, overview: Overview, begin: datetime, end: datetime) -> Iterator[str]:
    yield f"# {_title(words, begin, end)}"
    yield ""
    yield words.history.totals(overview.totals)
    yield ""
    rows = _rows(words, overview)
    if rows:
        headers = [words.window.header(name) for name in _HEADERS]
        yield f"| {' | '.join(headers)} |"
        yield "|" + " --- |" * len(headers)
        yield from (f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
        yield ""
    if rest := _rest(words, overview, rows):
        yield rest
        yield ""
    yield f"{_source(words)} <{HOMEPAGE}>"


def _as_html(words: Words, overview: Overview, begin: datetime, end: datetime) -> Iterator[str]:
    title = html.escape(_title(words, begin, end))
    yield f'<!DOCTYPE html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">'
    yield f"<title>{title}</title>"
    yield (
        "<style>body{font-family:sans-serif;max-width:45em;margin:2em auto;padding:0 1em}"
        "svg{width:100%;height:auto}td,th{text-align:left;padding:.2em 1em .2em 0}</style>\n</head>\n<body>"
    )
    yield f"<h1>{title}</h1>"
    yield f"<p>{html.escape(words.history.totals(overview.totals))}</p>"
    yield ribbon_svg(overview.segments, words.history.totals(overview.totals))
    rows = _rows(words, overview)
    if rows:
        yield "<table>"
        yield (
            "<tr>"
            + "".join(f"<th>{html.escape(words.window.header(name))}</th>" for name in _HEADERS)
            + "</tr>"
        )
        yield from (
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        yield "</table>"
    if rest := _rest(words, overview, rows):
        yield f"<p>{html.escape(rest)}</p>"
    yield f'<p><small>{html.escape(_source(words))} <a href="{HOMEPAGE}">{HOMEPAGE}</a></small></p>'
    yield "</body>\n</html>"
