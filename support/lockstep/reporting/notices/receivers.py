"""`python -m lockstep.reporting.notices.receivers`: sends messages to receivers, each an address that Apprise
understands.

`deliver` starts this module as a separate process, so that a receiver that hangs, and anything its plug-in does or
prints, ends with that process at the time limit. The addresses are secrets: they are passed on standard input, and
standard output has only the number of each receiver that accepted its message, one a line. Messages are plain text
and are sent as such.
"""

import logging
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

LIMIT_S = 20.0


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one receiver; `kind` is Apprise's: failure, warning, success or info."""

    to: str
    title: str
    body: str
    kind: str


def deliver(messages: Sequence[Message], limit_s: float = LIMIT_S) -> list[int]:
    """Send all at once and return the places of those not accepted within the limit. Raises OSError if no process can
    be started."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-P", "-m", __name__],
            input=msgspec.json.encode(messages),
            capture_output=True,
            timeout=limit_s,
            check=False,
            start_new_session=True,
        )
        told = done.stdout
    except subprocess.TimeoutExpired as error:
        told = error.stdout or b""
    taken = {int(line) for line in told.splitlines() if line.isdigit()}
    return [place for place in range(len(messages)) if place not in taken]


def main() -> None:
    """Send the messages on standard input; print the place of each message that was accepted."""
    logging.disable()
    messages = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Message])
    with ThreadPoolExecutor(max_workers=max(1, len(messages))) as pool:
        for place, message in enumerate(messages):
            pool.submit(_send, place, message)


def _send(place: int, message: Message) -> None:
    from apprise import Apprise, NotifyFormat, NotifyType  # noqa: PLC0415 - takes a second to load

    receiver = Apprise()
    if receiver.add(message.to) and receiver.notify(
        body=message.body, title=message.title, notify_type=NotifyType(message.kind), body_format=NotifyFormat.TEXT
    ):
        sys.stdout.write(f"{place}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
