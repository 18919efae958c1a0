"""Invitations: how people who have no account yet join a company in a role, and how an invitation ends.

An invitation's number and token are kept with the person who is invited, as an e-mail to them would.
"""

from lockstep.running.scene.scene import Scene
from lockstep.targets.base import Answer

_NUMBER, _TOKEN = "invitation", "invitation_token"


def invite(scene: Scene, person: str, other: str, role: str) -> Answer:
    """Let a person invite another, who appears with it, whatever the response."""
    invited = scene.actors.get(other) or scene.introduce(other)
    answer = scene.act(person, "invite", email=invited.identity.email, role=role)
    if answer.outcome == "ok" and answer.schema is None:
        token = answer.body["token"]
        scene.recorder.hide(token)
        invited.identity.extra |= {_NUMBER: answer.entity, _TOKEN: token}
    return answer


def accept(scene: Scene, person: str, password: str = "") -> Answer:
    """Let a person accept the invitation that they hold, with this password or else their own, whatever the
    response."""
    identity = scene.person(person).identity
    is_new = not identity.id
    account = {"full_name": identity.extra["full_name"], "password": password or identity.password}
    answer = scene.act(person, "accept_invitation", token=identity.extra[_TOKEN], **account)
    if is_new and identity.id:
        scene.joined(person)
    return answer


def withdraw(scene: Scene, person: str, other: str) -> Answer:
    """Let a person withdraw another's invitation, whatever the response."""
    return scene.act(person, "withdraw_invitation", invitation=scene.person(other).identity.extra[_NUMBER])
