"""The command `lockstep`, called in this process."""

import pytest
from lockstep.cli.main import main


def called(*arguments: str) -> int:
    """The exit code of `lockstep ARGUMENTS`; what it prints goes to this process's standard output and error."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code
