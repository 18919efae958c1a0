"""Steps of a team chat: chatrooms, messages, threads, roles, presence and statuses, beside all that is generic."""

from lockstep.steps.packs import CHAT, GENERIC, load

load(GENERIC + CHAT)
