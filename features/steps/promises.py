"""The step that ends every scenario, and the words that stand for promises."""

from lockstep.running import hooks
from lockstep.running.vocabulary.step_decorators import Context, then


@then("every promise held")
def every_promise_held(context: Context) -> None:
    """Added to the end of every scenario by the suite: judges its history on every property the target promises.

    Example: Then every promise held
    """
    hooks.every_promise_held(context)
