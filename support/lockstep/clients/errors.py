"""What can go wrong on a connection, in words the history uses.

`describe` names a transport error by what it means for the write under way:

    refused    nothing was sent: the connection could not be made       -> the write failed
    timeout    sent, and no answer within the client's limit            -> nobody knows
    reset      sent, and the connection broke before the answer ended   -> nobody knows
"""

from typing import Literal

import httpx

Trouble = Literal["refused", "timeout", "reset"]


def describe(error: httpx.TransportError) -> Trouble:
    """The word for a transport error of httpx."""
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.UnsupportedProtocol):
        return "refused"
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    return "reset"
