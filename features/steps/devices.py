"""Devices and logins: which connections end with a login, and which go on."""

from hamcrest import assert_that, equal_to
from lockstep.matchers.connection import ended
from lockstep.running.vocabulary import connections, logins, refusals, setup
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("{person:Name} is also logged in on {whose:Their} {one:Device} and {same:Their} {other:Device}")
def is_also_logged_in(context: Context, *, person: str, whose: str, one: str, same: str, other: str) -> None:
    """Logs in once more; both devices share this login and listen to everything that the laptop listens to.

    Example: Given Ben is also logged in on his tablet and his desktop
    """
    logins.begin(context.scene, person, one, other)


@when("{person:Name} logs out on {whose:Their} {device:Device}")
def logs_out_on(context: Context, person: str, whose: str, device: str) -> None:
    """Asks the API to end the login of this device, whatever the response.

    Example: When Ben logs out on his tablet
    """
    context.scene.act(person, "logout", device=device)


@when("{person:Name} changes {whose:Their} password on {own:Their} {device:Device}")
def changes_password(context: Context, person: str, whose: str, own: str, device: str) -> None:
    """Asks the API to change the password, with the current one, whatever the response.

    Example: When Ben changes his password on his laptop
    """
    logins.change_password(context.scene, person, device)


@when("{person:Name} tries to change {whose:Their} password on {own:Their} {device:Device} with a wrong one")
def changes_password_wrongly(context: Context, person: str, whose: str, own: str, device: str) -> None:
    """Asks the API to change the password, giving a wrong current one, whatever the response.

    Example: When Ben tries to change his password on his laptop with a wrong one
    """
    logins.change_password(context.scene, person, device, known=False)


@when("{person:Name} tries to change {whose:Their} password on {own:Their} {device:Device} to {weak:WeakPassword}")
def changes_to_weak(context: Context, *, person: str, whose: str, own: str, device: str, weak: str) -> None:
    """Asks the API to change the password to a weak one, with the current one, whatever the response.

    Example: When Ben tries to change his password on his laptop to a short password
    """
    logins.try_a_weak_password(context.scene, person, device, weak)


@when("{person:Name} renews {whose:Their} token on {own:Their} {device:Device}")
def renews(context: Context, person: str, whose: str, own: str, device: str) -> None:
    """Exchanges the refresh token of this device's login over the API, whatever the response.

    Example: When Ben renews his token on his tablet
    """
    logins.renew(context.scene, person, device)


@when("{person:Name} uses one refresh token twice on {whose:Their} {device:Device}")
def renews_twice(context: Context, person: str, whose: str, device: str) -> None:
    """Exchanges the same refresh token of this device's login two times, one right after the other.

    Example: When Ben uses one refresh token twice on his tablet
    """
    logins.renew(context.scene, person, device, times=2)


@then("only the first use is accepted")
def only_first(context: Context) -> None:
    """The first request of the act must have been accepted, the second one rejected.

    Example: Then only the first use is accepted
    """
    assert_that(logins.outcomes(context.scene), equal_to(["ok", "fail"]))


@given("{person:Name} has failed to log in {times:d} times")
@when("{person:Name} fails to log in {times:d} times")
def fails_to_log_in(context: Context, person: str, times: int) -> None:
    """Tries to log in over the API with a wrong password, that many times.

    Example: When Ben fails to log in 9 times
    """
    for _ in range(times):
        assert_that(logins.try_to_begin(context.scene, person, right=False).outcome, equal_to("fail"))


@when("{person:Name} tries to log in")
def tries_to_log_in(context: Context, person: str) -> None:
    """Tries to log in over the API with the right password, whatever the response.

    Example: When Ben tries to log in
    """
    logins.try_to_begin(context.scene, person)


@given("{person:Name} has logged in once more")
@then("{person:Name} can log in once more")
def logs_in(context: Context, person: str) -> None:
    """Logs in over the API with the right password, which must succeed; opens no connection.

    Example: Then Ben can log in once more
    """
    assert_that(logins.try_to_begin(context.scene, person).outcome, equal_to("ok"))


