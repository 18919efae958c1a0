"""Secrets by their shape."""

import pytest
from lockstep.masking.shapes import has_shape, mask_shapes

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"it was {JWT}, and", "it was [redacted], and"),
        ("a cursor eyJpZCI6N30 stays", "a cursor eyJpZCI6N30 stays"),
        ("Bearer abc", "Bearer [redacted]"),
        ("BASIC cWE6aHVzaA==", "BASIC [redacted]"),
        ("Basic authentication", "Basic authentication"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----[redacted]-----END RSA PRIVATE KEY-----",
        ),
    ],
)
def test_shapes(text: str, masked: str) -> None:
    assert mask_shapes(text) == masked
    assert mask_shapes(masked) == masked


def test_a_jwt_is_known_by_its_shape() -> None:
    assert has_shape(JWT)
    assert not has_shape("s3cret")
