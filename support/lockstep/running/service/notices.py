"""Notices about executions at the suite's own service: who subscribes to which kind, and the notices they receive.

Receivers are real ones on this machine, one for each of `WHO`, and listen as long as the scenario lasts. Notices are
sent before an execution is over, so that waiting for its end includes waiting for them. Errors: AssertionError.
"""

from typing import Any, Literal

from hamcrest import assert_that, contains_string, empty, equal_to, has_length, is_in

from lockstep.running.service.client import ServiceClient
from lockstep.running.service.webhook_receiver import receiver

Kind = Literal["failure", "mended", "budget"]
NEWS: dict[str, Kind] = {"failures": "failure", "recoveries": "mended", "exceeded budgets": "budget"}
OUTCOMES = {
    "failed": "1 failed", "passes again": "1 mended", "exceeded its budget": "1 beyond budget",
}  # fmt: skip
LINK = "https://suite.example.com/runs/{run}"
SECRETS = ("someone:hush", "token-hush")
_REFUSES = 500


def tell(client: ServiceClient, wanted: dict[str, Kind], *, refusing: bool = False) -> None:
    """Give this scenario a service that notifies these people of this kind; they accept or refuse the notices."""
    addresses: dict[str, list[str]] = {}
    for who, kind in wanted.items():
        client.receivers[who] = client.keep(receiver(_REFUSES if refusing else 200))
        addresses.setdefault(f"notices__{kind}", []).append(client.receivers[who].address)
    client.use_own(notices__link=LINK, **{key: " ".join(its) for key, its in addresses.items()})


def notice(client: ServiceClient, who: str) -> Any:
    """The one notice that a person received. Raises AssertionError if there is none, or more than one."""
    received = client.receivers[who].received
    assert_that(received, has_length(1), f"the notices that {who} got")
    return received[0]


def check_told(client: ServiceClient, who: str, label: str, what: str) -> None:
    """Raises AssertionError unless a person was notified once of a scenario's result, with a link to more."""
    told = notice(client, who)
    assert_that(told["title"], contains_string(what))
    assert_that(told["message"], contains_string(label))
    assert_that(told["message"], contains_string(LINK.partition("{")[0]))
    assert_that("{run}" in told["message"], equal_to(False), "the link names the run")


def check_witness(client: ServiceClient, who: str, found: Any) -> None:
    """Raises AssertionError if the notice has no witness of a violation that is in the result."""
    _, _, witness = notice(client, who)["message"].partition("The smallest witness:\n")
    violated = [one["property"] for one in found["validationResults"] if one["outcome"] == "violated"]
    assert_that(witness.partition(" ")[0], is_in(violated))


def check_untold(client: ServiceClient, *who: str) -> None:
    """Raises AssertionError if one of these people, or of all possible ones, was notified of anything."""
    for one in who or client.receivers:
        assert_that(client.receivers[one].received, equal_to([]), f"the notices that {one} got")


def check_missed(client: ServiceClient, label: str) -> None:
    """Raises AssertionError if a rejected notice is not reported, or if its address is shown."""
    written = client.service.written(client.named(f"execution of {label}"))
    assert_that(written, contains_string("was not taken"))
    assert_that([secret for secret in SECRETS if secret in written], empty(), "nobody's address is shown")
