"""The people and places that the adapter's tests are about."""

import pytest
from lockstep.targets.reference.known_state import World


@pytest.fixture
def world() -> World:
    """Ana and Ben work for company 1; chatroom 7 is private, 8 public; message 19 is in 7."""
    made = World()
    made.people = {"user:3": ("Ana", "company:1"), "user:4": ("Ben", "company:1"), "user:9": ("Zoe", "company:2")}
    made.places = {"chatroom:7": "company:1", "chatroom:8": "company:1", "message:19": "chatroom:7"}
    made.public = {"company:1": {"chatroom:8"}}
    made.hearers = {"company:1": {"Ana", "Ben"}, "chatroom:7": {"Ana", "Ben"}}
    return made
