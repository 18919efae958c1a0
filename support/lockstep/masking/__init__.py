"""Masking: the one place that decides what is secret, and what replaces it in everything written or shown.

    mask_text(text)         a text of any kind: a message, JSON, a form, headers, a query, an address
    mask_value(value)       a value as in JSON; the whole value of a secret name is masked
    mask_headers(headers)   headers as pairs
    mask_url(url)           a configured address: no user part, query values, fragment or key in the path

These know names and shapes. A `Masker` has the same functions as methods (`text`, `value`, `headers`, `url`) and also
knows the values and names that were added to it: `Settings.masker` knows those of a run, a recorder's `masker` also
its people's.
"""

from lockstep.masking.addresses import MASK, secrets_in_receiver, secrets_in_url
from lockstep.masking.environment import secrets_in
from lockstep.masking.masker import Masker
from lockstep.masking.names import is_secret

_PLAIN = Masker()
mask_text = _PLAIN.text
mask_value = _PLAIN.value
mask_headers = _PLAIN.headers
mask_url = _PLAIN.url

__all__ = [
    "MASK", "Masker", "is_secret", "mask_headers", "mask_text", "mask_url", "mask_value", "secrets_in",
    "secrets_in_receiver", "secrets_in_url",
]  # fmt: skip
