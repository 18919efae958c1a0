"""Why a scenario that catches no fault is there all the same, by its title."""

_REPEATS = (
    "the reference backend delivers at most once, so these runs skip it; on the target rabbitmq the plants drop, "
    "phantom, lose-on-reconnect and double-on-reconnect make it fail"
)

_SLIPPED = "a mistake of docs/slipped.md makes it fail, which is not among the mutants here"

REASONS: dict[str, str] = {
    "erasing the company disconnects everyone on every device": _SLIPPED,
    "someone who has logged out everywhere is absent": _SLIPPED,
    "three unacknowledged messages are delivered again, marked as redelivered": _REPEATS,
    "new messages arrive unmarked after the unacknowledged ones": _REPEATS,
}
