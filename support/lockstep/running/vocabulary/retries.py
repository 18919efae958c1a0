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
from lockstep.targets.base import Answer

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
    posts = [("post_message", {"channel": channel, "content": text, "key": uuid.uuid4().hex}) for text in texts]
    until_known(scene, person, posts, attempts)


def until_known(
    scene: Scene, person: str, asked: list[tuple[str, dict[str, Any]]], attempts: int = ATTEMPTS
) -> list[Answer | None]:
    """Let a person make these writes (operation, fields with `key`), all at once, each until its outcome is known;
    the last answers, None for a write that was given up."""

    async def write(operation: str, fields: dict[str, Any]) -> Answer | None:
        w = uuid.uuid4().hex

        async def attempt(number: int) -> Answer:
            answer = await scene.person(person).perform(operation, w=w, attempt=number, **fields)
            if answer.outcome == "info" or answer.status == TOO_MANY:
                raise _AgainError(answer.status)
            return answer

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
                    return await attempt(one.num)
        except _AgainError:
            pass  # given up: the answers are in the history
        return None

    async def all_at_once() -> list[Answer | None]:
        return await asyncio.gather(*(write(operation, fields) for operation, fields in asked))

    return scene.call(all_at_once)
