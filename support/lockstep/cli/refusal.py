"""What a subcommand cannot do."""

import click


class Refusal(click.ClickException):
    """What cannot be done, in one sentence for people; the exit code is 2."""

    exit_code = 2
