"""Building blocks of an adapter for a REST backend with a JSON WebSocket: declarations in, a target out."""

from lockstep.clients.dialects.json_socket import JsonSocket
from lockstep.targets.rest.logins import Account, Basic, Bearer, Cookie, Login
from lockstep.targets.rest.target import RestTarget

__all__ = ("Account", "Basic", "Bearer", "Cookie", "JsonSocket", "Login", "RestTarget")
