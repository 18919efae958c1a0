"""A chain of hooks: Lockstep's own around those that a repository defines in its `environment.py`.

Lockstep's `before` hook runs first, and the repository's only if Lockstep's did not skip or raise. The repository's
`after` hook runs first, and Lockstep's always follows: clean-up is never left out. The repository's hooks are not
called for a scenario that Lockstep skipped.
"""

from collections.abc import Callable, Mapping
from typing import Any

Hook = Callable[..., Any]


def chained(own: Mapping[str, Hook], theirs: Mapping[str, Hook]) -> dict[str, Hook]:
    """All hooks of a run: `own` are Lockstep's, `theirs` are the repository's."""
    skipped: set[int] = set()
    both = {name: _chain(name, hook, theirs[name], skipped) if name in theirs else hook for name, hook in own.items()}
    return {**theirs, **both}


def _chain(name: str, ours: Hook, theirs: Hook, skipped: set[int]) -> Hook:
    """`skipped`: the ids of the scenarios that Lockstep skipped."""

    def before(context: Any, *args: Any) -> None:
        ours(context, *args)
        if args and getattr(args[0], "should_skip", False):
            skipped.add(id(args[0]))
        else:
            theirs(context, *args)

    def after(context: Any, *args: Any) -> None:
        try:
            if not (args and id(args[0]) in skipped):
                theirs(context, *args)
        finally:
            ours(context, *args)

    return after if name.startswith("after_") else before
