"""Changes of healthy histories, one function each; importing this fills the registry."""

from evidence.oracle.mutations import (
    accesses,
    answers,
    arrivals,
    claims,
    closings,
    contents,
    orders,
    presences,
    registry,
)
from evidence.oracle.mutations.registry import MUTATIONS, Mutation, mutated

__all__ = [
    "MUTATIONS", "Mutation", "accesses", "answers", "arrivals", "claims", "closings", "contents", "mutated",
    "orders", "presences", "registry",
]  # fmt: skip
