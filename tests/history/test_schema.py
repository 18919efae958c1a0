"""The schema for people: every row and every field is in it."""

import typing

import msgspec
from lockstep.history.rows import AnyRow, Row
from lockstep.history.schema import markdown

PAGE = markdown()


def test_every_row_has_its_section_with_what_it_says_of_itself() -> None:
    for kind in typing.get_args(AnyRow):
        section = PAGE.split(f"### `{kind.__struct_config__.tag}`\n")[1].split("###")[0]
        assert (kind.__doc__ or "").split()[0] in section
        own = {field.encode_name for field in msgspec.structs.fields(kind)} - set(Row.__struct_fields__)
        assert [name for name in own if f"| `{name}` |" not in section] == []


def test_types_and_defaults_are_told_in_words() -> None:
    for line in (
        "| `w` | text |",
        "| `phase` | `requested` or `done` or `refused` |",
        "| `version` | integer or null |",
        "| `effects` | list of Effect; `[]` if left out |",
        "| `claims` | object of Resumed by text; `{}` if left out |",
        "| `durable` | true or false; `true` if left out |",
        "| `payload` | anything |",
    ):
        assert line in PAGE.splitlines()


def test_parts_of_rows_are_explained() -> None:
    for part in ("Promises", "Budgets", "Effect", "Shown", "Body", "Position", "Resumed"):
        assert f"### {part}\n" in PAGE
