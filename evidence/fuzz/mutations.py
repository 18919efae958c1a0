"""Generated input: samples of what is right with a few changes, and bytes of any kind.

Changes know the structure of what they change: a value of a document is replaced, removed, renamed or swapped with
another; a line is removed, doubled or moved; bytes are cut, doubled, replaced, or joined with another sample's.
"""

import copy
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

CHANGES = 4
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 2**31, 2**63, 2**64, -(2**63) - 1, 10**40, 1e308, "", " ", "\0", "x", "x" * 300,
    "7", "chatroom:7", "chatroom:", ":", "\n", "é\u0301\u202e😀", [], {}, [[]], [None], {"": None}, {"id": 1},
    [1, "x", None],
)  # fmt: skip
DEPTHS = (40, 400, 900, 100_000)
_BYTES = (
    b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\r", b"\n", b"\r\n", b"\n\n", b'"', b"\\", b"{", b"}", b"[", b"]",
    b":", b",", b"|", b"#", b"@", b"<", b"NaN", b"1e999", b"\\ud800", b"\xe2\x80\xa8", b"\x85", b"9" * 5000,
)  # fmt: skip


def nested(depth: int) -> bytes:
    """JSON of lists and objects, one in the other."""
    return b'[{"a":' * (depth // 2) + b"1" + b"}]" * (depth // 2)


@st.composite
def weighted(draw: DrawFn, *choices: tuple[int, SearchStrategy[Any]]) -> Any:
    """One of several strategies, each so many times as likely."""
    return draw(draw(st.sampled_from([one for times, one in choices for _ in range(times)])))


def values(samples: Sequence[Any]) -> SearchStrategy[Any]:
    """JSON-like values: samples with changes in them."""
    return _values(tuple(samples))


@st.composite
def _values(draw: DrawFn, samples: tuple[Any, ...]) -> Any:
    holder = [copy.deepcopy(draw(st.sampled_from(samples)))]
    for _ in range(draw(st.integers(0, CHANGES))):
        _change(draw, holder)
    return holder[0] if holder else None


def _change(draw: DrawFn, holder: list[Any]) -> None:
    places = _places(holder)
    if not places:
        return
    owner, key = places[draw(st.integers(0, len(places) - 1))]
    match draw(st.sampled_from(("odd", "odd", "remove", "rename", "swap", "text", "wrap"))):
        case "odd":
            owner[key] = copy.deepcopy(draw(st.sampled_from(ODD)))
        case "text":
            owner[key] = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
        case "remove":
            del owner[key]
        case "rename" if isinstance(owner, dict):
            owner[draw(st.sampled_from(("", "Id", "event", "extra", key.upper(), key + "x")))] = owner.pop(key)
        case "swap":
            other, place = places[draw(st.integers(0, len(places) - 1))]
            owner[key] = copy.deepcopy(other[place])
        case _:
            owner[key] = [copy.deepcopy(owner[key])]


def _places(holder: list[Any]) -> list[tuple[Any, Any]]:
    """Every place in a value where something stands: its container, and the key there."""
    found: list[tuple[Any, Any]] = []
    stack: list[Any] = [holder]
    while stack:
        owner = stack.pop()
        keys = list(owner) if isinstance(owner, dict) else range(len(owner))
        for key in keys:
            found.append((owner, key))
            if isinstance(owner[key], dict | list):
                stack.append(owner[key])
    return found


def octets(samples: Sequence[bytes], tokens: Sequence[bytes] = ()) -> SearchStrategy[bytes]:
    """Samples with changes in their bytes or lines, and bytes of any kind; `tokens` are put in here and there."""
    changed = _octets(tuple(samples), (*_BYTES, *tokens))
    return weighted((4, changed), (1, st.binary(max_size=60)))


@st.composite
def _octets(draw: DrawFn, samples: tuple[bytes, ...], tokens: tuple[bytes, ...]) -> bytes:
    data = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(0, CHANGES))):
        first, second = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        match draw(st.sampled_from(("insert", "replace", "remove", "double", "cut", "join", "line", "binary"))):
            case "insert":
                data = data[:first] + draw(st.sampled_from(tokens)) + data[first:]
            case "replace":
                data = data[:first] + draw(st.sampled_from(tokens)) + data[min(first + 1, len(data)) :]
            case "binary":
                data = data[:first] + draw(st.binary(max_size=8)) + data[first:]
            case "remove":
                data = data[:first] + data[second:]
            case "double":
                data = data[:second] + data[first:]
            case "cut":
                data = data[:first]
            case "join":
                data = data[:first] + draw(st.sampled_from(samples))
            case _:
                data = _line(draw, data)
    return data[:100_000]


def _line(draw: DrawFn, data: bytes) -> bytes:
    """One line moved, removed or doubled."""
    lines = data.split(b"\n")
    at, to = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    line = lines[at] if draw(st.booleans()) else lines.pop(at)
    if draw(st.booleans()):
        lines.insert(to, line)
    return b"\n".join(lines)


def documents(samples: Sequence[Any], tokens: Sequence[bytes] = ()) -> SearchStrategy[bytes]:
    """JSON documents as bytes: changed as values, then some changed as bytes; and some nested deeply."""
    plain = [json.dumps(one).encode() for one in samples]
    deep = st.sampled_from(DEPTHS).map(nested)
    told = values(samples).map(lambda one: json.dumps(one, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return weighted((12, told), (3, octets(plain, tokens)), (1, st.tuples(told, deep).map(_with_depth)))


def _with_depth(pair: tuple[bytes, bytes]) -> bytes:
    """The document with something deep for its last value, where it has one of null."""
    told, deep = pair
    head, found, tail = told.rpartition(b"null")
    return head + deep + tail if found else deep
