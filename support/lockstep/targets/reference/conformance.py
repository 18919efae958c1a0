"""Checks whether an answer or a frame of the reference backend conforms to its contract.

Each check returns None, or the first deviation as "path: reason", without the value, which may be secret. Fields
beside `data` must be present exactly where the contract requires them.
"""

from typing import Any

from pydantic import TypeAdapter

from lockstep.targets.reference import schemas
from lockstep.targets.schemas import breach

Adapters = dict[str, TypeAdapter[Any]]

_answers: Adapters = {name: TypeAdapter(model) for name, model in schemas.ANSWERS.items()}
_events: Adapters = {name: TypeAdapter(model) for name, model in schemas.EVENTS.items()}
_controls: Adapters = {name: TypeAdapter(model) for name, model in schemas.CONTROLS.items()}
_envelope: TypeAdapter[Any] = TypeAdapter(schemas.Envelope)
_failure: TypeAdapter[Any] = TypeAdapter(schemas.Failure)
_event_frame: TypeAdapter[Any] = TypeAdapter(schemas.EventFrame)
_ephemeral_frame: TypeAdapter[Any] = TypeAdapter(schemas.EphemeralFrame)
_control_frame: TypeAdapter[Any] = TypeAdapter(schemas.ControlFrame)
_answer_frame: TypeAdapter[Any] = TypeAdapter(schemas.AnswerFrame)


BESIDE = {
    "create_chatroom": ("members",),
    "rename_chatroom": ("members",),
    "describe_chatroom": ("members",),
    "delete_chatroom": ("members", "isPrivate"),
    "remove_person": ("left",),
    "deactivate_person": ("membership", "left"),
    "change_role": ("gained", "lost"),
    "invite": ("token",),
    "messages": ("position",),
    "page": ("position",),
}
"""What the answer to an operation carries beside `data`, as far as anything here depends on it."""


def check_answer(represents: str, body: Any, operation: str = "") -> str | None:
    """A successful answer that carries the representation of this name, to this operation."""
    if not isinstance(body, dict) or "data" not in body:
        return "answer: a successful answer is an object with data"
    missing = [name for name in BESIDE.get(operation, ()) if body.get(name) is None]
    return (
        breach(_envelope, _without_data(body), "answer")
        or breach(_answers[represents], body["data"], "data")
        or (f"answer.{missing[0]}: Field required" if missing else None)
    )


def check_failure(body: Any) -> str | None:
    """A rejection."""
    return breach(_failure, body, "answer")


def check_frame(kind: str, *, event: bool, body: Any) -> str | None:
    """One frame of the socket."""
    models = _events if event else _controls
    if kind not in models:
        return f"event: {kind} is no {'event' if event else 'control frame'} of the contract"
    return breach(_envelope_of(kind, event=event), _without_data(body), "frame") or breach(
        models[kind], body.get("data"), "data"
    )


def _envelope_of(kind: str, *, event: bool) -> TypeAdapter[Any]:
    if event:
        return _ephemeral_frame if kind in schemas.EPHEMERAL else _event_frame
    return _answer_frame if kind in {"ack", "error"} else _control_frame


def _without_data(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != "data"}
