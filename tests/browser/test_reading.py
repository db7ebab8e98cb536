"""How what a browser saw is read: a row for each rule."""

from dataclasses import replace

import pytest

from trayapp.browser.reading import Drawn, Part, Request, Sight, read
from trayapp.domain.codes import Outcome

PAGE = Request(Part.PAGE, "x.com", 200, signed=True)
SCRIPT = Request(Part.SCRIPT, "abs.twimg.com", 200)
API = Request(Part.API, "api.x.com", 200, signed=True)
POSTS, ERROR, WORDS = Drawn(posts=3), Drawn(has_error_block=True), Drawn(has_error_words=True)


NOTHING = Drawn()


def _sight(*others: Request, drawn: Drawn = NOTHING, broken_off: str = "") -> Sight:
    return Sight((PAGE, SCRIPT, *others), drawn, broken_off)


def _api(status: int) -> Request:
    return replace(API, status=status)


def _silent(request: Request, error: str = "net::ERR_TIMED_OUT") -> Request:
    return replace(request, status=None, signed=False, error=error)


@pytest.mark.parametrize(
    ("sight", "outcome", "detail", "status"),
    [
        pytest.param(_sight(API, drawn=POSTS), "ok", None, None, id="posts are drawn"),
        pytest.param(_sight(_api(503), drawn=POSTS), "ok", None, None, id="posts, beside what failed"),
        pytest.param(_sight(_api(404), drawn=POSTS), "ok", None, None, id="posts, beside what is not there"),
        pytest.param(_sight(_api(503), drawn=ERROR), "server_error", "api", 503, id="the interface fails"),
        pytest.param(_sight(API, _api(500)), "server_error", "api", 500, id="fails, and no error is drawn"),
        pytest.param(Sight((replace(PAGE, status=502),)), "server_error", "page", 502, id="the page fails"),
        pytest.param(
            Sight((PAGE, replace(SCRIPT, status=503))), "server_error", "script", 503, id="scripts fail"
        ),
        pytest.param(
            _sight(API, drawn=ERROR), "soft_failure", "error_shown", None, id="an error, by its place"
        ),
        pytest.param(
            _sight(API, drawn=WORDS), "soft_failure", "error_shown", None, id="an error, by its words"
        ),
        pytest.param(_sight(_api(403), drawn=ERROR), "refused", "http_403", 403, id="403 beside an error"),
        pytest.param(_sight(_api(401), drawn=ERROR), "refused", "http_401", 401, id="no guest token"),
        pytest.param(_sight(_api(404), drawn=ERROR), "refused", "http_404", 404, id="404 of the interface"),
        pytest.param(_sight(_api(429), drawn=ERROR), "limited", None, 429, id="429 beside an error"),
        pytest.param(_sight(_api(503), _api(429)), "limited", None, 429, id="429 goes before 503"),
        pytest.param(
            _sight(replace(_api(429), is_challenge=True)),
            "refused",
            "challenge",
            429,
            id="a challenge as 429",
        ),
        pytest.param(_sight(drawn=Drawn(has_login=True)), "refused", "login", None, id="a log-in wall"),
        pytest.param(
            Sight((PAGE, replace(SCRIPT, status=404)), WORDS),
            "unrecognized",
            None,
            None,
            id="scripts missing",
        ),
        pytest.param(_sight(API), "unrecognized", None, None, id="nothing drawn, nothing wrong"),
        pytest.param(_sight(broken_off="elsewhere"), "unrecognized", "elsewhere", None, id="leads elsewhere"),
        pytest.param(Sight((_silent(PAGE),)), "timeout", "page", None, id="the page is lost"),
        pytest.param(Sight((PAGE, _silent(SCRIPT))), "timeout", "script", None, id="a script is lost"),
        pytest.param(_sight(_silent(API), drawn=ERROR), "timeout", "api", None, id="the interface is lost"),
        pytest.param(_sight(_silent(API, "")), "timeout", "api", None, id="the interface is silent"),
        pytest.param(_sight(_silent(API), _api(503)), "server_error", "api", 503, id="one lost, one failing"),
    ],
)
def test_a_page(sight: Sight, outcome: str, detail: str | None, status: int | None) -> None:
    result = read([sight])

    assert (result.id, result.outcome, result.detail, result.http_status) == ("page", outcome, detail, status)
    assert not result.filtered


@pytest.mark.parametrize(
    "request_",
    [
        _silent(API, "net::ERR_NAME_NOT_RESOLVED"),
        _silent(API, "net::ERR_CONNECTION_REFUSED"),  # 0.0.0.0, as filters say
        _silent(API, "net::ERR_CERT_AUTHORITY_INVALID"),
        _silent(API, "net::ERR_BLOCKED_BY_ADMINISTRATOR"),
        _silent(PAGE, "net::ERR_PROXY_CONNECTION_FAILED"),
        _silent(PAGE, "net::ERR_TUNNEL_CONNECTION_FAILED"),  # what the proxy says to CONNECT is not shown
        _silent(PAGE, "net::ERR_SOCKS_CONNECTION_FAILED"),
        replace(API, status=403, signed=False),  # a company's proxy
        replace(API, status=503, signed=False),
        replace(API, status=200, signed=False),
    ],
    ids=lambda request: request.error or f"unsigned {request.status}",
)
def test_what_a_filter_takes_away_counts_for_nothing(request_: Request) -> None:
    assert read([_sight(request_, drawn=ERROR)]).filtered


def test_lost_requests_of_all_pages_are_counted() -> None:
    two = _sight(_silent(API), _silent(API))

    assert read([two, two]).lost == 4


def test_lost_is_the_earliest_that_was_lost_of_any() -> None:
    two = [_sight(_silent(API)), Sight((_silent(PAGE),))]

    assert read(two).detail == read(two[::-1]).detail == "page"


@pytest.mark.parametrize(
    ("sights", "outcome"),
    [
        ([_sight(_api(503)), _sight(API, drawn=POSTS)], Outcome.OK),
        ([_sight(_api(503)), _sight(_api(403))], Outcome.REFUSED),
        ([_sight(_silent(API)), _sight(_api(503))], Outcome.SERVER_ERROR),
        ([_sight(API), _sight(API, drawn=ERROR)], Outcome.SOFT_FAILURE),
        ([_sight(API), _sight(_silent(API))], Outcome.UNRECOGNIZED),
    ],
    ids=["posts on one", "turned away on one", "failing on one", "an error on one", "lost on one"],
)
def test_two_pages_together(sights: list[Sight], outcome: Outcome) -> None:
    assert read(sights).outcome is read(sights[::-1]).outcome is outcome
