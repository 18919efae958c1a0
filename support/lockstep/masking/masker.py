"""The masker: removes secrets from values, texts, headers and addresses before they are written or shown.

It masks by name (`names.py`), by shape (`shapes.py`), in addresses (`addresses.py`), and, wherever they occur, the
values that were added to it (`forms.py`). `lockstep.masking` has functions for use without known values. Values may
be added to a masker in one thread while another masks.
"""

import dataclasses
import re
import threading
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast

import msgspec

from lockstep.masking.addresses import MASK, mask_in_text, mask_url
from lockstep.masking.clues import may_hold_secrets
from lockstep.masking.forms import Forms, forms_of
from lockstep.masking.names import is_secret, squashed, words_of
from lockstep.masking.pairs import mask_pairs
from lockstep.masking.shapes import has_shape, mask_shapes

T = TypeVar("T")

_HEADER = re.compile(r"(?i)authorization|cookie|[a-z]\w*(?:[-_]\w+)+")
_NAMES, _VALUES = ("name", "key", "header", "field"), "value"


class Masker:
    """Masks what it knows to be secret."""

    def __init__(self, names: Iterable[str] = (), values: Iterable[str] = ()) -> None:
        """`names` are secret in addition to the well-known ones, `values` wherever they occur."""
        self._changing = threading.Lock()
        self._names: frozenset[str] = frozenset()
        self._clues: tuple[str, ...] = ()
        self._forms = Forms()
        self.add_names(*names)
        self.add(*values)

    def child(self) -> "Masker":
        """A masker that knows everything this one knows so far, and to which more may be added. It is meant for
        histories, so it is fast: in base64 it finds only credentials of the scheme Basic."""
        return _made(self._names, self._clues, self._forms._replace(base64=()))

    def __reduce__(self) -> tuple[Any, ...]:
        """The state without the lock, which can be neither copied nor sent to another process."""
        return _made, (self._names, self._clues, self._forms)

    def add_names(self, *names: str) -> None:
        """Treat these names as secret too, in upper or lower case, with dashes, underscores or neither."""
        with self._changing:
            self._names |= {squashed(name) for name in names}
            self._clues += tuple(max(words, key=len) for name in names if (words := words_of(name)))

    def add(self, *values: str, in_base64: bool = True) -> None:
        """Mask these values wherever they occur, also escaped and percent-encoded, except short ones. Without
        `in_base64`, not within a longer text in base64."""
        forms = [forms_of(value, in_base64=in_base64) for value in values if not has_shape(value)]
        with self._changing:
            for one in forms:
                self._forms += one

    def is_secret(self, name: str) -> bool:
        """Whether the value of this name is a secret."""
        return is_secret(name) or (bool(self._names) and squashed(name) in self._names)

    def text(self, text: str) -> str:
        """A text of any kind without secrets."""
        if may_hold_secrets(text.lower(), self._clues):
            text = mask_shapes(mask_pairs(mask_in_text(text), self.is_secret))
        return self.known(text)

    def known(self, text: str) -> str:
        """The text without the known values. Names and shapes are ignored."""
        for form in self._forms.found_in(text):
            text = text.replace(form, MASK)
        return text

    def may_change(self, text: str) -> bool:
        """Whether a text may contain anything to mask; false is certain, and found quickly."""
        return bool(self._forms.found_in(text)) or may_hold_secrets(text.lower(), self._clues)

    def url(self, url: str) -> str:
        """A configured address in a form that may be shown: no user part, query values, fragment or key."""
        return self.known(mask_url(url))

    def headers(self, headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Headers, each as often as it occurs. The scheme of an Authorization header is kept."""
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        return [(name, self._header(name, value)) for name, value in pairs]

    def _header(self, name: str, value: str) -> str:
        if not self.is_secret(name):
            return self.text(value)
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {MASK}" if space and name.lower().endswith("authorization") else MASK

    def value(self, value: Any) -> Any:
        """A value as in JSON, however deeply nested, without secrets; a copy if something was masked. In other types
        only texts in lists, tuples, sets and structs are examined."""
        match value:
            case str():
                return self.text(value)
            case Mapping():
                return self._mapping(value)
            case list() | tuple() | set() | frozenset():
                return self._several(value)
        return self._struct(value)

    def texts(self, value: T) -> T:
        """The value with every text in it masked, regardless of the names next to them."""
        return cast("T", _Texts(self).value(value))

    def _mapping(self, value: Mapping[Any, Any]) -> dict[Any, Any]:
        named = next((value[key] for key in _NAMES if _VALUES in value and isinstance(value.get(key), str)), "")
        return {
            self.known(key) if isinstance(key, str) else key: self._all(one)
            if (isinstance(key, str) and self.is_secret(key)) or (named and key == _VALUES and self.is_secret(named))
            else self.value(one)
            for key, one in value.items()
        }

    def _several(self, value: Any) -> Any:
        if len(value) == 2 and isinstance(value, list | tuple):
            name, one = value
            if isinstance(name, str) and isinstance(one, str) and self.is_secret(name) and _is_name(name):
                return _like(value, [name, MASK])
        return _like(value, [self.value(one) for one in value])

    def _struct(self, value: Any) -> Any:
        if isinstance(value, msgspec.Struct):
            return msgspec.structs.replace(
                value, **{name: self.value(getattr(value, name)) for name in value.__struct_fields__}
            )
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            names = [field.name for field in dataclasses.fields(value) if field.init]
            return dataclasses.replace(value, **{name: self.value(getattr(value, name)) for name in names})
        return value

    def _all(self, value: Any) -> Any:
        """The value of a secret name: only truth values and empty values are kept."""
        match value:
            case None | bool() | "":
                return value
            case Mapping():
                return {key: self._all(one) for key, one in value.items()}
            case list() | tuple() | set() | frozenset():
                return _like(value, [self._all(one) for one in value])
        return MASK


def _made(names: frozenset[str], clues: tuple[str, ...], forms: Forms) -> Masker:
    made = Masker()
    made._names, made._clues, made._forms = names, clues, forms
    return made


class _Texts(Masker):
    """Masks texts like another masker, but treats no name as secret."""

    def __init__(self, other: Masker) -> None:
        super().__init__()
        self._other = other

    def text(self, text: str) -> str:
        return self._other.text(text)

    def known(self, text: str) -> str:
        return self._other.known(text)

    def is_secret(self, name: str) -> bool:
        del name
        return False


def _is_name(text: str) -> bool:
    """Whether this is a pair as in headers, rather than one of two texts."""
    return _HEADER.fullmatch(text) is not None


def _like(value: Any, items: list[Any]) -> Any:
    """The items in the value's own type."""
    kind = type(value)
    return kind(*items) if hasattr(kind, "_fields") else kind(items)