@when("{person:Name}'s {devices:Devices} are cut off")
def are_cut_off(context: Context, person: str, devices: tuple[str, ...]) -> None:
    """Drops the TCP connection of each of these devices without a close frame.

    Example: When Ben's laptop and phone are cut off
    """
    for device in devices:
        context.scene.call(context.scene.session(person, device).cut)


@when("{person:Name}'s {devices:Devices} reconnect one after the other and ask for the missed events")
def come_back_in_turn(context: Context, person: str, devices: tuple[str, ...]) -> None:
    """Opens a new connection of each device with the last position it received; each must be accepted.

    Example: When Ben's laptop and phone reconnect one after the other and ask for the missed events
    """
    for device in devices:
        assert_that(context.scene.call(context.scene.session(person, device).come_back), equal_to(True))


@when("{person:Name} erases the company")
def erases(context: Context, person: str) -> None:
    """Asks the API to erase the company with everything in it, whatever the response.

    Example: When Ana erases the company
    """
    context.scene.act(person, "erase_company", password=context.scene.person(person).identity.password)


@then("the backend closes {person:Name}'s {devices:Devices} because {reason:Reason}")
def closed_on(context: Context, person: str, devices: tuple[str, ...], reason: str) -> None:
    """Waits for the backend to end the session of each of these devices as the target declares it for that reason.

    Example: Then the backend closes Ben's tablet and desktop because of the token
    """
    codes = connections.endings(context.scene.target, reason)
    for device in devices:
        context.scene.expect(context.scene.history, ended(f"{person}/{device}", by="server", codes=codes))


@then('what {author:Name} posts next in "{room}" arrives on {person:Name}\'s {devices:Devices} only')
def arrives_on(context: Context, *, author: str, room: str, person: str, devices: tuple[str, ...]) -> None:
    """Posts one more message, waits until the system is quiet, and looks at every device of the person.

    Example: Then what Ana posts next in "design" arrives on Ben's laptop and phone only
    """
    found = logins.received_on(context.scene, person, author, room)
    assert_that(found, equal_to(sorted(devices)))


@when("{person:Name} deactivates {member:Name}'s account")
def deactivates(context: Context, person: str, member: str) -> None:
    """Asks the API to deactivate the account for good, and with it every connection of it.

    Example: When Ana deactivates Ben's account
    """
    context.scene.act(person, "deactivate_person", member=member)


@then('{person:Name} can write in the thread "{thread}" on none of {whose:Their} {devices:Devices}')
def can_write_on_none(context: Context, *, person: str, thread: str, whose: str, devices: tuple[str, ...]) -> None:
    """Writes once over the socket of each of these devices; every attempt must be rejected, and nobody hears of it.

    Example: Then Ben can write in the thread "colours" on none of his laptop, phone, tablet and desktop
    """
    context.scene.act_begins()
    for device, text in zip(devices, context.scene.texts(len(devices)), strict=True):
        context.scene.act(person, "post_thread_message", via="socket", device=device, thread=thread, content=text)
    assert_that(logins.outcomes(context.scene), equal_to(["fail"] * len(devices)))
    refusals.nobody_received_anything(context.scene)


@then("{person:Name}'s login on {whose:Their} {device:Device} has ended")
def has_ended(context: Context, person: str, whose: str, device: str) -> None:
    """Reads and renews with the tokens of this device's login; both must be answered with 401.

    Example: Then Ben's login on his tablet has ended
    """
    logins.must_have_ended(context.scene, person, device)


@then("{person:Name}'s login on {whose:Their} {device:Device} is still good")
def is_still_good(context: Context, person: str, whose: str, device: str) -> None:
    """Reads over the API with the token of this device's login, which must be answered.

    Example: Then Ben's login on his laptop is still good
    """
    logins.must_go_on(context.scene, person, device)


@given('{person:Name} listens to "{room}" on {whose:Their} {devices:Devices}')
def listens_on_each(context: Context, person: str, room: str, whose: str, devices: tuple[str, ...]) -> None:
    """Subscribes each of these devices to the chatroom or thread; it must be accepted.

    Example: Given Ben listens to "announcements" on his laptop, phone, tablet and desktop
    """
    for device in devices:
        setup.listen(context.scene, person, room, device)
