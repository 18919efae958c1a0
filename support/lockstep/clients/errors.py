"""The errors of a connection, in the words of the history.

`describe` names a transport error by its meaning for the write in progress:

    refused    nothing was sent: the connection could not be made       -> the write failed
    timeout    sent, and no answer within the client's limit            -> the outcome is unknown
    reset      sent, and the connection broke before the answer ended   -> the outcome is unknown
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
