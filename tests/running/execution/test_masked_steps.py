"""What behave keeps of a failure is masked before its formatters read it."""

from types import SimpleNamespace

from behave.configuration import Configuration
from lockstep.masking import mask_text
from lockstep.running.execution.masked_steps import MaskedSteps


def test_the_message_of_a_step_is_masked() -> None:
    formatter = MaskedSteps(Configuration([], load_config=False), mask_text)
    failed, passed = SimpleNamespace(error_message='{"password": "hush"}'), SimpleNamespace(error_message=None)
    formatter.result(failed)
    formatter.result(passed)
    assert (failed.error_message, passed.error_message) == ('{"password": "[redacted]"}', None)
