"""Text made fit for menus and tooltips."""

from __future__ import annotations

import pytest

from trayapp.ui.status.qt_text import access_keys, menu_label, with_key, wrapped

LONG = "X is down: website, posts, pictures, page files, videos and links answer with server errors."


def test_a_sentence_is_broken_into_short_lines() -> None:
    lines = wrapped(LONG)

    assert " ".join(lines) == LONG
    assert max(map(len, lines)) < 57


def test_a_word_as_long_as_a_host_name_is_broken_too() -> None:
    assert max(map(len, wrapped(f"redirects elsewhere ({'a' * 253})"))) < 57


@pytest.mark.parametrize("is_on_bus", [True, False])
def test_an_ampersand_shows(is_on_bus: bool) -> None:
    assert menu_label("R&D", is_on_bus=is_on_bus) == "R&&D"


def test_an_underscore_shows_on_the_bus_and_off_it() -> None:
    assert menu_label("SSL_CERT_FILE", is_on_bus=True) == "SSL__CERT__FILE"
    assert menu_label("SSL_CERT_FILE", is_on_bus=False) == "SSL_CERT_FILE"


def test_beside_an_underscore_on_the_bus_an_ampersand_gives_way() -> None:
    assert menu_label("my_site & co", is_on_bus=True) == "my__site + co"


def test_no_two_buttons_get_the_same_access_key() -> None:
    texts = ["All of it", "As a table", "Als", "1 %", "§"]

    keys = access_keys(texts)

    assert keys == ["a", "s", "l", "", ""]
    labels = list(map(with_key, texts, keys))
    assert labels == ["&All of it", "A&s a table", "A&ls", "1 %", "§"]


def test_an_ampersand_of_the_text_is_no_access_key() -> None:
    assert with_key("R & D", "d") == "R && &D"
    assert with_key("R & D", "x") == "R && D"
