"""Closing reads: what an adapter can read when a scenario's own steps are done, declared as data.

    ClosingRead("chatrooms", holds=("chatroom",))
    ClosingRead("page", holds=("message",), each="chatroom", field="channel", place="{each}", cursor="cursor")
    ClosingRead("message", each="message", field="message", entity="{each}", place="{place}", newest=2)

The first is made once by every person, the second once by every person for every chatroom that they may see, page
after page to the end, the third for the two messages that were named last. What they show is held against the history
(P14, P17, P19). `Target.closing_reads` returns an adapter's; `operation` is one that its `read` knows.

`place` and `entity` are templates, in which `{each}` stands for the thing, `{place}` for the channel or container
that it is in (a person's is their company), `{name}` for the name of the person that the read is about, `{id}` and
`{company}` for the reader's own.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

PERSON = "person"
"""The kind, in `each`, that stands for the people of the scenario, each by the id of their account."""


@dataclasses.dataclass(frozen=True, slots=True)
class ClosingRead:
    """One read.

    holds: the kinds of entities of which the answer shows all in `place`; without a place, all that the reader may
        see. An entity that is a channel itself is one that they may see if they have the right to it.
    each, field: it is made for each thing of this kind (or for each `PERSON`), which the read takes in this field.
        Empty: it is made once by every reader.
    entity: the answer shows this one thing.
    counts: the answer's `count` is the number of entities of this kind in `place`.
    fields, first: other fields of the read; `first` replaces some of them for the first page, which is best a small
        one, so that there is a second.
    cursor: the field that takes the `cursor` of an earlier page.
    newest: only so many things, those that the history named last; 0: all.
    changed: only things that were changed or deleted after they were made; a list only if something of its kinds was.
    one_reader: it is made by one person for each thing, taken in turn from those who may see it, or once for each
        company; false: by all.

    Some reads of things are also made by somebody who may not see them, if there is such a person.
    """

    operation: str
    holds: tuple[str, ...] = ()
    each: str = ""
    field: str = ""
    place: str = ""
    entity: str = ""
    counts: str = ""
    fields: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    first: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    cursor: str = ""
    newest: int = 0
    changed: bool = False
    one_reader: bool = False
