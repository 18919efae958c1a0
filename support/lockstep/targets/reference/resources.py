"""The resources of the reference backend: chatrooms, messages and threads. Source: docs/reference-backend.md."""

from lockstep.targets.resources import OwnOperation, Resource, Text

_FROM_CHATROOM = OwnOperation({"channel": "{parent}", "member": "{member}"}, name="remove_member")
CHATROOM = Resource(
    "chatroom",
    channel="{ref}",
    collection="{me}",
    version="version",
    fields={"name": Text(longest=200, samples=("design", "lunch"), invalid=("", " ", "x" * 201))},
    create=OwnOperation({"name": "{name}", "private": True, "members": "{members}"}, name="create_chatroom"),
    change=OwnOperation({"channel": "{ref}", "name": "{name}"}, name="rename_chatroom"),
    delete=OwnOperation({"channel": "{ref}"}, name="delete_chatroom"),
    read=OwnOperation({"channel": "{ref}"}, name="chatroom"),
    revoke=OwnOperation({"channel": "{ref}", "member": "{member}"}, name="remove_member"),
    events={"chatroom_created": "create", "chatroom_updated": "change", "chatroom_deleted": "delete"},
)
MESSAGE = Resource(
    "message",
    channel="{parent}",
    parent="chatroom",
    version="version",
    fields={"content": Text(longest=10_000, samples=("Hello", "Good morning"), invalid=("", " ", "x" * 10_001))},
    create=OwnOperation({"channel": "{parent}", "content": "{content}", "key": "{key}"}, name="post_message"),
    change=OwnOperation({"message": "{ref}", "content": "{content}"}, name="edit_message"),
    delete=OwnOperation({"message": "{ref}"}, name="delete_message"),
    list=OwnOperation({"channel": "{parent}", "limit": 5, "cursor": "{cursor}"}, name="page"),
    revoke=_FROM_CHATROOM,
    events={
        "chatroom_message_received": "create",
        "chatroom_message_edited": "change",
        "chatroom_message_deleted": "delete",
    },
)
THREAD = Resource(
    "thread",
    channel="{parent}",
    parent="chatroom",
    version="version",
    fields={"title": Text(longest=200, samples=("the offer", "the invoice"), invalid=("", " ", "x" * 201))},
    create=OwnOperation({"channel": "{parent}", "title": "{title}", "members": "{members}"}, name="create_thread"),
    change=OwnOperation({"thread": "{ref}", "title": "{title}"}, name="rename_thread"),
    delete=OwnOperation({"thread": "{ref}"}, name="delete_thread"),
    list=OwnOperation({"channel": "{parent}"}, name="threads"),
    revoke=_FROM_CHATROOM,
    events={"thread_created": "create", "thread_updated": "change", "thread_deleted": "delete"},
)
RESOURCES = (CHATROOM, MESSAGE, THREAD)
