"""An own step. `Name` reads one capitalised name and `d` a whole number; `Names` would read "Ana, Ben and Cleo"."""

from lockstep.steps import Context, when


@when('{person:Name} announces {count:d} times in "{room}"')
def announces(context: Context, person: str, count: int, room: str) -> None:
    """Each announcement is a message of its own, posted over the API once the one before was answered."""
    for text in context.scene.texts(count):
        context.scene.act(person, "post_message", room=room, content=f"Announcement: {text}")
