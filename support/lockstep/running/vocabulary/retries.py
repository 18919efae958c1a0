"""Retries: a program that repeats a write until its outcome is known, as good clients do.

A write of unknown outcome (no answer, or the server's own failure), and one that was rejected because there were too
many, is made again: the same write under the same key, the next attempt, after pauses that grow and vary randomly
(stamina's). Other rejections are final. After `attempts` it is given up, and its outcome remains unknown.
"""

import asyncio
import uuid
from typing import Any

import stamina

from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import chat

ATTEMPTS = 15
TOO_MANY = "429"
USUAL_S = 10.0
"""How long a program waits for an answer by default."""
_FIRST_S, _LONGEST_S, _JITTER_S = 0.05, 1.0, 0.05


class _AgainError(Exception):
    """This attempt had no definite outcome."""


def post_until_known(scene: Scene, person: str, texts: list[str], attempts: int = ATTEMPTS) -> None:
    """Let a person post these texts, all at once, each until its outcome is known."""
    channel = scene.ref(chat.room(scene))

    async def post(text: str) -> None:
        w, key = uuid.uuid4().hex, uuid.uuid4().hex

        async def attempt(number: int) -> None:
            told: dict[str, Any] = {"channel": channel, "content": text}
            answer = await scene.person(person).perform("post_message", w=w, key=key, attempt=number, **told)
            if answer.outcome == "info" or answer.status == TOO_MANY:
                raise _AgainError(answer.status)

        try:
            async for one in stamina.retry_context(
                _AgainError,
                attempts=attempts,
                timeout=None,
                wait_initial=_FIRST_S,
                wait_max=_LONGEST_S,
                wait_jitter=_JITTER_S,
            ):
                with one:
                    await attempt(one.num)
        except _AgainError:
            return  # given up: the answers are in the history

    async def all_at_once() -> None:
        await asyncio.gather(*(post(text) for text in texts))

    scene.call(all_at_once)
