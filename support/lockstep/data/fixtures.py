"""Fixtures: people and texts written by hand, in TOML files of one folder.

    texts = ["Shall we begin?", "…"]

    [[people]]
    name = "Ana"                # the person with this name in scenarios; default: anybody
    full_name = "Ana Horvat"

A file may hold people, texts or both, but no accounts: addresses and passwords are always generated from the seed.
Without the folder there are no fixtures, and other files are ignored. A wrong file raises FixturesError: one sentence
with the file and the place in it. Files are read in the order of their names.

USE_FIXTURES and GENERATE_DYNAMIC_DATA determine the source of people and texts: files, faker, or both mixed. A person
named in a file always has the full name from there when files are used. Mixed, the seed decides for each other person
and each text. Without faker a text that was used before gets a number appended.
"""

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
from faker import Faker

Text = Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S")]


class FixturesError(Exception):
    """The fixtures cannot be used; the text is one sentence."""


class FixedPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A full name, and the person in scenarios that it is for."""

    full_name: Annotated[Text, msgspec.Meta(max_length=180)]
    name: Text | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    people: tuple[FixedPerson, ...] = ()
    texts: tuple[Text, ...] = ()


class Fixtures(msgspec.Struct, frozen=True):
    """The content of the files: full names by person, full names for anybody, texts. `told` describes it for the
    first lines of a run; `generate`: whether faker adds to it."""

    named: dict[str, str] = msgspec.field(default_factory=dict)
    others: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    generate: bool = True
    told: str = "people and texts made by faker"

    def pick(self, faker: Faker, given: tuple[str, ...]) -> str | None:
        """One of the values in the files, or None if faker is to generate it, as its seed decides."""
        if not given or (self.generate and faker.random.random() < 0.5):
            return None
        return str(faker.random.choice(given))


def fixtures(*, use: bool, generate: bool, folder: Path) -> Fixtures:
    """The source of people and texts, from the two settings, at least one of which must be true. Raises
    FixturesError."""
    if not use:
        return Fixtures()
    found = _read_all(folder, generate)
    missing = [what for what, held in (("texts", found.texts), ("people without a name", found.others)) if not held]
    if missing and not generate:
        raise FixturesError(
            f"GENERATE_DYNAMIC_DATA is false, and the .toml files in {folder} hold no {' and no '.join(missing)}:"
            " write some there, or let faker generate them"
        )
    return found


def _read_all(folder: Path, generate: bool) -> Fixtures:
    named: dict[str, str] = {}
    others: list[str] = []
    texts: list[str] = []
    paths = sorted(folder.glob("*.toml"))
    for path in paths:
        file = _read(path)
        for at, person in enumerate(file.people):
            if person.name is None:
                others.append(person.full_name)
            elif person.name in named:
                raise FixturesError(
                    f"{path}: people[{at}] is {person.name}, of whom the fixtures have spoken already"
                )
            else:
                named[person.name] = person.full_name
        texts += file.texts
    told = f"{len(named) + len(others)} people and {len(texts)} texts from {len(paths)} files in {folder}" + (
        ", mixed with faker's" if generate else ""
    )
    return Fixtures(named, tuple(others), tuple(dict.fromkeys(texts)), generate, told)


def _read(path: Path) -> _File:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FixturesError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # neither TOML nor UTF-8
        raise FixturesError(f"{path} is not a TOML file: {error}") from error
    try:
        return msgspec.convert(content, _File)
    except msgspec.ValidationError as error:
        raise FixturesError(f"{path} does not hold fixtures: {error}") from error
