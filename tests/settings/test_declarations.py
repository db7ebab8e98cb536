"""Settings: defaults, edges, and what becomes of values and files that are not as they should be."""

import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from trayapp.domain.messages import MessageEvent
from trayapp.errors import SettingsError
from trayapp.i18n import LANGUAGES, Words
from trayapp.settings.declarations import EVENTS as EVENT_NAMES
from trayapp.settings.declarations import Problem, Settings
from trayapp.settings.file import Loaded, from_tables, load

KEYS = {setting.metadata["key"]: setting for setting in fields(Settings)}
ENGLISH = Words("en")
patiently = hypothesis_settings(deadline=None)  # on a busy machine an example may take its time


def from_toml(text: str) -> Loaded:
    return from_tables(tomllib.loads(text))


def from_file(path: Path, content: bytes) -> Loaded:
    path.write_bytes(content)
    return load(path, must_exist=True)


def refusal(path: Path, *, must_exist: bool = True) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(path, must_exist=must_exist)
    return caught.value


def test_the_events_are_those_that_are_told() -> None:
    assert tuple(MessageEvent) == EVENT_NAMES


def test_defaults_are_what_a_fresh_user_gets() -> None:
    assert from_tables({}) == Loaded(
        Settings(
            language="system",
            interval_s=60,
            keep_days=90,
            proxy="system",
            proxy_url="",
            web=True,
            posts=True,
            images=True,
            assets=True,
            video=True,
            links=True,
            api=False,
            icon_style="colour",
            country="",
            sources=True,
            globalping=True,
            globalping_per_hour=50,
            netblocks=True,
            cloudflare_status=True,
            custom_url="",
            custom_status=200,
            custom_text="",
            notices=True,
            notices_trouble=True,
            notices_recovery=True,
            notices_blocked=True,
            notices_offline=True,
            quiet_from="",
            quiet_until="",
            command=(),
            team1="off",
            team1_events=("opened", "worse", "confirmed", "recovered"),
        )
    )


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ('language = "de"', "language", "de"),
        ('language = "en"', "language", "en"),
        ("checks.interval_s = 30", "interval_s", 30),
        ("checks.interval_s = 3600", "interval_s", 3600),
        ("history.keep_days = 1", "keep_days", 1),
        ("history.keep_days = 3650", "keep_days", 3650),
        ('icons.style = "mono_dark"', "icon_style", "mono_dark"),
        ('country = "AT"', "country", "AT"),
        ('country = ""', "country", ""),
        ("sources.enabled = false", "sources", False),
        ("sources.netblocks = false", "netblocks", False),
        ("sources.globalping_per_hour = 32", "globalping_per_hour", 32),
        ("sources.globalping_per_hour = 500", "globalping_per_hour", 500),
        ("sources.reddit = true", "reddit", True),
        (
            'sources.mastodon_servers = ["a.example", "b-1.example"]',
            "mastodon_servers",
            ("a.example", "b-1.example"),
        ),
        ('sources.mastodon_servers = ["a.example", "a.example"]', "mastodon_servers", ("a.example",)),
        ('proxy.mode = "none"', "proxy", "none"),
        ('proxy.url = "http://proxy.example:3128"', "proxy_url", "http://proxy.example:3128"),
        ('proxy.url = "socks://localhost:1080"', "proxy_url", "socks://localhost:1080"),
        ('proxy.url = "socks5h://me:secret@[::1]:1080"', "proxy_url", "socks5h://me:secret@[::1]:1080"),
        ("surfaces.web = false", "web", False),
        ("surfaces.posts = false", "posts", False),
        ("surfaces.images = false", "images", False),
        ("surfaces.assets = false", "assets", False),
        ("surfaces.video = false", "video", False),
        ("surfaces.links = false", "links", False),
        ("surfaces.api = true", "api", True),
        ('custom.url = "https://x.com/me?q=1"', "custom_url", "https://x.com/me?q=1"),
        ("custom.status = 200", "custom_status", 200),
        ("custom.status = 599", "custom_status", 599),
        ('custom.text = "Grüße"', "custom_text", "Grüße"),
        ("notices.enabled = false", "notices", False),
        ("notices.recovery = false", "notices_recovery", False),
        ('metrics.address = "127.0.0.1:9464"', "metrics_address", "127.0.0.1:9464"),
        ('metrics.address = "9464"', "metrics_address", "9464"),
        ('metrics.address = "[::]:65535"', "metrics_address", "[::]:65535"),
        ('metrics.site = "Köln"', "metrics_site", "Köln"),
        ('messages.command = ["tell", "-n", "", "-n", "a b"]', "command", ("tell", "-n", "", "-n", "a b")),
        ("messages.command = []", "command", ()),
        ('messages.team1 = "down"', "team1", "down"),
        ('messages.team3_events = ["worse", "opened", "worse"]', "team3_events", ("worse", "opened")),
    ],
)
def test_value_within_its_range_is_taken(text: str, name: str, value: object) -> None:
    loaded = from_toml(text)

    assert getattr(loaded.settings, name) == value
    assert loaded.problems == ()


