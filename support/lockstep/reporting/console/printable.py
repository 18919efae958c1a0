"""Text for a terminal: people's texts may contain characters that would control it or reverse lines.

Control characters except line ends and tabs, directional marks, and lone surrogates are shown as `\\x00`, `\\u202e`
and the like; everything else, in any script, is unchanged.
"""

import re

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
_DIRECTIONS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_COMMANDING = re.compile(rf"[{_CONTROLS}{_DIRECTIONS}\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with every character escaped that a terminal would obey instead of showing."""
    return _COMMANDING.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)
