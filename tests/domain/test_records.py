"""What each answer says of the host that was asked, one line an answer."""

import pytest

from tests.domain.made import control, surface
from trayapp.domain.records import SurfaceResult

READINGS = {
    "fails": "fails",
    "ok": "is_ok",
    "proxy": "is_proxy_at_fault",
    "refused_by_proxy": "is_refused_by_proxy",
    "unsigned": "is_unsigned",
    "lost": "is_lost",
    "x": "fails_on_x_side",
    "reached": "is_reached",
    "out_of_reach": "is_out_of_reach",
    "kept_away": "is_kept_away",
    "own_word": "is_own_word",
    "foreign": "has_foreign_certificate",
    "dated": "has_dated_certificate",
    "answered": "has_answered",
}

TABLE = [
    ("ok", "ok reached answered"),
    ("slow", "ok reached answered"),
    ("cached", "reached answered"),
    ("refused", "reached answered"),
    ("limited", "reached answered"),
    ("unrecognized", "reached answered"),
    ("server_error:origin", "fails x reached own_word answered"),
    ("server_error:edge", "fails x reached own_word answered"),
    ("server_error:api", "fails x reached answered"),
    ("server_error:unsigned", "fails unsigned out_of_reach kept_away answered"),
    ("soft_failure", "fails x reached answered"),
    ("soft_failure:unsigned", "fails unsigned out_of_reach kept_away answered"),
    ("redirected:a.example", "fails kept_away answered"),
    ("dns_failed:nxdomain", "fails out_of_reach kept_away"),
    ("dns_failed:servfail", "fails lost out_of_reach kept_away"),
    ("dns_failed:no_answer", "fails lost out_of_reach kept_away"),
    ("connect_failed:refused", "fails out_of_reach kept_away"),
    ("connect_failed:reset", "fails lost out_of_reach kept_away"),
    ("connect_failed:unreachable", "fails lost out_of_reach kept_away"),
    ("connect_failed:proxy", "fails proxy lost"),
    ("connect_failed:proxy_refused", "fails refused_by_proxy out_of_reach kept_away"),
    ("tls_failed:handshake", "fails lost out_of_reach kept_away"),
    ("tls_failed:expired", "fails x reached dated"),
    ("tls_failed:not_yet_valid", "fails dated"),
    ("tls_failed:untrusted", "fails foreign"),
    ("tls_failed:wrong_host", "fails foreign"),
    ("tls_failed:proxy", "fails proxy lost"),
    ("timeout:dns", "fails lost out_of_reach kept_away"),
    ("timeout:connect", "fails lost out_of_reach kept_away"),
    ("timeout:tls", "fails lost out_of_reach kept_away"),
    ("timeout:first_byte", "fails lost x reached kept_away"),
    ("timeout:body", "fails lost x reached kept_away"),
    ("timeout:proxy", "fails proxy lost"),
    ("protocol_error:encoding", "fails x reached answered"),
    ("protocol_error:cut_short", "fails lost x reached kept_away"),
    ("protocol_error:no_answer", "fails lost x reached kept_away"),
    ("protocol_error:proxy", "fails proxy lost"),
    ("refused:proxy", "proxy"),
    ("refused:proxy_refused", "reached answered"),
    ("refused:unsigned", "unsigned out_of_reach kept_away answered"),
]


def read(result: SurfaceResult) -> str:
    return " ".join(name for name, holds in READINGS.items() if getattr(result, holds))


@pytest.mark.parametrize(("answer", "readings"), TABLE)
def test_an_answer_says_no_more_than_it_proves(answer: str, readings: str) -> None:
    assert read(surface("web", answer)) == readings


def test_whoever_is_led_elsewhere_is_led_there_whatever_the_host_is_called() -> None:
    details = {answer.partition(":")[2] for answer, _ in TABLE} - {""}
    assert {read(surface("web", f"redirected:{host}")) for host in details} == {"fails kept_away answered"}


def test_what_x_signed_is_its_own_word() -> None:
    assert surface("web", "soft_failure", signed=True).is_own_word


@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("google", (False, False, "google")),
        ("google_tls", (False, True, "google")),
        ("cloudflare", (False, True, "cloudflare")),
        ("doh_google", (True, True, "google")),
    ],
)
def test_the_name_of_a_control_says_how_it_is_asked(name: str, readings: tuple[bool, bool, str]) -> None:
    asked = control(name, "ok")
    assert control(name, "ok", by_address=True).is_by_address
    assert (asked.is_by_address, asked.is_https, asked.operator) == readings
