"""What a backend holds, declared as data: kinds of things, what people can do with them, and what is announced."""

from lockstep.targets.resources.declarations import (
    ANNOUNCED,
    SILENT,
    Announcement,
    Field,
    OwnOperation,
    Resource,
    Text,
)
from lockstep.targets.resources.operations import DeclaredOperation, Operation, Verb
from lockstep.targets.resources.requests import Delete, Get, Patch, Post, Put, Request
from lockstep.targets.resources.values import Values

__all__ = (
    "ANNOUNCED",
    "SILENT",
    "Announcement",
    "DeclaredOperation",
    "Delete",
    "Field",
    "Get",
    "Operation",
    "OwnOperation",
    "Patch",
    "Post",
    "Put",
    "Request",
    "Resource",
    "Text",
    "Values",
    "Verb",
)
