"""What a subcommand cannot do."""

import click


class Refusal(click.ClickException):
    """Why a subcommand cannot do what was asked, in one sentence for the user; the exit code is 2."""

    exit_code = 2
