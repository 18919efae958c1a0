"""Settings: `lockstep.toml`, the environment, and what stands after `-D`."""

import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from lockstep.settings import Settings, SettingsError, load
from lockstep.settings.model import env_name, key_of

from evidence.fuzz.mutations import octets, weighted
from evidence.fuzz.reader import Outcome, Read, Reader, ensure

_RIGHT: dict[str, tuple[str, ...]] = {
    "target": ("reference", "nchan", "mine.py"),
    "api_base_url": ("http://127.0.0.1:8080", "https://user:pw@[::1]:1/x"),
    "websocket_url": ("ws://127.0.0.1:8080/ws",),
    "budgets": ("report",),
    "jobs": ("auto", "2"),
    "shard": ("2/3",),
    "seed": ("7",),
    "plant": ("drop:every=3",),
    "database": ("sqlite:///x.db", "postgresql://u:p@h/n"),
    "notices__failure": ("mailto://u:p@h, json://h",),
    "notices__link": ("http://h/{run}",),
    "load_allow_hosts": ("a.example,::1",),
    "masking__names": ("badge_number,X-Door-Code",),
    "load__cluster": ("tcp://h:8786",),
    "test_timeout": ("5000",),
    "error_rate_threshold": ("2.5",),
    "cleanup_after_tests": ("false",),
    "reports": ("here",),
}
NAMES = tuple(Settings.model_fields)
_ODD = ("", " ", "0", "-1", "1e999", "nan", "inf", "9" * 30, "true", "maybe", "None", "a\nb", "\0", "://", "http://",
        "http://[", "http://[::1", "http://h:99999", "http://h:x", "http://\u2100.de", "ws://h/\ud800", "1/0", "3/2",
        "drop:", "sqlite://", ",", ",,", "١", "é" * 50, "x" * 2_000)  # fmt: skip
_TOML = (
    b'seed = 7\nbudgets = "report"\n[management]\nrate = 1.5\nqueue = 3\n[masking]\nnames = ["a_b", "c"]\n',
    b'target = "nchan"\nload_allow_hosts = ["h"]\n[load]\nworkers = 2\n',
    b"",
)
_TOKENS = (b"= ", b"[a.b]\n", b"[[x]]\n", b'"""', b"seed = 1979-05-27\n", b"seed = 0x7\n", b"jobs = nan\n",
           b"seed = {a = 1}\n", b"\xef\xbb\xbf", b"reports = [[1], {b = 2}]\n", b"unknown = 1\n")  # fmt: skip


class Given(NamedTuple):
    """What each source says."""

    toml: bytes
    environ: dict[str, str]
    userdata: dict[str, str]


@st.composite
def _some(draw: DrawFn, names: tuple[str, ...]) -> dict[str, str]:
    """A few settings under the names of a source, most of them right."""
    found: dict[str, str] = {}
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(NAMES) - 1))
        right = _RIGHT.get(NAMES[at], ("1", "7", "true", "http://h"))
        value = weighted((6, st.sampled_from(right)), (1, st.sampled_from(_ODD)), (1, st.text(max_size=8)))
        name = names[at] + draw(st.sampled_from(("",) * 15 + ("x",)))
        found[name] = draw(value)
    return found


_INPUTS = st.builds(
    Given,
    weighted((3, st.sampled_from(_TOML)), (1, octets(_TOML, _TOKENS))),
    _some(tuple(map(env_name, NAMES))),
    _some(tuple(map(key_of, NAMES))),
)


@contextmanager
def _opened() -> Iterator[Read]:
    with tempfile.TemporaryDirectory(prefix="lockstep-fuzz-") as folder:
        yield lambda given: _read(Path(folder) / "lockstep.toml", given)


def _read(path: Path, given: Given) -> Outcome:
    path.write_bytes(given.toml)
    try:
        settings = load(given.environ, given.userdata, path)
    except SettingsError as error:
        ensure(all(error.problems), "a problem without a sentence")
        return Outcome("refused", str(error))
    told = _keys(_toml(given.toml))
    ensure(told <= set(map(key_of, NAMES)), f"took {sorted(told)} for settings")
    ensure(given.userdata.keys() <= set(map(key_of, NAMES)), f"took {sorted(given.userdata)} for settings")
    shown = settings.redacted()
    for name in NAMES:
        asked = given.userdata.get(key_of(name)) or None
        if asked is not None and asked in _RIGHT.get(name, ()) and isinstance(getattr(settings, name), int):
            ensure(str(shown[key_of(name)]).lower() == asked, f"{asked!r} became {shown[key_of(name)]!r}")
    settings.masker.text("anything")
    return Outcome("settings")


def _toml(content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except ValueError as error:
        ensure(False, f"took for TOML what is none: {error}")
        return {}


def _keys(table: dict[str, Any], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in table.items():
        found |= _keys(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key}
    return found


READER = Reader("settings", _INPUTS, _opened, frozenset({"settings", "refused"}))
