"""`scripts/evidence docs [MARK ...]`: follow the pages as a reader would, the blocks of these marks; ci and full if
none is named.

`--page`, once or several times, names a page; `--count` says how many blocks of each mark there are, and runs none.
Blocks that need something are run where they are named, as in `scripts/evidence docs ci needs-zsh --page
docs/command.md`. CONTRIBUTING.md explains the marks. Exit code 0: every block did what its page says; 1: one did not,
or one is not marked.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from evidence.docs.pages import ROOT, MarkError, blocks, counts, pages
from evidence.docs.reader import Ran, Reader


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Follow the pages, print what came of each block; the exit code."""
    asked = _asked(arguments)
    chosen = [root / page for page in asked.page] or pages(root)
    try:
        found = {page: blocks(page, root) for page in chosen}
    except (MarkError, OSError) as error:
        sys.stderr.write(f"scripts/evidence docs: {error}\n")
        return 1
    if asked.count:
        sys.stdout.write(f"{tally(counts([block for each in found.values() for block in each]))}\n")
        return 0
    amiss = 0
    for of in found.values():
        if any(block.kind in asked.marks for block in of):
            with tempfile.TemporaryDirectory() as folder:
                for ran in Reader(Path(folder), of).follow(asked.marks):
                    amiss += bool(ran.amiss)
                    _say(ran)
    return 1 if amiss else 0


def tally(count: dict[str, int]) -> str:
    """The number of blocks of each mark, in a line."""
    return f"command blocks: {', '.join(f'{number} {kind}' for kind, number in count.items())}"


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/evidence docs", allow_abbrev=False)
    parser.add_argument("marks", nargs="*", metavar="MARK", default=["ci", "full"], help="ci, full or needs-X")
    parser.add_argument("--page", action="append", default=[], help="only this page")
    parser.add_argument("--count", action="store_true", help="count the blocks of each mark")
    return parser.parse_args(arguments)


def _say(ran: Ran) -> None:
    sys.stdout.write(f"{ran.block.place} {ran.block.kind}: {ran.amiss or 'as it says'} ({ran.seconds:.0f} s)\n")
    sys.stdout.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
