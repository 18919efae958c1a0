"""Acts on resources with everything that can be said about them: values of fields, reads, devices, acts at the same
time."""

from hamcrest import assert_that, equal_to
from lockstep.running.vocabulary import reconnection, resource_acts, resource_lanes, resources
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given('{person:Name} has created {kind:Resource} "{label:Label}" with {values:Values}')
@when('{person:Name} creates {kind:Resource} "{label:Label}" with {values:Values}')
def creates_with(
    context: Context, *, person: str, kind: str, label: str, values: tuple[tuple[str, object], ...]
) -> None:
    """Asks the API to create a thing with these values, each in JSON, and valid ones for its other fields.

    Example: When Ana creates order "Mr Weber's bicycle" with the item "a bicycle" and the note "in red, please"
    """
    resources.create(context.scene, person, kind, label, dict(values))


@given('{person:Name} has given {kind:Resource} "{label:Label}" {values:Values}')
@when('{person:Name} gives {kind:Resource} "{label:Label}" {values:Values}')
def gives(context: Context, *, person: str, kind: str, label: str, values: tuple[tuple[str, object], ...]) -> None:
    """Asks the API to change fields of the thing to these values, each in JSON.

    Example: When Ben gives order "Mr Weber's bicycle" the status "paid"
    """
    resources.change(context.scene, person, kind, label, dict(values))


@when('{person:Name} reads {kind:Resource} "{label:Label}"')
def reads(context: Context, person: str, kind: str, label: str) -> None:
    """Reads the thing over the API, by a list where it cannot be read alone, whatever the response.

    Example: When Ben reads order "A7"
    """
    context.scene.look(*resources.read_call(context.scene, person, kind, resources.ref(context.scene, kind, label)))


@when("{person:Name} lists every {kind:Resource}")
def lists_every(context: Context, person: str, kind: str) -> None:
    """Lists all things of this kind over the API, whatever the response.

    Example: When Ben lists every order
    """
    context.scene.look(*resources.read_call(context.scene, person, kind))


@when("these acts happen at the same time")
def together(context: Context) -> None:
    """Takes a table with the columns who and does, each row an act as in a step: "Ana" and `changes order "A7"`, or
    "Ben's phone" and "is cut off". Those of one person or device happen one after the other, all others at the same
    time.

    Example: When these acts happen at the same time
    """
    resource_lanes.perform(context.scene, resource_acts.acts_of(iter(context.table)))


@given("{person:Name}'s {device:Device} is cut off")
@when("{person:Name}'s {device:Device} is cut off")
def is_cut_off(context: Context, person: str, device: str) -> None:
    """Drops the TCP connection of this device without a close frame.

    Example: When Ben's phone is cut off
    """
    context.scene.call(context.scene.session(person, device).cut)


@when("{person:Name}'s {device:Device} reconnects and watches again")
def device_watches_again(context: Context, person: str, device: str) -> None:
    """Opens a new connection of this device and subscribes to everything that its last one was subscribed to.

    Example: When Ben's phone reconnects and watches again
    """
    context.scene.call(resource_lanes.watch_again, context.scene, person, device)


@when("{person:Name}'s {device:Device} reconnects and asks for the missed events")
def device_resumes(context: Context, person: str, device: str) -> None:
    """Opens a new connection of this device with the last position it received; it must be accepted.

    Example: When Ben's phone reconnects and asks for the missed events
    """
    assert_that(context.scene.call(context.scene.session(person, device).come_back), equal_to(True))


@given("{person:Name}'s {device:Device} has stopped reading")
@when("{person:Name}'s {device:Device} stops reading")
def stops_reading(context: Context, person: str, device: str) -> None:
    """Stops taking data from this device's connection; it stays open.

    Example: When Ben's laptop stops reading
    """
    reconnection.pause(context.scene, person, device)


@when("{person:Name}'s {device:Device} resumes reading")
def reads_on(context: Context, person: str, device: str) -> None:
    """Takes data from this device's connection again.

    Example: When Ben's laptop resumes reading
    """
    reconnection.read_on(context.scene, person, device)


@when("everything is quiet")
def is_quiet(context: Context) -> None:
    """Waits until nothing more arrives that was caused so far.

    Example: When everything is quiet
    """
    context.scene.settle()


@then('{person:Name} sees {kind:Resource} "{label:Label}" with {values:Values}')
def sees_with(
    context: Context, *, person: str, kind: str, label: str, values: tuple[tuple[str, object], ...]
) -> None:
    """Reads the thing over the API; these fields must have these values, each in JSON.

    Example: Then Ana sees order "Mr Weber's bicycle" with the status "shipped"
    """
    thing, of = resources.ref(context.scene, kind, label), resources.resource(context.scene, kind)
    found = [resources.fields_of(of, row.payload) for row in resources.shown(context.scene, person, kind, thing)]
    assert_that([{name: one.get(name) for name, _ in values} for one in found], equal_to([dict(values)]))
