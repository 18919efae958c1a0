"""The needs of scenarios: the one table of what a scenario may require of a target, and what an adapter must have.

A scenario names its needs in tags (`@needs.edit`); an adapter lists in `needs_met` those that its backend meets. A
scenario with a need that is not met is skipped with that reason. Needs marked *declared* are not listed: they are met
where the adapter declares the value that they refer to (`Target.closes`, `Target.token_places`), because what is not
declared is not promised. The suite decides about `faults` and `service` itself.

The page docs/needs.md is generated from this table (`lockstep.running.selection.needs_page`).
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from lockstep.targets.declarations import Declarations


@dataclass(frozen=True, slots=True)
class Need:
    """One need: what the backend does, and the operations (with their fields), reads and members of the adapter
    (methods, attributes, a method of its codec) that its scenarios call for. `declared`: met by a declaration."""

    name: str
    what: str
    operations: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    declared: bool = False
    by_suite: bool = False


def _close(name: str, what: str) -> Need:
    return Need(f"close-{name}", what, members=(f'closes["{name}"]',), declared=True)


def _token(name: str, what: str) -> Need:
    return Need(f"token-{name}", what, members=("token_places", "connect_args (how)"), declared=True)


_POST = "post_message(channel, content)"
_EDIT, _DELETE = "edit_message(message, content)", "delete_message(message)"
_CREATE = "create_chatroom(name, private, members)"
_SOCKET = ("command", "answered")

TABLE: tuple[Need, ...] = (
    # accounts and tokens
    Need("accounts", "people log in over the API, and only a token from there opens a socket", ("login",)),
    Need("token-renewal", "a refresh token gives a new token, also for an open connection",
         ("refresh(refresh_token)",), members=("authenticate", "renewal")),
    Need("forged-tokens", "a token with a wrong signature is rejected", members=("forge",)),
    Need("logout", "logging out revokes the token at once and closes what it opened", ("logout",)),
    Need("logins", "a person logs in on several devices, each login ends by itself, and passwords are changed",
         ("login", "logout", "change_password")),
    Need("strong-passwords", "a password of fewer than 8 characters, or of letters and digits only, is rejected",
         ("change_password",)),
    Need("lockout", "an account is locked after failed logins", ("login",)),
    Need("invitations", "people are invited as this or that role, and invitations are withdrawn",
         ("invite(role)", "accept_invitation")),
    _token("header", "the token may be sent in a header of the handshake"),
    _token("query", "the token may be sent in the address"),
    _token("message", "the token may be sent in the first message"),
    # how the server ends a session
    _close("revoked", "how a session ends whose access was revoked"),
    _close("token", "how a session ends whose token is not accepted"),
    _close("binary", "how a session ends that sent a binary frame"),
    _close("oversized", "how a session ends that sent too large a message"),
    Need("close-slow", "how a session ends that reads too slowly", members=("promises.slow_codes",), declared=True),
    # people and companies
    Need("companies", "people of another company are kept out"),
    Need("leave-company", "people are removed from the company, which ends all their access",
         ("remove_person(member)",)),
    Need("read-people", "the people of the company are read, with their names and roles", reads=("people",)),
    Need("roles", "people are made administrators or members, which is announced", ("change_role(member, role)",)),
    Need("owners", "a company has owners, and never none", ("change_role(member, role=OWNER)",)),
    Need("guests", "there are guests, who may not assign roles", ("change_role(member, role=GUEST)",)),
    Need("moderation", "administrators may delete what others wrote", (_DELETE,)),
    # chatrooms
    Need("rooms", "private chatrooms are opened and announced to their members", (_CREATE,)),
    Need("public-rooms", "public chatrooms are open to the whole company, and not to guests", (_CREATE,)),
    Need("rename-rooms", "chatrooms are renamed, which is announced", ("rename_chatroom(channel, name)",)),
    Need("descriptions", "chatrooms have a description, which changes apart from their name",
         ("describe_chatroom(channel, description)",)),
    Need("delete-rooms", "chatrooms are deleted, which is announced and ends posting",
         ("delete_chatroom(channel)",)),
    Need("empty-names", "a chatroom without a name, or a thread without a title, is rejected", (_CREATE,)),
    Need("membership", "people are added to chatrooms and removed, and only members may listen",
         ("add_member(channel, member)", "remove_member(channel, member)"), members=("rights",)),
    Need("read-rooms", "the name and the members of a chatroom are read", reads=("chatroom(channel)",)),
    # messages
    Need("edit", "messages are edited, which is announced", (_EDIT,)),
    Need("delete", "messages are deleted, which is announced", (_DELETE,)),
    Need("delete-once", "a message that was deleted cannot be deleted again", (_DELETE,)),
    Need("ownership", "members may not edit or delete what others wrote", (_EDIT, _DELETE)),
    Need("replies", "a message names the one it answers", ("post_message(channel, content, reply_to)",)),
    Need("reply-checks", "a reply to a message that does not exist is rejected",
         ("post_message(channel, content, reply_to)",)),
    Need("empty-text", "a message without text, or of spaces only, is rejected", (_POST,)),
    Need("text-limit", "a message longer than the limit is rejected", (_POST,), members=("longest_message",)),
    Need("idempotency", "writes under one key are one", ("post_message under Write.key",)),
    Need("reads", "the messages of a chatroom are read", reads=("messages(channel)",)),
    Need("paging", "the messages of a chatroom are read page by page",
         reads=("page(channel, limit, cursor)",), members=("Look.cursor",)),
    # threads, status, typing, presence
    Need("threads", "chatrooms have threads, which are listened to",
         ("create_thread(channel, title)", "post_thread_message(thread, content)")),
    Need("archive-threads", "threads are archived, which ends posting in them", ("archive_thread(thread)",)),
    Need("delete-threads", "threads are deleted, which ends posting in them", ("delete_thread(thread)",)),
    Need("status", "people set a status, which their colleagues receive", ("set_status(status)",)),
    Need("status-checks", "an unknown status is rejected", ("set_status(status)",)),
    Need("read-status", "a person's status is read", reads=("status(member)",)),
    Need("typing", "members of a chatroom see who is typing",
         ("start_typing(channel)", "stop_typing(channel)"), members=_SOCKET),
    Need("presence", "colleagues are told who is present",
         members=("promises.presence", "promises.presence_ms", "normalise")),
    Need("read-presence", "a person's presence is read", reads=("presence(member)",)),
    # the socket
    Need("ping", "the socket answers a ping of its own", members=("ping",)),
    Need("refused-frames", "frames that make no sense are answered with an error, and the connection stays usable",
         members=("codec().nonsense", "error_of")),
    Need("socket-writes", "messages are posted over the socket too", (_POST,), members=_SOCKET),
    Need("socket-status", "a status is set over the socket too", ("set_status(status)",), members=_SOCKET),
    Need("socket-threads", "messages are posted in threads over the socket too",
         ("post_thread_message(thread, content)",), members=_SOCKET),
    Need("numbers", "events carry numbers", members=("promises.numbers", "Event.seq")),
    # coming back
    Need("resume", "missed events are delivered upon request after reconnecting",
         members=("resume or connect_args (since)", "Event.seq or Event.position")),
    Need("resume-checks", "a request for events after an impossible position is rejected", members=("refusal",)),
    Need("resume-gaps", "events that are no longer available are reported as such", members=("notices (claims)",)),
    Need("resume-several", "missed events can be requested in several channels at once"),
    Need("resume-unheard", "including events already sent to a connection that broke before receiving them"),
    Need("redelivery", "events that a client did not acknowledge are redelivered with a mark",
         members=("Event.redelivery", "replies")),
    # the whole
    Need("load", "the adapter can be loaded at full speed", members=("load_profile",)),
    Need("local", "the backend can be started with settings of its own", members=("variant", "process")),
    Need("files", "files are uploaded; no scenario of the suite needs it yet"),
    Need("faults", "the network to the backend can be broken", by_suite=True),
    Need("service", "the suite's own service is tested", by_suite=True),
)  # fmt: skip

_ELSEWHERE = {"close-slow", "token-renewal"}
NEEDS: dict[str, Need] = {need.name: need for need in TABLE}
"""The table by name."""

SPLIT = {
    "commands": ("ping", "refused-frames"),
    "validation": ("empty-text", "text-limit"),
}
"""Needs of the past, and those that stand in their place."""


def met_by(target: Declarations | type[Declarations]) -> frozenset[str]:
    """The needs that a target meets: those that it lists, and those that its declarations meet."""
    closes = [f"close-{name}" for name in target.closes]
    closes += ["close-slow"] if target.promises.slow_codes else []
    places = (f"token-{place}" for place in target.token_places)
    return frozenset({*target.needs_met, *closes, *places})


def amiss(target: Declarations | type[Declarations]) -> list[str]:
    """A sentence for each need in `needs_met`, and each name of a declaration, that the table does not have."""
    found = [_unknown(name) for name in sorted(target.needs_met) if name not in NEEDS]
    for name in sorted(target.needs_met & NEEDS.keys()):
        if NEEDS[name].by_suite:
            found.append(f'needs_met has "{name}", which the suite decides about: leave it out')
        elif NEEDS[name].declared:
            found.append(f'needs_met has "{name}", which is declared by {NEEDS[name].members[0]}: leave it out')
    for attribute, prefix, given in (
        ("closes", "close-", target.closes), ("token_places", "token-", target.token_places)
    ):  # fmt: skip
        known = [one.removeprefix(prefix) for one in NEEDS if one.startswith(prefix) and one not in _ELSEWHERE]
        found += [
            f'{attribute} has "{name}": it may have {", ".join(known)}' for name in sorted(given) if name not in known
        ]
    return found


def lacking(needs: Iterable[str], met: frozenset[str]) -> list[str]:
    """The needs that are not met, in the order given; the suite's own count as met."""
    return [name for name in needs if name not in met and not (name in NEEDS and NEEDS[name].by_suite)]


def _unknown(name: str) -> str:
    if name in SPLIT:
        return f'needs_met has "{name}", which was split: write those that hold of {", ".join(SPLIT[name])}'
    near = difflib.get_close_matches(name, NEEDS, n=1, cutoff=0.6)
    hint = f'did you mean "{near[0]}"?' if near else "docs/needs.md lists all"
    return f'needs_met has "{name}", which no scenario needs: {hint}'
