"""Why a scenario that catches no fault is there all the same, by its title."""

REASONS: dict[str, str] = {}
