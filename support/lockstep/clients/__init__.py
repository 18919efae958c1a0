"""Clients for REST and WebSocket.

httpx imports click and rich for a command of its own wherever they are installed. Nothing here uses that command, and
every run would pay for it: so it is left out before httpx is imported for the first time.
"""

import sys
from types import ModuleType
from typing import cast

sys.modules.setdefault("httpx._main", cast("ModuleType", None))  # what is None there cannot be imported
