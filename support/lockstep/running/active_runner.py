"""Whether features and steps in this process are read by Lockstep, as `environment.py` files require."""

_readers: list[str] = []


def announce(reader: str) -> None:
    """From now on this reader of features or steps (the runner or the step catalogue) is active."""
    _readers.append(reader)


def is_active() -> bool:
    """Whether a reader is active."""
    return bool(_readers)
