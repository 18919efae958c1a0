"""The command `lockstep`.

`main.py` is where it starts, `commands.py` the table of its subcommands; each of these has a file of its own, which
is imported when it is called. A subcommand reads its arguments, calls a function of the package whose subject it is,
prints what that returns, and returns the exit code.
"""
