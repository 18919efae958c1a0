"""The readers by name, and what should have one."""

from lockstep.clients.dialects.registry import DIALECTS
from lockstep.targets.registry import TARGETS

from evidence.fuzz.reader import Reader
from evidence.fuzz.readers import (
    bayeux,
    documents,
    faye,
    feathers,
    gherkin,
    graphql_ws,
    histories,
    nchan,
    nginx,
    plain_json,
    rabbitmq,
    reference,
    service,
    settings,
    socketio,
    stomp,
)

READERS: dict[str, Reader] = {
    one.name: one
    for one in (
        gherkin.READER,
        histories.READER,
        settings.READER,
        documents.READER,
        plain_json.READER,
        nchan.READER,
        bayeux.READER,
        stomp.READER,
        socketio.READER,
        graphql_ws.READER,
        *(
            reader
            for target in (reference, nginx, faye, rabbitmq, feathers)
            for reader in (target.MESSAGES, target.ANSWERS)
        ),
        service.READER,
    )
}


def unread() -> list[str]:
    """The names of readers that there should be: for each dialect, and each target, that is registered."""
    wanted = [f"frames of {dialect}" for dialect in DIALECTS]
    wanted += [f"{what} of {target}" for target in TARGETS for what in ("messages", "answers")]
    return [name for name in wanted if name not in READERS]
