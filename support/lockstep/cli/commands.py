"""The subcommands of `lockstep`, in the order in which its help lists them.

To add one, write its file in this folder and one line here. `place` is "module:function"; the module is imported when
the subcommand is called, so that no subcommand loads what only another needs. `summary` is its line in
`lockstep --help`.
"""

from typing import NamedTuple

from lockstep.serving.extras import Extra


class Entry(NamedTuple):
    """Where a subcommand is found, what it does in a few words, and the extra that it needs."""

    place: str
    summary: str
    extra: Extra | None = None


COMMANDS: dict[str, Entry] = {
    "run": Entry("lockstep.cli.run_command:run_command", "Run scenarios, with behave's own options."),
    "init": Entry("lockstep.cli.init:init", "Create the files for features of your own."),
    "check": Entry("lockstep.cli.check:check", "Check recorded histories offline."),
    "trace": Entry("lockstep.cli.trace:trace", "Draw recorded histories: who received what."),
    "target": Entry("lockstep.cli.target:target", "List the targets, or try an adapter piece by piece."),
    "runs": Entry("lockstep.cli.runs:runs", "Show the results of past runs."),
    "merge": Entry("lockstep.cli.merge:merge", "Merge the reports of the shards of one run."),
    "steps": Entry("lockstep.cli.steps:steps", "List the steps that features can use."),
    "settings": Entry("lockstep.cli.settings:settings", "Print the effective settings, without secrets."),
    "serve": Entry(
        "lockstep.cli.serve:serve", "Serve the suite over an API, with pages that show runs live.", "service"
    ),
    "backend": Entry("lockstep.cli.backend:backend", "Start the reference backend.", "reference"),
    "completion": Entry("lockstep.cli.completion:completion", "Print the script that completes commands in a shell."),
}
