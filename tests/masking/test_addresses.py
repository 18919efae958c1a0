"""Addresses: the user part to the last @, the query, the fragment, keys in the path."""

import pytest
from lockstep.masking.addresses import looks_random, mask_in_text, mask_url, secrets_in_receiver, secrets_in_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://qa:pa55@h:80/api", "http://[redacted]@h:80/api"),
        ("http://qa:p/a@5?5#@h/api", "http://[redacted]@h/api"),
        ("http://to-ken@h/", "http://[redacted]@h/"),
        ("qa:pa55@h", "[redacted]@h"),
        ("ws://h/ws?token=a&x=1#f", "ws://h/ws?token=[redacted]&x=[redacted]#[redacted]"),
        ("ws://h/ws?pa55", "ws://h/ws?[redacted]"),
        ("https://h/services/token/abc/v1", "https://h/services/token/[redacted]/v1"),
        ("https://h/hooks/0123456789abcdef01", "https://h/hooks/[redacted]"),
        ("https://h/6f1d2c3b-0000-4000-8000-0123456789ab", "https://h/[redacted]"),
        ("http://[::1]:80/api/v1", "http://[::1]:80/api/v1"),
        ("sqlite:////srv/ana@work/lockstep.db", "sqlite:////srv/ana@work/lockstep.db"),
        ("postgresql://ana:pa/5@5@h/n", "postgresql://[redacted]@h/n"),
        ("reference", "reference"),
    ],
)
def test_a_configured_address(url: str, shown: str) -> None:
    assert mask_url(url) == shown
    assert mask_url(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://qa:pa55@h/api, http://h/api", "http://[redacted]@h/api, http://h/api"),
        ("http://h:80/users/ana@example.com", "http://h:80/users/ana@example.com"),
        ("http://h/?mail=ana@example.com", "http://h/?mail=ana@example.com"),
        ("mail ana@example.com", "mail ana@example.com"),
        ("http://qa:p/5@h is down", "http://[redacted]@h is down"),
    ],
)
def test_addresses_in_a_text(text: str, shown: str) -> None:
    assert mask_in_text(text) == shown


def test_what_is_secret_in_an_address() -> None:
    found = secrets_in_url("https://qa:p%40ss@h/k/0123456789abcdef01?token=t0ken&room=1#access=fr4g")
    assert set(found) == {"p%40ss", "p@ss", "qa:p%40ss", "qa:p@ss", "0123456789abcdef01", "t0ken", "fr4g"}
    assert secrets_in_url("https://h/api?room=1") == []
    assert secrets_in_url("https://to-ken@h/") == ["to-ken"]


def test_every_part_of_a_receiver_may_be_a_key() -> None:
    assert {"T1JJ3T3L2", "TIiajkdnlazkcOXrIdevi7FQ"} <= set(
        secrets_in_receiver("slack://T1JJ3T3L2/TIiajkdnlazkcOXrIdevi7FQ")
    )
    assert "localhost" not in secrets_in_receiver("json://localhost:80/path")


def test_words_do_not_look_random() -> None:
    assert looks_random("TIiajkdnlazkcOXr")
    assert not looks_random("internationalisation")
    assert not looks_random("acceptance-2026-run")
