"""The masker: every shape, every nesting, what it was told, and that nothing else changes."""

import json
import pickle
import threading
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lockstep.masking import MASK, Masker, mask_headers, mask_text, mask_url, mask_value
from lockstep.masking import masker as module

from tests.masking.hidden import SHAPES, secret, texts, traces

SECRET = "hUsh!Zx9QwTr"
SECRET_NAMES = st.sampled_from(
    ["password", "apiKey", "API-KEY", "client_secret", "X-Auth-Token", "PASSWD", "sessionId", "Cookie", "accessToken"]
)
PLAIN_NAMES = st.sampled_from(["text", "id", "author", "room", "keyboard", "at", "count"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=20).filter(lambda text: "hUsh" not in text)
PLAIN_LEAVES = st.none() | st.booleans() | st.integers() | st.sampled_from(["hello", "a b", "é", "10:04", "Ana's"])


def nested_plainly(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=3) | st.dictionaries(PLAIN_NAMES, inner, max_size=3)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return (
        st.lists(inner, max_size=3)
        | st.dictionaries(PLAIN_NAMES, inner, max_size=3)
        | st.dictionaries(PLAIN_NAMES, inner, max_size=3).map(json.dumps)
        | st.tuples(SECRET_NAMES, st.just(SECRET)).map(lambda pair: dict([pair]))
        | st.tuples(SECRET_NAMES, st.just([SECRET, [SECRET]])).map(lambda pair: dict([pair]))
        | st.tuples(SECRET_NAMES, st.just(SECRET)).map(lambda pair: json.dumps(dict([pair])))
    )


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_every_shape_is_masked(number: int) -> None:
    masked = mask_text(texts()[number])
    assert MASK in masked
    assert not [trace for trace in traces(secret(number)) if trace in masked]
    assert mask_text(masked) == masked


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_every_shape_is_masked_in_a_value_and_in_strings_in_strings(number: int) -> None:
    text = texts()[number]
    for value in ({"body": text}, [[text]], json.dumps({"body": json.dumps([text])})):
        assert secret(number) not in repr(mask_value(value))


def test_there_are_forty_shapes() -> None:
    assert len(SHAPES) >= 40


@settings(max_examples=300, deadline=None)
@given(st.recursive(LEAVES, nested, max_leaves=12))
def test_no_secret_is_left_in_any_nesting(value: Any) -> None:
    """Property: whatever is nested in what, as values or as JSON in strings, nothing of a secret is left; what is
    masked already stays as it is."""
    masked = mask_value(value)
    assert "hUsh" not in repr(masked)
    assert mask_value(masked) == masked
    text = json.dumps(value)
    assert "hUsh" not in mask_text(text)
    json.loads(json.dumps(masked))


@settings(max_examples=200, deadline=None)
@given(st.recursive(PLAIN_LEAVES, nested_plainly, max_leaves=12))
def test_what_is_no_secret_stays(value: Any) -> None:
    """Property: without a secret name or shape nothing changes, in values and in texts."""
    assert mask_value(value) == value
    assert mask_text(json.dumps(value)) == json.dumps(value)


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=6, max_size=24))
def test_a_told_value_is_masked_in_every_form(value: str) -> None:
    """Property: a value is found as it is, in JSON, in JSON in JSON, in Python, percent-encoded and in base64."""
    masker = Masker(values=[value])
    told = (value, json.dumps(value)[1:-1], json.dumps(json.dumps(value))[3:-3], repr(value)[1:-1])
    assert [masker.known(f"<{one}>") for one in told] == [f"<{MASK}>"] * len(told)


def test_short_values_are_masked_by_name_only() -> None:
    masker = Masker(values=["pin7"])
    assert masker.text('the pin7 {"password": "pin7"}') == f'the pin7 {{"password": "{MASK}"}}'


def test_a_value_before_its_prefix() -> None:
    masker = Masker(values=["secret-one", "secret-one-more"])
    assert masker.known("secret-one-more") == MASK


def test_added_names_count_in_any_case() -> None:
    masker = Masker(names=["badge_number"])
    for name in ("badge_number", "badgeNumber", "BADGE-NUMBER", "Badge.Number"):
        assert masker.value({name: "77"}) == {name: MASK}
        assert masker.text(json.dumps({name: "77"})) == json.dumps({name: MASK})
    assert mask_value({"badge_number": "77"}) == {"badge_number": "77"}


def test_headers_keep_their_names_and_the_scheme() -> None:
    given_headers = [
        ("Authorization", "Basic cWE6aHVzaA=="),
        ("X-Api-Key", "7"),
        ("Set-Cookie", "a=b"),
        ("Host", "h"),
    ]
    shown = [("Authorization", f"Basic {MASK}"), ("X-Api-Key", MASK), ("Set-Cookie", MASK), ("Host", "h")]
    assert mask_headers(given_headers) == shown
    assert mask_headers(dict(given_headers)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "no token: none was sent",
        "Basic authentication is not offered",
        "management.password_cost = 19456",
        '{"token_type": "bearer", "tokenExpiresAt": 5, "expires_in": 3}',
        "http://127.0.0.1:8000/users/ana@example.com answered 404",
        'Olga logs in with the password "eight!ab"',
        '{"author": "user:1", "key": null, "keyboard": "x", "passed": 3, "inside": true}',
        "TestUser.password = [redacted] is refused: allowed is an Argon2 hash",
        "10:04:37 the secretary has passed the monkey a compass",
    ],
)
def test_what_only_speaks_of_secrets_stays(text: str) -> None:
    assert mask_text(text) == text


def test_truth_values_stay_and_numbers_do_not() -> None:
    value = {"password": True, "token": None, "secret": "", "otp": 123456}
    assert mask_value(value) == {"password": True, "token": None, "secret": "", "otp": MASK}


class Told(msgspec.Struct, frozen=True):
    message: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    message: str


def test_structs_and_dataclasses_are_looked_at() -> None:
    masker = Masker(values=["hush-hush"])
    assert masker.value(Told("it was hush-hush", ("hush-hush",))) == Told(f"it was {MASK}", (MASK,))
    assert masker.texts([Kept("hush-hush")]) == [Kept(MASK)]
    assert masker.texts({"token": "a room"}) == {"token": "a room"}


def test_a_child_knows_more_and_its_parent_does_not() -> None:
    parent = Masker(["badge"], ["hush-hush"])
    child = parent.child()
    child.add("more-hush")
    assert child.text('hush-hush more-hush {"badge": "7"}') == f'{MASK} {MASK} {{"badge": "{MASK}"}}'
    assert parent.known("more-hush") == "more-hush"
    assert pickle.loads(pickle.dumps(child)).known("more-hush") == MASK  # noqa: S301 - our own


def test_values_may_be_told_while_others_mask() -> None:
    masker = Masker()
    threads = [threading.Thread(target=masker.add, args=(f"secret-{number}",)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(masker.known(f"secret-{number}") == MASK for number in range(50))


def test_a_masker_that_masks_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "may_hold_secrets", lambda *_: False)
    left = [number for number, text in enumerate(texts()) if secret(number) in mask_text(text)]
    assert len(left) >= 40


def test_a_configured_address_is_masked_whole() -> None:
    assert mask_url("http://qa:s3cret@chat.example/api") == f"http://{MASK}@chat.example/api"
