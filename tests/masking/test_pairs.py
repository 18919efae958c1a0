"""Names and values in texts: nothing but the value goes, and what is cut is masked to its end."""

import pytest
from lockstep.masking.names import is_secret
from lockstep.masking.pairs import mask_pairs


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ('{"password" : "a\\\\", "x": "y"}', '{"password" : "[redacted]", "x": "y"}'),
        ('{"password": "cut off', '{"password": "[redacted]'),
        ('{"tokens": ["a", {"b": "]"}], "x": 1}', '{"tokens": "[redacted]", "x": 1}'),
        ('{"tokens": ["a", {"b"', '{"tokens": "[redacted]"'),
        ('{"otp":123456,"x":1}', '{"otp":"[redacted]","x":1}'),
        ('"{\\"otp\\":123456,\\"x\\":1}"', '"{\\"otp\\":\\"[redacted]\\",\\"x\\":1}"'),
        ("a=1&password=&b=2", "a=1&password=&b=2"),
        ("f(password=x, y=2)", "f(password=[redacted], y=2)"),
        ("Authorization: Digest a=b, c=d\nHost: h", "Authorization: Digest [redacted]\nHost: h"),
        ("secret => s3cret", "secret => [redacted]"),
        ("?key=abc&room=1", "?key=[redacted]&room=1"),
        ("key=abc", "key=abc"),
        ("the token: header", "the token: header"),
        ("the token: abc123", "the token: [redacted]"),
        ("-p x --password s3cret -v", "-p x --password [redacted] -v"),
    ],
)
def test_pairs(text: str, masked: str) -> None:
    assert mask_pairs(text, is_secret) == masked
    assert mask_pairs(masked, is_secret) == masked
