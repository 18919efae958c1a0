"""A null echo on loopback: `python -m lockstep.recordings.echo` prints its port, then sends back everything it
receives.

It serves one connection and ends with it, so it never outlives the run that started it; if nobody connects within
30 s it ends too.
"""

import socket
import sys
from contextlib import suppress

_PATIENCE_S = 30


def serve() -> None:
    """Print the port, echo one connection, end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(_PATIENCE_S)
        sys.stdout.write(f"{server.getsockname()[1]}\n")
        sys.stdout.flush()
        connection, _ = server.accept()
    with connection:
        connection.settimeout(None)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while data := connection.recv(64):
            connection.sendall(data)


if __name__ == "__main__":
    with suppress(ConnectionError, TimeoutError):  # the other side has gone
        serve()
