"""Frames of the Bayeux dialect. An empty array is a heartbeat, which holds no frame."""

import json
from typing import Any

from lockstep.clients.dialects.base import Raw

from evidence.fuzz.mutations import documents
from evidence.fuzz.readers.frames import frames_reader, messages

_DATA = {"author": "user:ana", "content": "hello"}
_ADVICE = {"reconnect": "retry", "interval": 0, "timeout": 45000}
SAMPLES: tuple[list[dict[str, Any]], ...] = (
    [{"channel": "/chatroom/7", "data": _DATA, "id": "w1"}],
    [{"channel": "/chatroom/7", "data": _DATA, "id": "w1"}, {"channel": "/chatroom/8", "data": _DATA, "id": "w2"}],
    [{"id": "w1", "channel": "/chatroom/7", "successful": True}],
    [{"channel": "/meta/handshake", "successful": True, "version": "1.0", "clientId": "c1", "advice": _ADVICE,
      "supportedConnectionTypes": ["websocket"]}],
    [{"channel": "/meta/connect", "successful": True, "clientId": "c1", "advice": _ADVICE, "id": "1"}],
    [{"channel": "/meta/connect", "successful": False, "error": "401:c1:Unknown client", "advice": _ADVICE}],
    [{"channel": "/meta/subscribe", "successful": True, "clientId": "c1", "subscription": "/chatroom/7", "id": "2"}],
    [{"channel": "/meta/unsubscribe", "successful": True, "clientId": "c1", "subscription": "/chatroom/7",
      "id": "3"}],
    [{"channel": "/meta/subscribe", "successful": False, "error": "403:/meta/x:Forbidden", "clientId": "c1",
      "subscription": "/meta/x", "id": "4"}],
)  # fmt: skip
INPUTS = messages(documents(SAMPLES, (b'"channel":"/",', b'"/meta/connect"', b'"subscription":["/a",7],')))


def _plausible(raw: Raw) -> bool:
    decoded = json.loads(raw) if isinstance(raw, str) else None
    return isinstance(decoded, dict) or (
        isinstance(decoded, list) and all(isinstance(one, dict) and "channel" in one for one in decoded)
    )


READER = frames_reader("bayeux", INPUTS, _plausible, ("nothing",))