INTERVAL = ("checks.interval_s", "not_in_range", "30-3600")
SERVERS = ("sources.mastodon_servers", "not_allowed", '["mastodon.social", …]')
STATUS = ("custom.status", "not_in_range", "200-599")
COUNTRY = ("country", "not_allowed", '"DE", "AT", …')
LANGUAGE = ("language", "not_allowed", ", ".join(f'"{name}"' for name in ("system", *sorted(LANGUAGES))))
PROXY_URL = ("proxy.url", "not_an_address", "http://…, https://…, socks5://…, socks5h://…, socks://…")
QUIET_FROM = ("notices.quiet_from", "not_a_time", '"22:00"')
NO_TEXT = ("notices.quiet_from", "not_text", QUIET_FROM[2])
METRICS = ("metrics.address", "not_allowed", '"127.0.0.1:9464"')
COMMAND = ("messages.command", "not_allowed", '["program", "argument", …]')
EVENTS = ("messages.team1_events", "not_allowed", '["opened", "worse", "confirmed", "recovered"]')
CUSTOM_URL = ("custom.url", "not_an_address", "https://…")


@pytest.mark.parametrize(
    ("text", "shown", "expected"),
    [
        ("checks.interval_s = 29", "29", INTERVAL),
        ('messages.command = "rm -rf"', '"rm -rf"', COMMAND),
        ('messages.command = ["tell", 1]', "[…]", COMMAND),
        ('messages.command = ["tell\\u0000"]', "[…]", COMMAND),
        ("messages.team1_events = []", "[]", EVENTS),
        ('messages.team1_events = ["closed"]', "[…]", EVENTS),
        ("history.keep_days = 0", "0", ("history.keep_days", "not_in_range", "1-3650")),
        ("checks.interval_s = 3601", "3601", INTERVAL),
        ("checks.interval_s = -60", "-60", INTERVAL),
        ("checks.interval_s = 60.0", "60.0", INTERVAL),
        ("checks.interval_s = nan", "nan", INTERVAL),
        ("checks.interval_s = true", "true", INTERVAL),
        ('checks.interval_s = "60"', '"60"', INTERVAL),
        ("checks.interval_s = [60]", "[…]", INTERVAL),
        ("checks.interval_s = 2026-02-16", "2026-02-16", INTERVAL),
        ("checks.interval_s = {a = 1}", "{…}", INTERVAL),
        (f"checks.interval_s = 0x{'f' * 5000}", "…", INTERVAL),
        ("sources.mastodon_servers = []", "[]", SERVERS),
        ('sources.mastodon_servers = "a.example"', '"a.example"', SERVERS),
        ("sources.mastodon_servers = [3]", "[…]", SERVERS),
        ('sources.mastodon_servers = ["https://a.example/"]', "[…]", SERVERS),
        ('sources.mastodon_servers = ["localhost"]', "[…]", SERVERS),
        ('sources.mastodon_servers = ["127.0.0.1"]', "[…]", SERVERS),
        ('sources.mastodon_servers = ["a.example:8080"]', "[…]", SERVERS),
        (f"sources.mastodon_servers = {[f'{n}.example' for n in range(6)]}", "[…]", SERVERS),
        ("custom.status = 199", "199", STATUS),
        ("custom.status = 600", "600", STATUS),
        ('country = "de"', '"de"', COUNTRY),
        ('country = "DEU"', '"DEU"', COUNTRY),
        ('country = "D1"', '"D1"', COUNTRY),
        (
            "sources.globalping_per_hour = 31",
            "31",
            ("sources.globalping_per_hour", "not_in_range", "32-500"),
        ),
        ('language = "xx"', '"xx"', LANGUAGE),
        ('language = "DE"', '"DE"', LANGUAGE),
        ("language = 1", "1", LANGUAGE),
        ("language = {a = 1}", "{…}", LANGUAGE),
        ("[language]", "{}", LANGUAGE),
        ("language = []", "[]", LANGUAGE),
        ('proxy.mode = "socks"', '"socks"', ("proxy.mode", "not_allowed", '"system", "none", "manual"')),
        ("proxy.mode.x = 1", "{…}", ("proxy.mode", "not_allowed", '"system", "none", "manual"')),
        ('proxy.url = "http://me:s/ecret@a.example:99999"', '"http://…@a.example:99999"', PROXY_URL),
        ("surfaces.web = 1", "1", ("surfaces.web", "not_allowed", "true, false")),
        ('surfaces.api = "yes"', '"yes"', ("surfaces.api", "not_allowed", "true, false")),
        ("custom.text = 7", "7", ("custom.text", "not_text", "")),
        ("notices.quiet_from = 22", "22", NO_TEXT),
        ("notices.quiet_from = 22:00:00", "22:00:00", NO_TEXT),
        ('notices.quiet_from = "22"', '"22"', QUIET_FROM),
        ('notices.quiet_from = "9:00"', '"9:00"', QUIET_FROM),
        ('notices.quiet_from = "24:00"', '"24:00"', QUIET_FROM),
        ('notices.quiet_from = "22:60"', '"22:60"', QUIET_FROM),
        ('notices.quiet_from = "22:00\\n"', '"22:00\n"', QUIET_FROM),
        ('notices.quiet_from = "٢٢:00"', '"٢٢:00"', QUIET_FROM),
        ("proxy.url = 3128", "3128", ("proxy.url", "not_text", PROXY_URL[2])),
        ('proxy.url = "proxy.example:3128"', '"proxy.example:3128"', PROXY_URL),
        ('proxy.url = "me:secret@a.example:3128"', '"…@a.example:3128"', PROXY_URL),
        ('proxy.url = "http://me:sec ret@a.example"', '"http://…@a.example"', PROXY_URL),
        ('proxy.url = "http://me:secret%40a.example"', '"http://…@a.example"', PROXY_URL),
        ('proxy.url = "ftp://proxy.example"', '"ftp://proxy.example"', PROXY_URL),
        ('proxy.url = "http://"', '"http://"', PROXY_URL),
        ('proxy.url = "http://proxy.example:0"', '"http://proxy.example:0"', PROXY_URL),
        ('proxy.url = "http://proxy.example:65536"', '"http://proxy.example:65536"', PROXY_URL),
        ('proxy.url = "http://proxy.example:port"', '"http://proxy.example:port"', PROXY_URL),
        ('proxy.url = "http://[::1"', '"http://[::1"', PROXY_URL),
        ('custom.url = "http://x.com/"', '"http://x.com/"', CUSTOM_URL),
        ('custom.url = "https://x.com/a b"', '"https://x.com/a b"', CUSTOM_URL),
        ('custom.url = "https://x.com/\\u001b[31m"', '"https://x.com/\x1b[31m"', CUSTOM_URL),
        ("metrics.address = 9464", "9464", ("metrics.address", "not_text", METRICS[2])),
        *(
            (f'metrics.address = "{text}"', f'"{text}"', METRICS)
            for text in (
                "localhost:9464",
                ":9464",
                "::1:9464",
                "1.2.3:9464",
                "1.2.3.4:0",
                "65536",
                "1.2.3.4:",
            )
        ),
        (f'language = "{"x" * 100}"', '"' + "x" * 58 + "…", LANGUAGE),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_bad_value_falls_back_alone_and_is_named_with_what_is_allowed(
    text: str, shown: str, expected: tuple[str, str, str]
) -> None:
    key, code, allowed = expected
    # The one next to it shall not fall with it.
    beside = "surfaces.video = false" if "surfaces" not in text else "checks.interval_s = 90"

    loaded = from_toml(f"{beside}\n{text}")

    default = Settings()
    assert loaded.problems == (Problem(key, code, shown, allowed),)
    changed = {
        s.name for s in fields(Settings) if getattr(loaded.settings, s.name) != getattr(default, s.name)
    }
    assert changed == {"video" if "surfaces" not in text else "interval_s"}


@pytest.mark.parametrize(
    ("text", "key", "shown"),
    [
        ("colour = 3", "colour", "3"),
        ("proxy.colour = 3", "proxy.colour", "3"),
        ("surface.web = false", "surface", "{…}"),
        ("interval_s = 60", "interval_s", "60"),
        ('"proxy.mode" = "none"', '"proxy.mode"', '"none"'),
        ("a.b.c.d = 1", "a", "{…}"),
        ("'' = 1", "", "1"),
    ],
)
def test_unknown_key_is_named(text: str, key: str, shown: str) -> None:
    assert from_toml(text) == Loaded(Settings(), (Problem(key, "unknown_key", shown),))


@pytest.mark.parametrize(
    ("text", "shown"), [("proxy = 3", "3"), ('proxy = "none"', '"none"'), ("[[proxy]]\nmode = 1", "[…]")]
)
def test_value_in_place_of_a_group_is_named(text: str, shown: str) -> None:
    assert from_toml(text) == Loaded(Settings(), (Problem("proxy", "not_a_group", shown, "[proxy]"),))


def test_several_faults_are_all_named() -> None:
    loaded = from_toml('language = "xx"\ncolour = 3\n[checks]\ninterval_s = 5\npace = 1')

    assert [(p.key, p.code) for p in loaded.problems] == [
        ("language", "not_allowed"),
        ("colour", "unknown_key"),
        ("checks.interval_s", "not_in_range"),
        ("checks.pace", "unknown_key"),
    ]


def test_quiet_hours_have_a_beginning_and_an_end() -> None:
    both = from_toml('[notices]\nquiet_from = "22:00"\nquiet_until = "07:30"')

    assert (both.settings.quiet_from, both.settings.quiet_until) == ("22:00", "07:30")
    assert both.problems == ()
    for chosen, missing in (("quiet_from", "quiet_until"), ("quiet_until", "quiet_from")):
        [problem] = from_toml(f'notices.{chosen} = "22:00"').problems
        assert problem == Problem(f"notices.{missing}", "quiet_hours_without_end", "")


def test_manual_proxy_without_an_address_is_named() -> None:
    loaded = from_toml('proxy.mode = "manual"')

    assert loaded == Loaded(Settings(proxy="manual"), (Problem("proxy.url", "proxy_url_missing", ""),))
    assert from_toml('[proxy]\nmode = "manual"\nurl = "http://localhost:8080"').problems == ()


@pytest.mark.parametrize("code", ["unknown_key", "not_a_group", "not_allowed", "not_in_range"])
def test_message_names_setting_value_and_what_it_takes(code: str) -> None:
    said = ENGLISH.troubles.problem(Problem("some.key", code, "value 7", "1-3"))

    assert "some.key" in said
    assert "1-3" in said.replace("1 to 3", "1-3") or code == "unknown_key"
    assert "value 7" in said or code == "unknown_key"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('messages.command = "notify-send hi"', 'Possible: ["program", "argument", …].'),
        ('messages.team1_events = ["opend"]', 'Possible: ["opened", "worse", "confirmed", "recovered"].'),
        ('messages.team2_events = "worse"', 'Possible: ["opened", "worse", "confirmed", "recovered"].'),
        ('country = "Germany"', "Two letters are needed, such as DE."),
        ("country = 49", "Text in quotes is needed."),
        ('proxy.mode = "manual"', '(proxy.mode = "manual")'),
    ],
)
def test_message_says_what_is_wrong_in_the_file_and_not_what_may_be_at_the_field(
    text: str, says: str
) -> None:
    [problem] = from_toml(text).problems

    assert says in ENGLISH.troubles.problem(problem)


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**4299, 10**4301)
    | st.floats()
    | st.text()
    | st.sampled_from(["http://[", "https://x.com", "socks5://:1", "de", "manual"])
    | st.dates()
    | st.datetimes()
    | st.times()
)
names = (
    st.sampled_from([*KEYS, *(key.partition(".")[0] for key in KEYS), "mode", "url", "status"]) | st.text()
)
tables = st.dictionaries(
    names,
    st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4)
    ),
    max_size=6,
)


