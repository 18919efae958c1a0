"""Log records are masked whole."""

import logging

from lockstep.masking import mask_text
from lockstep.masking.log import MaskingFormatter


def test_a_traceback_is_masked_too() -> None:
    error = ValueError('{"password": "s3cret-w0rd"}')
    record = logging.LogRecord("a", 40, "f", 1, "pwd=%s", ("s3cret-w0rd",), (ValueError, error, None))
    text = MaskingFormatter("%(levelname)s %(message)s", mask_text).format(record)
    assert text.startswith("ERROR pwd=[redacted]\nValueError: ")
    assert "s3cret-w0rd" not in text
