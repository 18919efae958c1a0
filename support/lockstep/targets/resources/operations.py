"""Operations: what people can do with a resource.

A declared operation is created by its resource alone (`Resource.named`), so that the type checker finds a string that
stands for none; those of chat are the literals in `lockstep.targets.operations`.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

DeclaredOperation = NewType("DeclaredOperation", str)
"""The name of a declared operation, as the history records it."""


class Verb(StrEnum):
    """What an operation does to its resource. Create, change and delete write; read shows one, list all; revoke takes
    away the right of one person to it."""

    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"
    READ = "read"
    LIST = "list"
    REVOKE = "revoke"


WRITES = (Verb.CREATE, Verb.CHANGE, Verb.DELETE)
READS = (Verb.READ, Verb.LIST)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `name` is what the history calls it; empty: the verb and the resource, such as
    `change_order`."""

    name: str = field(default="", kw_only=True)
