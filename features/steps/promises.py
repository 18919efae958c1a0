"""The step that ends every scenario, and the words that stand for promises."""

from support.running import hooks
from support.running.steps import Context, then


@then("every promise held")
def every_promise_held(context: Context) -> None:
    hooks.every_promise_held(context)
