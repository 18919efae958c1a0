"""Fixtures: files, faker or both; a broken file is one sentence with file and place."""

from pathlib import Path

import pytest
from lockstep.data.content import Texts
from lockstep.data.fixtures import FixturesError, fixtures
from lockstep.data.people import People

PEOPLE = """
[[people]]
name = "Ben"
full_name = "Bên Nguyễn"
[[people]]
full_name = "佐藤 美咲"
"""
TEXTS = 'texts = ["one", "שתיים"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "people.toml").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "texts.toml").write_text(TEXTS, encoding="utf-8")
    return tmp_path


def test_files_alone(folder: Path) -> None:
    found = fixtures(use=True, generate=False, folder=folder)
    people = People(7, "s", 1, found)
    assert people.person("Ben").full_name == "Bên Nguyễn"
    assert people.person("Ana").full_name == "佐藤 美咲"
    taken = Texts(7, "s", 1, found).take(40)
    assert len(set(taken)) == 40
    assert {text.partition(" ")[0] for text in taken} == {"one", "שתיים"}
    assert found.told == f"2 people and 2 texts from 2 files in {folder}"


def test_a_byte_order_mark_is_read_past(folder: Path) -> None:
    (folder / "people.toml").write_bytes(b"\xef\xbb\xbf" + PEOPLE.encode())
    assert fixtures(use=True, generate=False, folder=folder).named


def test_faker_alone(folder: Path) -> None:
    found = fixtures(use=False, generate=True, folder=folder)
    assert People(7, "s", 1, found).person("Ben") == People(7, "s").person("Ben")
    assert Texts(7, "s", 1, found).take(5) == Texts(7, "s").take(5)
    assert found.told == "people and texts made by faker"


def test_both_are_mixed_as_the_seed_decides(folder: Path) -> None:
    found = fixtures(use=True, generate=True, folder=folder)
    people = [People(7, f"s{n}", 1, found) for n in range(40)]
    assert {one.person("Ben").full_name for one in people} == {"Bên Nguyễn"}
    called = [one.person("Ana").full_name for one in people]
    assert 5 < called.count("佐藤 美咲") < 35
    taken = Texts(7, "s", 1, found).take(40)
    assert len(set(taken)) == 40
    assert {"one", "שתיים"} < set(taken)
    assert taken == Texts(7, "s", 1, found).take(40)
    assert taken != Texts(8, "s", 1, found).take(40)
    assert found.told.endswith(", mixed with faker's")


def test_accounts_never_come_from_files(folder: Path) -> None:
    found = fixtures(use=True, generate=False, folder=folder)
    accounts = [People(seed, "s", 1, found).person("Ben") for seed in (1, 2)]
    assert accounts[0].email != accounts[1].email
    assert accounts[0].password != accounts[1].password


def test_no_folder_is_no_fixtures(tmp_path: Path) -> None:
    found = fixtures(use=True, generate=True, folder=tmp_path / "none")
    assert (found.named, found.others, found.texts) == ({}, (), ())
    assert found.told.startswith("0 people and 0 texts from 0 files")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('texts = ["a"]', r"hold no people without a name: write some there"),
        (PEOPLE, "hold no texts: write some there, or let faker generate them"),
        ("", "hold no texts and no people without a name"),
    ],
)
def test_files_alone_must_hold_what_is_needed(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "some.toml").write_text(content, encoding="utf-8")
    assert fixtures(use=True, generate=True, folder=tmp_path)
    with pytest.raises(FixturesError, match=told):
        fixtures(use=True, generate=False, folder=tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b'texts = ["a"',
            r"some\.toml is not a TOML file: .*line 1|some\.toml is not a TOML file: .*end of document",
        ),
        (b"\xff", r"some\.toml is not a TOML file: .*0xff"),
        (b'texts = ["a", 7]', r"some\.toml does not hold fixtures: .*`str`, got `int` - at `\$\.texts\[1\]`"),
        (b'texts = ["a", " "]', r"some\.toml does not hold fixtures: .*at `\$\.texts\[1\]`"),
        (b'[[people]]\nname = "Ana"', r"some\.toml does not hold fixtures: .*`full_name` - at `\$\.people\[0\]`"),
        (b'text = ["a"]', r"some\.toml does not hold fixtures: .*unknown field `text`"),
        (
            b'[[people]]\nname = "A"\nfull_name = "A"\n[[people]]\nname = "A"\nfull_name = "B"',
            r"some\.toml: people\[1\] is A, of whom the fixtures have spoken already",
        ),
    ],
)
def test_a_broken_file_is_one_sentence_with_file_and_place(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "some.toml").write_bytes(content)
    with pytest.raises(FixturesError, match=told) as error:
        fixtures(use=True, generate=True, folder=tmp_path)
    assert "\n" not in str(error.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "some.toml").mkdir()
    with pytest.raises(FixturesError, match=r"some\.toml cannot be read: Is a directory"):
        fixtures(use=True, generate=True, folder=tmp_path)


def test_the_fixtures_of_the_tree_suffice_alone() -> None:
    folder = Path(__file__).parents[2] / "features" / "fixtures"
    assert fixtures(use=True, generate=False, folder=folder).texts
