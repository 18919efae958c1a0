"""Names and values in a text of any kind: JSON and JSON in JSON, headers, forms, queries, TOML, Python, XML, options.

`mask_pairs` masks the value after every name that is secret according to `is_secret`. A list or an object is masked
as a whole. In prose, as in "the token: none was sent", a word after a weak name is kept unless it looks like a key.
"""

import re
from collections.abc import Callable

from lockstep.masking.addresses import MASK
from lockstep.masking.names import is_secret_in_query

IsSecret = Callable[[str], bool]

_PAIR = re.compile(
    r"(?:(?P<quote>\\*[\"'])(?P<quoted>[^\"'\\\n]{2,80}+)(?P=quote)"
    r"|(?:(?<=\\[nrt])|(?<=\\)(?![nrt])|(?<![\w%.\\-]))(?P<bare>[A-Za-z_][\w.%\[\]-]{1,80}+))"
    r"(?P<gap>\s*+)(?P<sign>=>|[:=])(?P<after>[ \t]*+)"
)
_LISTED = re.compile(r"(?<=[\[(,\s])[\[(]\s*(?P<quote>\\*[\"'])(?P<name>[^\"'\\\n]{2,80}+)(?P=quote)\s*,\s*")
_NAMED = re.compile(
    r"(?P<quote>\\*[\"'])(?:name|key|header|field)(?P=quote)\s*:\s*(?P=quote)(?P<name>[^\"'\\\n]{2,80}+)(?P=quote)\s*,"
    r"\s*(?P=quote)value(?P=quote)\s*:\s*"
)
_BREAK = r"(?:\r?\n|\\+r\\+n|\\+n)"
_PART = re.compile(
    rf"name=\\*\"(?P<name>[^\"\\\n]{{2,80}})\\*\"(?:(?!{_BREAK}).)*{_BREAK}(?:(?:(?!{_BREAK}).)+{_BREAK})*?{_BREAK}"
    rf"(?P<value>.*?)(?={_BREAK}--|\Z)",
    re.DOTALL,
)
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?(?P<name>[\w.-]{2,80})(?:\s[^<>]*)?>(?P<value>[^<>]+)</")
_OPTION = re.compile(r"(?<![\w-])--?(?P<name>[A-Za-z][\w-]{1,80})\s+(?P<value>[^\s\"'-][^\s\"']*)")
_OPENING = re.compile(r"(?P<slashes>\\*)(?P<mark>[\"'])")
_NOTHING = re.compile(r"(?:true|false|null|none|undefined)\b", re.IGNORECASE)
_RUN = re.compile(r"(?:[^\s&;\"#<>\\]|\\(?![\"'nrt]))*")
_PLAIN = re.compile(r"[^\s,;&\"'\]})\\]+")
_LINE = re.compile(r"(?:[^\r\n\"\\]|\\(?![\"rn]))*")
_SCHEME = re.compile(r"(?i)(?:bearer|basic|digest|negotiate|token|apikey)\s+")
_CERTAIN = re.compile(r"(?i:pass|pwd|authori|_|-|key$)|[a-z](?=[A-Z])")
_CLOSING = {"[": "]", "{": "}", "(": ")"}


def mask_pairs(text: str, is_secret: IsSecret) -> str:
    """The text with the values of secret names masked. Nothing else changes."""
    pieces: list[str] = []
    done = 0
    for found in _PAIR.finditer(text):
        name = found["quoted"] or found["bare"]
        if found.start() < done or not (is_secret(name) or _is_parameter(text, found)):
            continue
        start, end, shown = _value(text, found)
        if end > start:
            pieces += [text[done:start], shown]
            done = end
    return _others("".join((*pieces, text[done:])), is_secret)


def _is_parameter(text: str, found: re.Match[str]) -> bool:
    return (
        found["sign"] == "="
        and text[found.start() - 1 : found.start()] in {"?", "&"}
        and (is_secret_in_query(found["bare"] or ""))
    )