@patiently
@given(tables)
def test_no_table_raises_and_every_problem_can_be_told(table: dict[str, Any]) -> None:
    loaded = from_tables(table)

    for problem in loaded.problems:
        assert ENGLISH.troubles.problem(problem).isprintable()
    again = {key: getattr(loaded.settings, setting.name) for key, setting in KEYS.items()}
    nested: dict[str, Any] = {}
    for key, value in again.items():
        group, dot, name = key.partition(".")
        (nested.setdefault(group, {}) if dot else nested)[name if dot else group] = value
    settled = from_tables(nested)
    assert settled.settings == loaded.settings
    assert {problem.code for problem in settled.problems} <= {"proxy_url_missing"}


@patiently
@given(st.sampled_from(sorted(KEYS)), scalars | st.lists(scalars, max_size=2))
def test_each_setting_takes_a_value_or_names_it(key: str, value: object) -> None:
    group, dot, name = key.partition(".")
    loaded = from_tables({group: {name: value}} if dot else {group: value})

    taken = getattr(loaded.settings, KEYS[key].name)
    named = [problem.key for problem in loaded.problems if problem.code != "proxy_url_missing"]
    assert named == [key] or taken == value
    assert not isinstance(taken, (date, datetime, time, list))


def test_missing_file_of_the_user_means_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "none" / "settings.toml", must_exist=False) == Loaded(Settings())


