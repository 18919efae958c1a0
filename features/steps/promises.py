"""The step that ends every scenario, and the words that stand for promises."""

from lockstep.running import hooks
from lockstep.running.vocabulary.step_decorators import Context, then


@then("every promise held")
def every_promise_held(context: Context) -> None:
    hooks.every_promise_held(context)