def _value(text: str, found: re.Match[str]) -> tuple[int, int, str]:
    """Where the value of a pair begins and ends, and its replacement; an empty value is kept."""
    start = found.end()
    quote = found["quote"] or ""
    inside = _string(text, start)
    if inside is not None:
        return *inside, MASK
    if text[start : start + 1] in _CLOSING and not text.startswith(MASK, start):
        return start, _end_of_nested(text, start), f"{quote}{MASK}{quote}"
    if nothing := _NOTHING.match(text, start):
        return start, start, nothing[0]
    if quote:
        return start, _end(_PLAIN, text, start), f"{quote}{MASK}{quote}"
    return _bare_value(text, found)


def _bare_value(text: str, found: re.Match[str]) -> tuple[int, int, str]:
    start, name = found.end(), found["bare"]
    scheme = _SCHEME.match(text, start)
    start = scheme.end() if scheme else start
    if found["sign"] == "=" and not (found["gap"] or found["after"]):
        end = _end(_RUN, text, start)
        while end > start and text[end - 1] in ",)]}.'" and not text.endswith(MASK, start, end):
            end -= 1
        return start, end, MASK
    if found["sign"] == ":" and _begins_line(text, found.start()):
        return start, _end(_LINE, text, start), MASK
    end = _end(_PLAIN, text, start)
    if scheme or _CERTAIN.search(name) or re.search(r"\d", text[start:end]):
        return start, end, MASK
    return start, start, ""


def _begins_line(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start]
    return start == 0 or before.endswith(("\n", "\\n", "\\r"))


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Where the pattern's match at this place ends; it may begin with text that is already masked."""
    start += len(MASK) if text.startswith(MASK, start) else 0
    found = pattern.match(text, start)
    return found.end() if found else start


def _string(text: str, start: int) -> tuple[int, int] | None:
    """The inside of the quoted string that begins here, however deeply nested; to the end of the text if it is
    cut."""
    opening = _OPENING.match(text, start)
    if opening is None:
        return None
    depth = len(opening["slashes"])
    for found in re.finditer(rf"(\\*){opening['mark']}", text[opening.end() :]):
        if len(found[1]) % (2 * (depth + 1)) == depth:
            return opening.end(), opening.end() + found.end() - depth - 1
    return opening.end(), len(text)


def _end_of_nested(text: str, start: int) -> int:
    """The end of the list or object that begins here; the end of the text if it is cut."""
    place, open_ = start, [_CLOSING[text[start]]]
    while open_ and place + 1 < len(text):
        place += 1
        inside = _string(text, place) if text[place] in "\"'\\" else None
        if inside is not None:
            place = inside[1] + (inside[0] - place) - 1
        elif text[place] in _CLOSING:
            open_.append(_CLOSING[text[place]])
        elif text[place] == open_[-1]:
            open_.pop()
    return min(place + 1, len(text))


def _others(text: str, is_secret: IsSecret) -> str:
    """Pairs without a colon or an equals sign between name and value."""
    for clue, pattern in (("form-data", _PART), ("</", _ELEMENT), (" -", _OPTION)):
        if clue in text or text.startswith("-"):
            text = pattern.sub(lambda found: _replaced(found, is_secret), text)
    for clue, pattern in (("[", _LISTED), ("(", _LISTED), ("value", _NAMED)):
        if clue not in text:
            continue
        pieces: list[str] = []
        done = 0
        for found in pattern.finditer(text):
            inside = _string(text, found.end()) if is_secret(found["name"]) else None
            if inside is not None and found.start() >= done:
                pieces += [text[done : inside[0]], MASK]
                done = inside[1]
        text = "".join((*pieces, text[done:]))
    return text


def _replaced(found: re.Match[str], is_secret: IsSecret) -> str:
    if not is_secret(found["name"]):
        return found[0]
    start, end = found.span("value")
    return f"{found[0][: start - found.start()]}{MASK}{found[0][end - found.start() :]}"
