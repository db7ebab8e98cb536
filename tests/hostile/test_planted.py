"""A secret in each place where a user may have put one is shown nowhere, in whatever form it was entered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from trayapp.i18n import LANGUAGES, Words
from trayapp.net.proxies import Proxies
from trayapp.settings.declarations import Settings, declared
from trayapp.settings.file import from_tables, load, without_login

SECRET = "s3cretPassw0rd"

FORMS = [
    f"http://me:{SECRET}@proxy.example:1",
    f"me:{SECRET}@proxy.example:1",
    f"{SECRET}@proxy.example",
    f"//me:{SECRET}@proxy.example",
    f"HTTP://me:{SECRET}@proxy.example",
    f"socks5h://{SECRET}@proxy.example",
    f"ftp://me:{SECRET}@proxy.example",
    f" http://me:{SECRET} @proxy.example ",
    f"ht tp://me:{SECRET}@proxy.example",
    f"http:\\\\me:{SECRET}@proxy.example",
    f"http://me:{SECRET}@a@proxy.example:1",
    f"http://me:{SECRET}#@proxy.example",
    f"http://me:{SECRET}/?@proxy.example",
    f"http://[{SECRET}@proxy.example",
    f"http://me:{SECRET}%40proxy.example",
    f"http://me:{SECRET}%252540proxy.example",
    f"http://me:{SECRET}\N{FULLWIDTH COMMERCIAL AT}proxy.example",
    f"http://me:{SECRET}&#64;proxy.example",
    f"http://me:{SECRET}\\u0040proxy.example",
    f"http://me:{SECRET}\n@proxy.example",
    f"http://me:{SECRET}@proxy.example:99999",
    f"http://me:{SECRET}@",
]


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_login_is_told(form: str) -> None:
    assert SECRET not in without_login(form)


def _everywhere(value: str) -> dict[str, object]:
    """In place of each setting, of a group, and as a name."""
    tables: dict[str, object] = {value: 1}
    for declaration in declared():
        group, _, name = declaration.key.rpartition(".")
        place = tables.setdefault(group, {}) if group else tables
        assert isinstance(place, dict)
        place[name] = value
    return tables


@pytest.mark.parametrize("form", FORMS)
def test_no_complaint_about_a_setting_tells_it(form: str) -> None:
    tables = _everywhere(form)
    problems = [*from_tables(tables).problems, *from_tables(dict.fromkeys(tables, form)).problems]
    assert len(problems) > 30
    for language in LANGUAGES:
        words = Words(language)
        assert [text for text in map(words.troubles.problem, problems) if SECRET in text] == []


@pytest.mark.parametrize(
    "address", [f"discord://{SECRET}/1", f"tgram://1:{SECRET}/1", f"https://hooks.example/services/{SECRET}"]
)
def test_no_complaint_tells_a_teams_address_that_is_in_a_wrong_place(address: str) -> None:
    problems = from_tables(_everywhere(address) | {"messages": {"team1": address}}).problems
    assert "messages.team1" in [problem.key for problem in problems]
    told = {problem.key for problem in problems if SECRET in Words("en").troubles.problem(problem)}
    assert told <= {"proxy.url", "custom.url", f'"{address}"', address}


@pytest.mark.parametrize("form", [form for form in FORMS if "\n" not in form])
def test_no_complaint_about_the_environment_tells_it(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, form)
    proxies = Proxies(Settings())
    asyncio.run(proxies.refresh())
    assert SECRET not in repr(proxies.trouble)


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "settings.toml"
    yield path
    path.unlink()


@pytest.mark.parametrize(
    "text", ["proxy.url = {}", 'proxy.url = "{}" x', 'a = """{}', "{}", "[{}]", "'{}' = = 1"]
)
def test_no_complaint_about_a_broken_file_tells_it(broken: Path, text: str) -> None:
    for form in FORMS:
        broken.write_text(text.format(form), encoding="utf-8")
        told = ""
        try:
            told = repr(load(broken, must_exist=True).problems)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            told = repr(error)
        assert SECRET not in told
