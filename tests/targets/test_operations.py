"""The operations that steps may ask for are those which the reference adapter offers."""

from typing import get_args

from lockstep.targets.operations import ReadOperation, WriteOperation
from lockstep.targets.reference.operations import COMMANDS, READS, WRITES


def test_writes_are_those_of_the_api_and_of_the_socket() -> None:
    assert set(get_args(WriteOperation)) == WRITES.keys() | COMMANDS.keys()


def test_reads_are_those_of_the_api() -> None:
    assert set(get_args(ReadOperation)) == READS.keys()
