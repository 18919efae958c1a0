"""The null echo sends back what it gets, and ends with its connection."""

import socket
import struct
import subprocess
import sys


def test_it_echoes_and_ends_with_its_connection() -> None:
    command = [sys.executable, "-m", "lockstep.recordings.echo"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(b"abc")
            assert connection.recv(16) == b"abc"
        assert process.wait(60) == 0


def test_it_says_nothing_when_the_other_end_is_killed() -> None:
    command = [sys.executable, "-m", "lockstep.recordings.echo"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        port = int(process.stdout.readline())
        connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # it is reset at its end
        connection.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
