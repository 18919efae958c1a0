"""Kinds of text: each holds what its name says, so that a scenario over it can catch what it is for."""

import re
import unicodedata
from pathlib import Path

import pytest
from lockstep.data.kinds import ALL, CARRIED, REFUSED, kind
from lockstep.reference.domain.requests import EditMessage

LIMIT = 10_000
FEATURE = Path(__file__).parents[2] / "features" / "sync" / "content.feature"

SCRIPTS = {
    "Latin with marks": "LATIN", "Cyrillic": "CYRILLIC", "Greek": "GREEK", "Arabic": "ARABIC", "Hebrew": "HEBREW",
    "Devanagari": "DEVANAGARI", "Thai": "THAI", "Chinese": "CJK UNIFIED", "Japanese": "KATAKANA", "Korean": "HANGUL",
}  # fmt: skip


@pytest.mark.parametrize("name", CARRIED)
def test_the_embedded_backend_takes_what_is_to_be_carried(name: str) -> None:
    text = kind(name, LIMIT)
    assert EditMessage(content=text).content == text
    assert text.encode().decode() == text


@pytest.mark.parametrize("name", REFUSED)
def test_the_embedded_backend_refuses_the_rest(name: str) -> None:
    with pytest.raises(ValueError, match="content"):
        EditMessage(content=kind(name, LIMIT))


@pytest.mark.parametrize(("name", "script"), SCRIPTS.items())
def test_a_script_is_the_script_it_is_called(name: str, script: str) -> None:
    letters = [unicodedata.name(one, "") for one in kind(name, LIMIT) if one.isalpha()]
    assert len(letters) > 8
    assert sum(script in letter for letter in letters) > len(letters) / 4


@pytest.mark.parametrize("name", ["Hebrew", "Arabic", "mixed writing directions"])
def test_some_are_written_from_right_to_left(name: str) -> None:
    assert {unicodedata.bidirectional(one) for one in kind(name, LIMIT)} & {"R", "AL"}


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("letters with combining marks", lambda text: unicodedata.normalize("NFC", text)),
        ("letters with combining marks", lambda text: unicodedata.normalize("NFD", text)),
        ("leading and trailing spaces", str.strip),
        ("leading and trailing spaces", lambda text: " ".join(text.split())),
        ("line breaks of every kind", lambda text: text.replace("\r\n", "\n")),
        ("line breaks of every kind", lambda text: "\n".join(text.splitlines())),
        ("control characters", lambda text: re.sub(r"[\x00-\x1f]", "", text)),
        ("control characters", lambda text: re.sub(r"[\x7f-\x9f]", "", text)),
        ("a null character", lambda text: text.partition("\x00")[0]),
        ("a null character", lambda text: text.replace("\x00", "")),
        ("emoji", lambda text: "".join(one for one in text if one <= "\uffff")),
        ("emoji", lambda text: text.replace("\ufe0f", "")),
        ("joined emoji", lambda text: text.replace("\u200d", "")),
        ("joined emoji", lambda text: re.sub("[\U0001f3fb-\U0001f3ff]", "", text)),
        ("flags", lambda text: re.sub("[\U000e0000-\U000e007f]", "", text)),
        ("directional marks", lambda text: re.sub(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)),
        ("zero-width characters", lambda text: re.sub(r"[\u200b-\u200d\u2060\ufeff\u00ad]", "", text)),
        ("unassigned characters", lambda text: re.sub(r"[\ufdd0\uffff\U0010ffff]", "\ufffd", text)),
        ("text that looks like HTML", lambda text: text.replace("<", "&lt;")),
        ("text that looks like HTML", lambda text: re.sub("<[^>]*>", "", text)),
        ("text that looks like SQL", lambda text: text.replace("'", "''")),
        ("text that looks like a frame", lambda text: text.replace("\\", "")),
        ("text that looks like a template", lambda text: text.replace("{0}", "None")),
        ("text that looks like a number", lambda text: str(int(text))),
        ("Greek", str.upper),
        ("letters outside the basic plane", lambda text: re.sub("[\U00010000-\U0010ffff]", "?", text)),
    ],
)  # fmt: skip
def test_a_usual_damage_shows(name: str, damage: object) -> None:
    assert callable(damage)
    text = kind(name, LIMIT)
    assert damage(text) != text


@pytest.mark.parametrize("limit", [1, 2, 1_000, 10_000])
def test_lengths_are_counted_in_characters(limit: int) -> None:
    lengths = {name: len(kind(name, limit)) for name in ALL}
    assert {length for name, length in lengths.items() if name.startswith("the maximum length")} == {limit}
    assert {length for name, length in lengths.items() if name.endswith("too many")} == {limit + 1}


def test_the_longest_takes_more_room_than_letters() -> None:
    assert len(kind("the maximum length in Chinese", LIMIT).encode()) == 3 * LIMIT
    assert len(kind("the maximum length in emoji", LIMIT).encode("utf-16-le")) == 4 * LIMIT


def test_no_two_are_the_same() -> None:
    assert len({kind(name, LIMIT) for name in ALL}) == len(ALL)


def test_every_kind_is_in_the_feature() -> None:
    rows = set(re.findall(r"^ *\| (.+?) +\|$", FEATURE.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == {*ALL, *SCRIPTS, "what", "script"}
