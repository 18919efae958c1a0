"""Closing reads of every adapter: data whose templates can be filled, of reads that the adapter knows."""

import dataclasses
import string
from pathlib import Path

import pytest
from lockstep.clients.tls import trust
from lockstep.settings import Settings
from lockstep.targets.base import Target
from lockstep.targets.closing_reads import PERSON, ClosingRead
from lockstep.targets.reference.operations import READS
from lockstep.targets.registry import TARGETS, make_target

from tests.quality.tree import ROOT

ADAPTERS = [*TARGETS, str(ROOT / "docs" / "examples" / "rooms.py")]
_NAMES = {"each", "place", "name", "id", "company"}


def adapter(name: str, folder: Path) -> Target:
    return make_target(Settings(target=name), trust(""), folder)


@pytest.mark.parametrize("name", ADAPTERS)
def test_each_declares_data_whose_templates_can_be_filled(name: str, tmp_path: Path) -> None:
    for read in adapter(name, tmp_path).closing_reads():
        used = {
            part for text in (read.place, read.entity) for _, part, _, _ in string.Formatter().parse(text) if part
        }
        assert used <= _NAMES
        assert bool(read.each) == bool(read.field)
        assert read.holds or read.entity or read.counts
        assert read.each or read.field == ""
        assert not read.counts or read.place


def test_which_adapters_can_be_read(tmp_path: Path) -> None:
    found = {name: len(adapter(name, tmp_path).closing_reads()) for name in ADAPTERS}
    assert {Path(name).stem for name, count in found.items() if count} == {"reference", "nchan", "rooms"}


def test_the_reference_backend_knows_the_reads_that_it_declares(tmp_path: Path) -> None:
    declared = adapter("reference", tmp_path).closing_reads()
    assert {read.operation for read in declared} <= set(READS)


def test_a_read_without_anything_more_is_made_once_by_everybody() -> None:
    read = ClosingRead("chatrooms", holds=("chatroom",))
    assert (read.each, read.place, read.newest, read.one_reader, dict(read.fields)) == ("", "", 0, False, {})
    assert dataclasses.replace(read, each=PERSON).each == "person"
