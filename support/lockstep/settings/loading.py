"""Where settings come from: defaults < `lockstep.toml` < environment < `-D`.

All mistakes are reported at once, one sentence a line, each with the key, the value without secrets, its source
and the allowed values: an unknown key in the file or after `-D` (but for those of behave and of its Allure
formatter, which read them themselves), an unknown environment variable that begins with `LOCKSTEP_`, a value
outside its limits, settings that do not go together. An environment variable that is empty counts as not set.
"""

import difflib
import tomllib
from collections import ChainMap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from lockstep.masking import MASK, Masker, is_secret, mask_text, secrets_in
from lockstep.settings.model import Settings, allowed_words, env_name, hidden, key_of, secrets_in_values, shown

FILE = Path("lockstep.toml")
OTHERS = ("behave.", "AllureFormatter.")
NO_SETTINGS = frozenset({"LOCKSTEP_PACKAGE", "LOCKSTEP_COMMAND"})
"""Variables in which pipelines name the package to install, and scripts their own name; not settings."""

_BY_KEY = {key_of(name): name for name in Settings.model_fields}
_BY_ENV = {env_name(name): name for name in Settings.model_fields}


class SettingsError(Exception):
    """The settings cannot be used. `problems` holds one sentence for each mistake; the text has one a line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Layer(NamedTuple):
    """The values from one source, by the setting's name, and the source's name for each, for messages."""

    values: dict[str, Any]
    called: dict[str, str]


def load(environ: Mapping[str, str], userdata: Mapping[str, Any], toml: Path | None = None) -> Settings:
    """Return the effective settings. Raises SettingsError.

    environ: such as `os.environ`. userdata: behave's, or any keys as after `-D`. toml: the file to read, which
    must exist; None: `lockstep.toml` in the working directory, if there is one.
    """
    problems: list[str] = []
    layers = [
        _keys(dict(userdata), "-D {}", problems, OTHERS),
        _environment(environ, problems),
        _file(toml, problems),
    ]
    if problems:
        raise SettingsError(problems)
    try:
        settings = Settings(**ChainMap(*(layer.values for layer in layers)))
    except ValidationError as error:
        # a value that could have two types is a mistake in both
        sentences = dict.fromkeys(_sentence(dict(problem), layers) for problem in error.errors())
        known = Masker(values=[secret for layer in layers for secret in secrets_in_values(layer.values)])
        raise SettingsError([known.known(sentence) for sentence in sentences]) from None
    settings.masker.add(*secrets_in(environ))
    if not settings.cleanup_after_tests and environ.get("CI", "").lower() in {"true", "1"}:
        source = next(
            layer.called["cleanup_after_tests"] for layer in layers if "cleanup_after_tests" in layer.called
        )
        raise SettingsError([f"{source} is false while CI is true: in CI every scenario cleans up, allowed is true"])
    return settings


def _keys(given: Mapping[str, Any], called: str, problems: list[str], others: tuple[str, ...] = ()) -> _Layer:
    layer = _Layer({}, {})
    for key, value in given.items():
        if key in _BY_KEY:
            layer.values[_BY_KEY[key]] = value
            layer.called[_BY_KEY[key]] = called.format(key)
        elif not key.startswith(others):
            problems.append(_unknown(called.format(key), value, key, list(_BY_KEY)))
    return layer


def _environment(environ: Mapping[str, str], problems: list[str]) -> _Layer:
    layer = _Layer({}, {})
    for key, value in environ.items():
        if key in _BY_ENV:
            if value:
                layer.values[_BY_ENV[key]] = value
                layer.called[_BY_ENV[key]] = f"environment variable {key}"
        elif key.startswith("LOCKSTEP_") and key not in NO_SETTINGS:
            problems.append(_unknown(f"environment variable {key}", value, key, list(_BY_ENV)))
    return layer


def _file(toml: Path | None, problems: list[str]) -> _Layer:
    path = toml or FILE
    if toml is None and not path.exists():
        return _Layer({}, {})
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        problems.append(f"{path} cannot be read: {error.strerror or error}")
    except ValueError as error:  # not TOML, or not UTF-8
        problems.append(f"{path} is not a TOML file: {error}")
    else:
        return _keys(_flat(content), f"{{}} in {path}", problems)
    return _Layer({}, {})


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Tables become dotted keys, and values become text as in the other sources, so that the same rules apply."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: _text(value)}
    return flat


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _unknown(called: str, value: Any, key: str, known: list[str]) -> str:
    bare = key.lower().removeprefix("lockstep_")
    names = {name.lower().removeprefix("lockstep_"): name for name in known}
    near = [names[match] for match in difflib.get_close_matches(bare, names, n=1)]
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(known))}"
    told = hidden(repr(value)) if "notices" in bare else MASK if is_secret(key) else mask_text(repr(value))
    return f"{called} = {told} is not a setting: {hint}"


def _sentence(problem: Mapping[str, Any], layers: list[_Layer]) -> str:
    if not problem["loc"]:
        return str(problem["msg"]).removeprefix("Value error, ")
    name = str(problem["loc"][0])
    layer = next(layer for layer in layers if name in layer.values)
    return (
        f"{layer.called[name]} = {shown(name, repr(layer.values[name]))} is refused: allowed is {allowed_words(name)}"
    )
