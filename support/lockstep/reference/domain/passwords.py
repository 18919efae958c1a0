"""Passwords, stored as argon2id hashes; hashing runs in a thread, as at a realistic cost it takes tens of
milliseconds."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError


class Passwords:
    """Hashes and verifies at one cost."""

    def __init__(self, cost_kib: int) -> None:
        """`cost_kib` is the memory one hash takes."""
        self._hasher = PasswordHasher(time_cost=2, memory_cost=cost_kib, parallelism=1)
        self._nobodys = self._hasher.hash("nobody's")

    async def hash(self, password: str) -> str:
        """A salted hash."""
        return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, hashed: str | None, password: str) -> bool:
        """Whether this is the password; equally slow without an account (None), so that timing reveals nothing."""
        return await asyncio.to_thread(self._verify, hashed, password)

    def _verify(self, hashed: str | None, password: str) -> bool:
        try:
            self._hasher.verify(hashed or self._nobodys, password)
        except VerifyMismatchError:
            return False
        return hashed is not None
