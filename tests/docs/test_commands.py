"""Every block of commands on the pages is marked, and those marked `ci` do what their page says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.docs.__main__ import tally
from evidence.docs.pages import ROOT, Block, blocks, counts, pages
from evidence.docs.reader import Reader

BLOCKS: dict[Path, list[Block]] = {page: blocks(page) for page in pages()}
FOLLOWED = [page for page, of in BLOCKS.items() if any(block.kind == "ci" for block in of)]


def test_every_command_block_is_marked_and_counted(record_property: Callable[[str, object], None]) -> None:
    count = counts([block for of in BLOCKS.values() for block in of])
    record_property("summary", tally(count))
    assert count["ci"] > 0


@pytest.mark.process
@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", FOLLOWED, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_do_what_it_says(page: Path, tmp_path: Path) -> None:
    for ran in Reader(tmp_path, BLOCKS[page]).follow({"ci"}):
        assert not ran.amiss, ran.amiss
