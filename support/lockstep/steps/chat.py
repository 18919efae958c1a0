"""Steps of a team chat: chatrooms, messages, threads, roles, presence and statuses, in addition to the generic
ones."""

from lockstep.steps.packs import CHAT, GENERIC, load

load(GENERIC + CHAT)
