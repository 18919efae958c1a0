"""Whether what reads features and steps in this process is Lockstep's, which `environment.py` files ask for."""

_readers: list[str] = []


def announce(reader: str) -> None:
    """This reader of features or steps, the runner or the step catalogue, is at work from now on."""
    _readers.append(reader)


def is_active() -> bool:
    """Whether there is one."""
    return bool(_readers)
