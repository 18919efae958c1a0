"""People: their companies, their chatrooms, and what they listen to."""

from lockstep.running.vocabulary import setup
from lockstep.running.vocabulary.step_decorators import Context, given

OTHER = "the other company"


@given("{person:Name} has an account")
def has_account(context: Context, person: str) -> None:
    """Creates an account over the API where the scenario has none for this person yet; opens no connection.

    Example: Given Ana has an account
    """
    context.scene.enrol(person)


@given("{person:Name} works for a company")
def works(context: Context, person: str) -> None:
    """Creates an account in a company of the scenario's own and connects the laptop.

    Example: Given Ana works for a company
    """
    setup.employ(context.scene, person)


@given("{people:Names} work for the same company")
def work_together(context: Context, people: tuple[str, ...]) -> None:
    """Creates accounts in one company of the scenario's own and connects everyone's laptop.

    Example: Given Ana and Ben work for the same company
    """
    setup.employ(context.scene, *people)


@given("{person:Name} works for the same company as {colleague:Name}")
def works_with(context: Context, person: str, colleague: str) -> None:
    """Creates an account in the colleague's company and connects both laptops; someone who would listen to nothing
    listens to a chatroom of their own.

    Example: Given Dan works for the same company as Ana
    """
    setup.employ(context.scene, colleague, person)
    setup.listen_elsewhere(context.scene, person)


@given("{people:Names} work for another company")
def work_elsewhere(context: Context, people: tuple[str, ...]) -> None:
    """Creates accounts in a second company and connects everyone's laptop: outsiders.

    Example: Given Zoe and Yuri work for another company
    """
    setup.employ(context.scene, *people, company=OTHER)


@given("{person:Name} works for another company")
def works_elsewhere(context: Context, person: str) -> None:
    """Creates an account in a second company and connects the laptop: an outsider. If they would listen to nothing,
    they listen to a chatroom of their own.

    Example: Given Zoe works for another company
    """
    setup.employ(context.scene, person, company=OTHER)
    setup.listen_elsewhere(context.scene, person)


@given('{people:Names} are in the chatroom "{room}"')
def in_chatroom(context: Context, people: tuple[str, ...], room: str) -> None:
    """Creates accounts and a private chatroom where necessary; everyone's laptop listens to it.

    Example: Given Ana and Ben are in the chatroom "design"
    """
    setup.gather(context.scene, room, people)


@given('{people:Names} is in the chatroom "{room}" too')
@given('{people:Names} are in the chatroom "{room}" too')
def in_chatroom_too(context: Context, people: tuple[str, ...], room: str) -> None:
    """Creates accounts and adds the people to an existing chatroom; their laptops listen to it.

    Example: Given Dan and Eve are in the chatroom "design" too
    """
    setup.employ(context.scene, *people)
    for person in people:
        setup.add(context.scene, room, person)


@given('{owner:Name} has added {person:Name} to "{room}"')
def has_added(context: Context, owner: str, person: str, room: str) -> None:
    """Adds the person over the API, which must be accepted; they do not listen yet.

    Example: Given Ana has added Dan to "design"
    """
    setup.succeed(context.scene, owner, "add_member", room=room, member=person)


@given('{owner:Name} has removed {person:Name} from "{room}"')
def has_removed(context: Context, owner: str, person: str, room: str) -> None:
    """Removes the person over the API, which must be accepted.

    Example: Given Ana has removed Ben from "design"
    """
    setup.succeed(context.scene, owner, "remove_member", room=room, member=person)


@given('{person:Name} listens to "{room}"')
def listens(context: Context, person: str, room: str) -> None:
    """Subscribes the laptop to the chatroom or thread; it must be accepted.

    Example: Given Ben listens to "design"
    """
    setup.listen(context.scene, person, room)


@given("{person:Name} also listens on {whose:Their} {device}")
def listens_on(context: Context, person: str, whose: str, device: str) -> None:
    """Connects another device and subscribes it to everything that the laptop listens to.

    Example: Given Ben also listens on his phone
    """
    setup.second_device(context.scene, person, device)
