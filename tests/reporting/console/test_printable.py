"""What a terminal would obey is shown instead; what people write in any script stays."""

import pytest
from lockstep.reporting.console.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "a\\x00b"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\rb", "a\\rb"),
        ("gnp.\u202eexe", "gnp.\\u202eexe"),
        ("\x9b31m", "\\x9b31m"),
        ("\ud800", "\\ud800"),
        ("line\u2028end", "line\\u2028end"),
    ],
)
def test_what_commands_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize("text", ["one\ntwo\tthree", "שלום", "مرحبا", "नमस्ते", "👩‍👩‍👧", "e\u0301", "日本語", "\\x00"])
def test_everything_else_stays(text: str) -> None:
    assert printable(text) == text