def test_missing_file_that_was_named_is_an_error(tmp_path: Path) -> None:
    error = refusal(tmp_path / "none.toml")

    assert error.code == "config_missing"
    assert str(tmp_path / "none.toml") in ENGLISH.troubles.error(error)


def test_empty_file_means_defaults(tmp_path: Path) -> None:
    assert from_file(tmp_path / "settings.toml", b"") == Loaded(Settings())


def test_file_is_read_as_windows_writes_it(tmp_path: Path) -> None:
    loaded = from_file(tmp_path / "settings.toml", b"\xef\xbb\xbf[checks]\r\ninterval_s = 90\r\n")

    assert loaded == Loaded(Settings(interval_s=90))


@pytest.mark.parametrize(
    "content",
    [
        b"interval_s =",
        b"[proxy\n",
        b"a = 1\na = 2",
        b"a = 1\n[a.b]",
        b"\x00",
        b"a = " + b"9" * 5000,
        b"a = " + b"[" * 50_000,
        b'a = "\x1b[31m"',
    ],
    ids=["no value", "no bracket", "twice", "value and group", "zero byte", "long number", "deep", "escape"],
)
def test_broken_toml_is_an_error_that_says_where(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)

    error = refusal(path, must_exist=False)

    assert error.code == "config_broken"
    assert error.values["why"]
    told = ENGLISH.troubles.error(error)
    assert told.isprintable()
    assert not re.search(r"sys\.|recursion", told), "Python's words tell a user nothing"


