"""Clients for REST and WebSocket.

Wherever click and rich are installed, httpx imports them for its own command. Nothing here uses that command, and
every run would pay for it: so its import is prevented before httpx is imported for the first time.
"""

import sys
from types import ModuleType
from typing import cast

sys.modules.setdefault("httpx._main", cast("ModuleType", None))  # a module that is None there cannot be imported
