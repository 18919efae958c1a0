"""Resources: what people do with the things that a backend holds, whatever these are, and the events about them."""

from hamcrest import assert_that, equal_to
from lockstep.matchers.delivery import received_in_order, received_once, silent
from lockstep.running.vocabulary import reconnection, resource_acts, resource_lanes, resource_promises, resources
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given('{people:Names} watch {kind:Resource} "{label:Label}"')
@given('{people:Names} watches {kind:Resource} "{label:Label}"')
def watch(context: Context, people: tuple[str, ...], kind: str, label: str) -> None:
    """Employs the people by one company, connects them, and subscribes them to what is announced of this thing; the
    first of them creates it where the scenario has none of this name yet.

    Example: Given Ana and Ben watch order "A7"
    """
    resources.watch(context.scene, people, kind, label)


@given("{people:Names} watch for each new {kind:Resource}")
@given("{people:Names} watches for each new {kind:Resource}")
def watch_new(context: Context, people: tuple[str, ...], kind: str) -> None:
    """Employs the people by one company, connects them, and subscribes them to what is announced of new things.

    Example: Given Ana and Ben watch for each new order
    """
    resources.watch_new(context.scene, people, kind)


@given("{person:Name} of another company watches for each new {kind:Resource}")
def watch_elsewhere(context: Context, person: str, kind: str) -> None:
    """Employs the person by a second company, an outsider, and subscribes them to what is announced of new things
    there.

    Example: Given Zoe of another company watches for each new order
    """
    resources.watch_new(context.scene, (person,), kind, company="the other company")


@when('{person:Name} creates {kind:Resource} "{label:Label}"')
@when('{person:Name} creates a {kind:Resource} "{label:Label}"')
@when('{person:Name} creates an {kind:Resource} "{label:Label}"')
def creates(context: Context, person: str, kind: str, label: str) -> None:
    """Asks the API to create a thing with valid values; the scenario calls it by this label.

    Example: When Ana creates order "A7"
    """
    resources.create(context.scene, person, kind, label)


@when("{people:Names} create {count:d} things of the kind {kind:Resource} each, all at once")
@when("{people:Names} creates {count:d} things of the kind {kind:Resource}, all at once")
def create_at_once(context: Context, people: tuple[str, ...], count: int, kind: str) -> None:
    """Asks the API to create this many things for each person, all at the same time.

    Example: When Ana and Ben create 20 things of the kind order each, all at once
    """
    resources.create_at_once(context.scene, people, kind, count)


@given('{person:Name} has changed {kind:Resource} "{label:Label}"')
@when('{person:Name} changes {kind:Resource} "{label:Label}"')
def changes(context: Context, person: str, kind: str, label: str) -> None:
    """Asks the API to change the thing to other valid values.

    Example: When Ana changes order "A7"
    """
    resources.change_often(context.scene, person, kind, label, 1)


@when('{person:Name} changes {kind:Resource} "{label:Label}" {count:d} times')
def changes_often(context: Context, person: str, kind: str, label: str, count: int) -> None:
    """Asks the API to change the thing this many times, one after the other, each time to other valid values.

    Example: When Ana changes order "A7" 10 times
    """
    resources.change_often(context.scene, person, kind, label, count)


@when('{person:Name} changes {kind:Resource} "{label:Label}" to "{value}"')
def changes_to(context: Context, person: str, kind: str, label: str, value: str) -> None:
    """Asks the API to change the field that has this value among its samples, or else the first text, to it.

    Example: When Ana changes order "A7" to "north"
    """
    of = resources.resource(context.scene, kind)
    resources.change(context.scene, person, kind, label, resources.meant(context.scene, of, value))


@when('{person:Name} changes {kind:Resource} "{label:Label}" to what it is already')
def changes_nothing(context: Context, person: str, kind: str, label: str) -> None:
    """Asks the API to change the thing to the values that it has.

    Example: When Ana changes order "A7" to what it is already
    """
    resources.change_nothing(context.scene, person, kind, label)


@when('{person:Name} gives {kind:Resource} "{label:Label}" every awkward text')
def writes_awkward(context: Context, person: str, kind: str, label: str) -> None:
    """Writes each awkward text into each field that holds text, one after the other, each in a write of its own.

    Example: When Ana gives order "A7" every awkward text
    """
    resource_promises.write_awkward(context.scene, person, kind, label)


@when('{person:Name} tries to give {kind:Resource} "{label:Label}" every invalid value')
def writes_invalid(context: Context, person: str, kind: str, label: str) -> None:
    """Writes each value that a field declares as invalid, one after the other, each in a write of its own.

    Example: When Ana tries to give order "A7" every invalid value
    """
    resource_promises.write_invalid(context.scene, person, kind, label)


