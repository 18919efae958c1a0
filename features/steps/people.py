"""People: who works where, who is in which chatroom, who listens on what."""

from lockstep.running.vocabulary import setup
from lockstep.running.vocabulary.step_decorators import Context, given

OTHER = "the other company"


@given("{person:Name} has an account")
def has_account(context: Context, person: str) -> None:
    context.scene.enrol(person)


@given("{person:Name} works for a company")
def works(context: Context, person: str) -> None:
    setup.employ(context.scene, person)


@given("{people:Names} work for the same company")
def work_together(context: Context, people: tuple[str, ...]) -> None:
    setup.employ(context.scene, *people)


@given("{person:Name} works for the same company as {colleague:Name}")
def works_with(context: Context, person: str, colleague: str) -> None:
    setup.employ(context.scene, colleague, person)


@given("{person:Name} works for another company")
def works_elsewhere(context: Context, person: str) -> None:
    setup.employ(context.scene, person, company=OTHER)


@given('{people:Names} are in the chatroom "{room}"')
def in_chatroom(context: Context, people: tuple[str, ...], room: str) -> None:
    setup.gather(context.scene, room, people)


@given('{people:Names} is in the chatroom "{room}" too')
@given('{people:Names} are in the chatroom "{room}" too')
def in_chatroom_too(context: Context, people: tuple[str, ...], room: str) -> None:
    setup.employ(context.scene, *people)
    for person in people:
        setup.add(context.scene, room, person)


@given('{owner:Name} has added {person:Name} to "{room}"')
def has_added(context: Context, owner: str, person: str, room: str) -> None:
    setup.succeed(context.scene, owner, "add_member", room=room, member=person)


@given('{owner:Name} has removed {person:Name} from "{room}"')
def has_removed(context: Context, owner: str, person: str, room: str) -> None:
    setup.succeed(context.scene, owner, "remove_member", room=room, member=person)


@given('{person:Name} listens to "{room}"')
def listens(context: Context, person: str, room: str) -> None:
    setup.listen(context.scene, person, room)


@given("{person:Name} also listens on {whose:Their} {device}")
def listens_on(context: Context, person: str, whose: str, device: str) -> None:
    setup.second_device(context.scene, person, device)
