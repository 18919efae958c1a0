"""The masker: what may be written or shown of a value, a text, headers or an address.

It masks by name (`names.py`), by shape (`shapes.py`), in addresses (`addresses.py`), and, wherever they stand, the
values that it was told (`forms.py`). `lockstep.masking` has functions for where no values are known. A masker may be
told values in one thread while another masks.
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
        """`names` are secret beside those that everybody knows, `values` wherever they stand."""
        self._changing = threading.Lock()
        self._names: frozenset[str] = frozenset()
        self._clues: tuple[str, ...] = ()
        self._forms = Forms()
        self.add_names(*names)
        self.add(*values)

    def child(self) -> "Masker":
        """A masker that knows what this one knows by now, and may be told more. It is for histories, so it is quick:
        in base64 it finds only credentials of the scheme Basic."""
        return _made(self._names, self._clues, self._forms._replace(base64=()))

    def __reduce__(self) -> tuple[Any, ...]:
        """A lock cannot be copied or sent elsewhere; what is known can."""
        return _made, (self._names, self._clues, self._forms)

    def add_names(self, *names: str) -> None:
        """Take these names for secret too, in any case, with dashes, underscores or neither."""
        with self._changing:
            self._names |= {squashed(name) for name in names}
            self._clues += tuple(max(words, key=len) for name in names if (words := words_of(name)))

    def add(self, *values: str, in_base64: bool = True) -> None:
        """Mask these values wherever they stand, escaped and percent-encoded too, but for short ones. Without
        `in_base64` not where a longer text with one in it is in base64."""
        forms = [forms_of(value, in_base64=in_base64) for value in values if not has_shape(value)]
        with self._changing:
            for one in forms:
                self._forms += one

    def is_secret(self, name: str) -> bool:
        """Whether what goes by this name is a secret."""
        return is_secret(name) or (bool(self._names) and squashed(name) in self._names)

    def text(self, text: str) -> str:
        """A text of any kind without secrets."""
        if may_hold_secrets(text.lower(), self._clues):
            text = mask_shapes(mask_pairs(mask_in_text(text), self.is_secret))
        return self.known(text)

    def known(self, text: str) -> str:
        """The text without the values that this was told. Names and shapes are not looked at."""
        for form in self._forms.found_in(text):
            text = text.replace(form, MASK)
        return text

    def may_change(self, text: str) -> bool:
        """Whether there may be anything to mask in a text; false is certain, and soon found."""
        return bool(self._forms.found_in(text)) or may_hold_secrets(text.lower(), self._clues)

    def url(self, url: str) -> str:
        """A configured address as it may be shown: no user part, no value of its query, no fragment, no key."""
        return self.known(mask_url(url))

    def headers(self, headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Headers, each as often as it is there. Of an Authorization the scheme stays."""
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        return [(name, self._header(name, value)) for name, value in pairs]

    def _header(self, name: str, value: str) -> str:
        if not self.is_secret(name):
            return self.text(value)
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {MASK}" if space and name.lower().endswith("authorization") else MASK

    def value(self, value: Any) -> Any:
        """A value as JSON has them, nested as deep as it may be, without secrets; a copy where something was masked.
        Of what else there is only texts in lists, tuples, sets and structs are looked at."""
        match value:
            case str():
                return self.text(value)
            case Mapping():
                return self._mapping(value)
            case list() | tuple() | set() | frozenset():
                return self._several(value)
        return self._struct(value)

    def texts(self, value: T) -> T:
        """The value with every text in it masked, whatever the names beside them."""
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
        """What stands behind a secret name: nothing of it but truth values and what is empty."""
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
    """Masks texts as another does, and takes no name for secret."""

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
    """Whether this is how headers are written, rather than one of two texts."""
    return _HEADER.fullmatch(text) is not None


def _like(value: Any, items: list[Any]) -> Any:
    """The items in what the value is."""
    kind = type(value)
    return kind(*items) if hasattr(kind, "_fields") else kind(items)
