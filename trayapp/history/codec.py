"""A judged check as the columns of a row, and back again, losing nothing.

What was asked and answered is kept as the JSON of the command line, so that an export is what was recorded;
deflated against a sample of itself, for that takes 66 bytes of 700 on a calm day.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from math import isfinite
from typing import Any

from trayapp.domain.check_json import check_from_json, timestamp, to_json
from trayapp.domain.codes import Confidence, VerdictName
from trayapp.domain.records import JudgedCheck, Reason, Verdict
from trayapp.domain.tracker import SEVERITY
from trayapp.history.moments import cause_or_none, from_ms
from trayapp.reading import parse_json

COLUMNS = "at_ms, interval_s, verdict, cause, confidence, seen"
"""Of the table of checks, as `unpack` takes them."""

_KEYS = (
    "surfaces",
    "controls",
    "evidence",
    "reasons",
    "second_look",
    "trouble_since",
    "own_trouble",
    "left_alone",
)

# Part of the format of the files, as the tables are: to change a letter is to write all rows anew. What is
# met most often stands last, where it is cheapest to point at.
_SAMPLE = (
    b'"evidence":[{"source":"globalping","says":"trouble","kind":"vantage","count":5,"of":6,"at":"2026-02-16T'
    b'13:27:40.120Z","url":"https://"},{"source":"netblocks","says":"nothing","kind":"expert","count":null,"of'
    b'":null,"at":null,"url":null},{"source":"bluesky","says":"unavailable","kind":"crowd"},{"source":"mastodo'
    b'n","says":"fine"}],{"code":"voice_trouble","for":true,"values":{"source":"kind":"count":"of":}},{"code":'
    b'"resolver_says","for":false,"values":{"control":"doh_cloudflare","detail":"knows"}},{"code":"others_not_'
    b'asked","for":true,"values":{}},{"code":"line_works","for":true,"values":{"fine":4,"asked":4}},{"code":"c'
    b'ontrol_failed","for":true,"values":{"control":"google","outcome":"connect_failed","detail":"unreachable"'
    b'}},{"code":"surface_failed","for":true,"values":{"surface":"web","outcome":"server_error","detail":"orig'
    b'in","http_status":503}}soft_failure,protocol_error,tls_failed,limited,cached,refused,redirected,via_prox'
    b'y":true,"outcome":"dns_failed","detail":"nxdomain","outcome":"timeout","detail":"first_byte","controls":'
    b'[{"id":"mozilla","outcome":"ok","detail":null,"http_status":200,"address":"34.107.221.82","phases_ms":{"'
    b'dns":4.1,"connect":11.0,"first_byte":80.2,"total":118.0},"by_address":false,"date_skew_s":0.4},{"id":"mi'
    b'crosoft","id":"google","outcome":"ok","detail":null,"http_status":204,{"id":"cloudflare","id":"doh_googl'
    b'e","outcome":"ok","detail":"knows","by_address":true,"date_skew_s":-0.3,"handshake":true},"handshake":nu'
    b'll}],{"surfaces":[{"id":"web","outcome":"ok","detail":null,"http_status":200,"address":"162.159.140.229"'
    b',"phases_ms":{"dns":1.9,"connect":7.0,"tls":15.3,"first_byte":60.7,"total":93.6}},{"id":"images","outcom'
    b'e":"ok","detail":null,"http_status":200,"address":"199.232.40.159","phases_ms":{"dns":2.8,"connect":6.5,'
    b'"tls":13.8,"first_byte":27.4,"total":46.2}},{"id":"assets","outcome":{"id":"video","http_status":206,"id'
    b'":"links","outcome":"ok","detail":null,"http_status":301,"address":"172.66.0.227","phases_ms":{"dns":3.4'
    b',"connect":12.1,"tls":21.2,"first_byte":95.3,"total":142.8}},{"id":"posts","outcome":"ok","detail":null,'
    b'"http_status":200,"address":"104.244.42.1","phases_ms":{"dns":8.8,"connect":5.0,"tls":18.1,"first_byte":'
    b'239.4,"total":312.2}}],"controls":[],"evidence":[],"reasons":[{"code":"surface_ok","for":true,"values":{'
    b'"surface":"images","outcome":"ok","http_status":200}},{"code":"surface_ok","for":true,"values":{"surface'
    b'":"web","outcome":"ok","http_status":200}},{"code":"surface_ok","for":true,"values":{"surface":"posts","'
    b'outcome":"ok","http_status":200}}]}'
)


_MOST_BYTES = 1 << 20  # a check has a thousand; of a few bytes zlib makes as many as it is let


def pack(judged: JudgedCheck) -> bytes:
    """All of a check that has no column of its own. Raises ValueError if that is more than is ever read."""
    written = to_json(judged, "")  # no summary: it is worded when it is read, in the language of its reader
    text = json.dumps({key: written[key] for key in _KEYS if key in written}, separators=(",", ":"))
    if len(text) > _MOST_BYTES:
        raise ValueError("too long")
    # The smallest: it is one short text a check. To have a large window cleared takes longer than the rest.
    press = zlib.compressobj(9, wbits=13, memLevel=6, zdict=_SAMPLE)
    return press.compress(text.encode()) + press.flush()


def unpack(
    at_ms: int, interval_s: float, verdict: str, cause: str | None, confidence: str, seen: bytes
) -> JudgedCheck:
    """The check of these columns. Raises one of `DAMAGED` (`history.file.schema`) if they are."""
    value = _inflate(seen)
    # SQLite knows REAL alone, and 60.0 would be exported where 60 was recorded.
    written_s = int(interval_s) if interval_s.is_integer() else interval_s
    value |= {"at": timestamp(from_ms(at_ms)), "interval_s": written_s}
    # Where nothing is claimed the column has a filler.
    is_claim = VerdictName(verdict) in SEVERITY
    value |= {"verdict": verdict, "cause": cause, "confidence": confidence if is_claim else None}
    return judged_from_json(value)


def judged_from_json(value: dict[str, Any]) -> JudgedCheck:
    """A check with the verdict that it got then. Raises one of `DAMAGED` if there is none, or it is none."""
    check, evidence = check_from_json(value)
    confidence = value.get("confidence")
    judgement = Verdict(
        VerdictName(value["verdict"]),
        cause_or_none(value.get("cause")),
        None if confidence is None else Confidence(confidence),
        tuple(_reasons(value.get("reasons"))),
    )
    return JudgedCheck(check, evidence, judgement)


def _reasons(value: Any) -> Iterator[Reason]:
    """Those that can be read."""
    for entry in value if isinstance(value, list) else ():
        match entry:
            case {"code": str(code), "for": bool(speaks_for), "values": dict(values)}:
                yield Reason(code, speaks_for, tuple(pair for pair in values.items() if _is_simple(pair[1])))


def _is_simple(value: Any) -> bool:
    return isinstance(value, str | int | None) or (isinstance(value, float) and isfinite(value))


def _inflate(seen: bytes) -> dict[str, Any]:
    press = zlib.decompressobj(zdict=_SAMPLE)
    try:
        text = press.decompress(seen, _MOST_BYTES)
    except zlib.error as error:
        raise ValueError("damaged") from error
    if not press.eof:  # the checksum stands at the end
        raise ValueError("cut short")
    value: dict[str, Any] = parse_json(text)
    return value
