"""`lockstep completion`: the script that completes commands in a shell."""

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_LOCKSTEP_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the script that completes commands in a shell.

    With it, the Tab key completes the names of commands, options and files.

    \b
    Examples, each a line for the shell's start-up file:
      eval "$(lockstep completion bash)"      in ~/.bashrc
      eval "$(lockstep completion zsh)"       in ~/.zshrc
      lockstep completion fish | source       in ~/.config/fish/config.fish
    """
    found = get_completion_class(shell)
    if found is None:
        raise LookupError(f"click knows no completion for {shell}")
    click.echo(found(context.find_root().command, {}, "lockstep", VARIABLE).source())
    return 0