def test_file_in_another_encoding_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes('custom.text = "Grüße"'.encode("latin-1"))

    assert refusal(path).code == "config_not_utf8"


def test_folder_in_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    error = refusal(tmp_path, must_exist=False)

    assert error.code == ("config_is_folder" if sys.platform != "win32" else "config_forbidden")


def test_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    with path.open("wb") as file:
        file.truncate(10**12)  # sparse: takes no room, but would not fit into memory

    error = refusal(path)

    assert error.code == "config_too_long"
    assert "64 KiB" in ENGLISH.troubles.error(error)


def test_long_comments_are_no_problem(tmp_path: Path) -> None:
    content = b"# " + b"x" * (64 * 1024 - 22) + b"\nlanguage = 'de'\n"
    assert len(content) <= 64 * 1024

    assert from_file(tmp_path / "settings.toml", content) == Loaded(Settings(language="de"))


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Nobody's rights, where the tests run as root, who may read everything."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield
    if is_root:
        os.seteuid(0)


@pytest.mark.usefixtures("ordinary_user")
def test_unreadable_file_is_an_error() -> None:
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:  # in a folder that anybody may enter
        path = Path(file.name)
        path.chmod(0o000)

        assert refusal(path, must_exist=False).code == "config_forbidden"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows calls it missing")
def test_path_through_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    error = refusal(tmp_path / "file" / "settings.toml")

    assert error.code == "config_unreadable"
    assert error.values["why"]
