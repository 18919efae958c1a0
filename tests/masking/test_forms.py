"""The forms of a value."""

import base64

import pytest
from lockstep.masking.forms import SHORTEST, Forms, forms_of


def test_escaped_and_percent_encoded() -> None:
    found = [form for forms in forms_of('p/a "ü"', in_base64=False) for form in forms]
    assert {'p/a "ü"', 'p/a \\"ü\\"', 'p/a \\\\\\"ü\\\\\\"', "p%2Fa%20%22%C3%BC%22", "p%2fa%20%22%c3%bc%22"} <= set(
        found
    )
    assert "p%2Fa+%22%C3%BC%22" in found


@pytest.mark.parametrize("before", ["", "q", "qa", "qa:", "qa:b"])
@pytest.mark.parametrize("after", ["", "x", "xy"])
def test_inside_base64_wherever_it_begins(before: str, after: str) -> None:
    text = base64.b64encode(f"{before}s3cret-w0rd{after}".encode()).decode()
    assert forms_of("s3cret-w0rd", in_base64=True).found_in(text)
    assert not forms_of("s3cret-w0rd", in_base64=False).found_in(text)


def test_a_short_value_has_none_and_a_plain_one_has_one() -> None:
    assert forms_of("x" * (SHORTEST - 1), in_base64=True) == Forms()
    assert forms_of("x" * SHORTEST, in_base64=False) == Forms(("x" * SHORTEST,))


def test_the_longest_is_found_first() -> None:
    both = forms_of("secret-one", in_base64=False) + forms_of("secret-one more", in_base64=False)
    assert both.found_in("secret-one more") == ["secret-one more", "secret-one"]
    assert both.found_in("secret-one%20more") == ["secret-one%20more", "secret-one"]
