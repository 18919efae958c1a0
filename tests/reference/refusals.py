"""Asking for what must be refused."""

from collections.abc import Callable
from typing import Any

import pytest
from lockstep.reference.errors import RefusedError


def refusal(function: Callable[..., Any], *values: Any) -> tuple[int, str]:
    """Status and code of the refusal that this call must meet."""
    with pytest.raises(RefusedError) as refused:
        function(*values)
    return refused.value.status, refused.value.code