@when('{person:Name} deletes {kind:Resource} "{label:Label}"')
def deletes(context: Context, person: str, kind: str, label: str) -> None:
    """Asks the API to delete the thing.

    Example: When Ana deletes order "A7"
    """
    resources.delete(context.scene, person, kind, label)


@when("{person:Name} reconnects and watches again")
def watches_again(context: Context, person: str) -> None:
    """Opens a new connection and subscribes to everything that the last one was subscribed to.

    Example: When Ben reconnects and watches again
    """
    resources.return_and_watch(context.scene, person)


@then("{person:Name} receives the change once, within the delivery budget")
def receives(context: Context, person: str) -> None:
    """Waits for the event of the act's one write (a creation, a change or a deletion) to arrive exactly once on every
    listening device, within the delivery budget.

    Example: Then Ben receives the change once, within the delivery budget
    """
    made = resources.made(context.scene, count=1)
    context.scene.expect(context.scene.received(person), received_once(made), context.scene.in_time(made))


@then("{person:Name} receives the {count:d} changes once each, in order")
def receives_in_order(context: Context, person: str, count: int) -> None:
    """Waits for the events of all writes of the act to arrive exactly once each, in the order of acceptance.

    Example: Then Ben receives the 10 changes once each, in order
    """
    made = resources.made(context.scene, count=count)
    context.scene.expect(context.scene.received(person), received_once(made), received_in_order(made))


@then("{person:Name} receives the {count:d} changes once each")
def receives_each(context: Context, person: str, count: int) -> None:
    """Waits for the events of all writes of the act to arrive exactly once each, in any order.

    Example: Then Ben receives the 40 changes once each
    """
    made = resources.made(context.scene, count=count)
    context.scene.expect(context.scene.received(person), received_once(made))


@then("{person:Name} receives every value once, in order and unaltered")
def receives_unaltered(context: Context, person: str) -> None:
    """Waits for the events of all writes of the act, once each and in order; each must carry the value that was
    written. Names the field and the kind of the value that differs.

    Example: Then Ben receives every value once, in order and unaltered
    """
    made = resources.made(context.scene)
    context.scene.expect(context.scene.received(person), received_once(made), received_in_order(made))
    resource_promises.check_unaltered(context.scene, person, made)


@then("every value is rejected")
def all_rejected(context: Context) -> None:
    """Every write of the act must have been rejected. Names the field and the value that was not.

    Example: Then every value is rejected
    """
    resource_promises.check_rejected(context.scene)


@then("a change that changes nothing is not announced")
def no_op(context: Context) -> None:
    """Lets the person who acted first change the thing that was written last to the values it has; then waits until
    the system is quiet. Nobody may have received an event of it.

    Example: Then a change that changes nothing is not announced
    """
    resource_promises.check_no_op(context.scene)


@then('after that {person:Name} receives nothing of {kind:Resource} "{label:Label}"')
def receives_nothing_of(context: Context, person: str, kind: str, label: str) -> None:
    """Waits until the system is quiet; no event of this thing may have arrived since the act began.

    Example: Then after that Ben receives nothing of order "B8"
    """
    context.scene.settle()
    resource_promises.check_nothing_of(context.scene, person, resources.ref(context.scene, kind, label))


@then('{person:Name} receives nothing, of {kind:Resource} "{label:Label}" or anything else')
def receives_nothing(context: Context, person: str, kind: str, label: str) -> None:
    """Waits until the system is quiet; nothing at all may have arrived since the act began.

    Example: Then Zoe receives nothing, of order "A7" or anything else
    """
    resources.ref(context.scene, kind, label)
    context.scene.settle()
    assert_that(context.scene.received(person), silent())


@then('{person:Name} sees {kind:Resource} "{label:Label}" as it was written last')
def sees(context: Context, person: str, kind: str, label: str) -> None:
    """Reads the thing over the API, or finds it in a list where it cannot be read alone; its fields must be those of
    the last acknowledged write.

    Example: Then Ben sees order "A7" as it was written last
    """
    thing = resources.ref(context.scene, kind, label)
    found = resources.shown(context.scene, person, kind, thing)
    resource_promises.check_shown(context.scene, kind, found, {thing})


@then("a list of every {kind:Resource} shows {person:Name} each of them once, as it was written last")
def lists(context: Context, kind: str, person: str) -> None:
    """Lists all things of this kind over the API, page by page; each that was acknowledged and not deleted must be
    there exactly once, with the fields of its last write.

    Example: Then a list of every order shows Ben each of them once, as it was written last
    """
    found = resources.shown(context.scene, person, kind)
    of = resources.resource(context.scene, kind)
    resource_promises.check_shown(context.scene, kind, found, set(resources.existing(context.scene, of)))


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
