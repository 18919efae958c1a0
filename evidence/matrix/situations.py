"""What a scenario is there for that shares all its catches with neighbours: what a fault would have to be confined to
for this scenario alone to fall.

Every promise is judged in every scenario, so that a fault which strikes always makes most of them fall. A scenario
without a catch of its own is there for a situation in which none of its neighbours stands; this is that situation, by
the scenario's title. The matrix refuses a scenario that has neither.
"""

SITUATIONS: dict[str, str] = {
    # connection
    "connecting with <what> token <place> is rejected": "one kind of bad token, or one place for it",
    "a malformed token <place> is rejected at once, even with a long authentication timeout": "a refusal"
    " that waits for the time limit",
    "three messages missed while offline arrive after reconnecting": "a return with little missed in one chatroom",
    "a hundred messages missed while offline arrive after reconnecting": "a return with more than one page missed",
    "messages missed in several chatrooms arrive in each of them": "a return that asks for several chatrooms",
    "a reconnecting device receives what it missed, and the other nothing twice": "the device that stayed",
    "someone who is cut off twice receives what they missed each time": "the second return",
    "reconnecting without missed messages repeats nothing": "a return with nothing missed",
    "someone who reconnects with a position from before the numbering restarted is told so": "a place of an older"
    " epoch",
    "a new connection receives what follows": "a new connection that asks for nothing",
    "a member removed while offline receives nothing from the chatroom": "a return to the only chatroom, which is"
    " lost",
    "a member removed while offline is told which chatroom is lost and receives the other": "a return to two"
    " chatrooms"
    " of which one is lost",
    "a member made a guest while offline receives nothing from public chatrooms": "a right lost with the role",
    "a renewed token opens a connection": "the new token, as it is shown first",
    "a connection is closed when its token expires": "a connection that renews nothing",
    # recovery
    "rate-limited messages are written once when retried": "writes that were turned away",
    "messages below the rate limit are not rejected": "the limit itself",
    "a backend that was <how> delivers missed messages after it restarts": "what outlives the process",
    "a message that the backend could not write is written once when retried": "a write that failed inside",
    "a message is not accepted while the backend is <how>": "the answer of a backend that cannot write",
    "a frozen backend delivers when it resumes": "what waited while the backend stood still",
    "messages accepted before and after the backend is <how> reach everyone": "writes among which some failed",
    "data left because the backend was <how> during clean-up is reported and removed later": "the suite's own"
    " clean-up",
    "three messages arrive after reconnecting while the backend still considers the old connection open": "a return"
    " before the"
    " old connection has ended",
    "a silent connection is given up in time, and missed messages arrive after reconnecting": "a connection"
    " that the backend itself must end",
    "an outage with more events than are kept is reported": "the first event that is not kept",
    "an outage longer than the retention time is reported": "events that are just too old",
    "a message arrives once although the API connection <trouble>": "a lost answer, tried again at once",
    "an abandoned message reaches everyone or nobody": "a write that nobody tries again",
    "a message whose response came too late is not written a second time": "an answer that comes after its writer"
    " left",
    "someone without API responses still receives what others write": "a way to the API that is broken for one"
    " person",
    "a connection that went silent delivers everything when it recovers": "what was held back and is sent in one go",
    "a connection that <trouble> loses nothing": "frames that come in pieces, late or slowly",
    "20 ms of latency triggers no failure": "a way that is always a little late",
    "three messages arrive although a connection <trouble>": "a connection broken at a certain place in a frame",
    "three messages arrive although a connection breaks without a close frame": "a connection whose end nobody is"
    " told of",
    "a message arrives after reconnecting although a connection <trouble>": "an event that left the backend and"
    " never came",
    "a connection that duplicates one event duplicates no other": "events that follow a doubled one",
    "open connections keep receiving while no new one can be opened": "those connected while nobody else can connect",
    "messages written during a short outage arrive after reconnecting": "a client that returns when it is told to",
    "messages written during a long outage arrive after reconnecting": "a client that returns to more than one page",
    "a laptop reconnects automatically while the API keeps working": "a client that notices and returns by itself",
    "a message edited during an outage has its current text after reconnecting": "an edit in an outage",
    "two outages in a row leave no gap": "the second outage",
    "a hundred devices that reconnect at once receive what they missed": "many returns at once",
    "an outage that ends just in time leaves no gap": "the last event that is kept",
    "an outage shorter than the retention time leaves no gap": "events that are nearly too old",
    "someone removed from the company during the outage cannot reconnect": "an account that ended in an outage",
    "someone removed from the chatroom during the outage reconnects without it": "a client that returns by itself to"
    " a"
    " chatroom it lost",
    "someone made a guest during the outage reconnects without public chatrooms": "a client that returns by itself"
    " with a lesser role",
    "a reader whose buffer overflows is disconnected with the close code for it": "the code of that end",
    "someone disconnected for reading too slowly receives what they missed after reconnecting": "what waited when a"
    " slow"
    " reader was cut off",
    "three unacknowledged messages are delivered again, marked as redelivered": "the mark of a repeat",
    "new messages arrive unmarked after the unacknowledged ones": "the mark on what is no repeat",
    # sync: bursts, changes, chatrooms
    "a hundred messages sent by one person without waiting for responses all arrive": "writes of one person that"
    " overtake each other",
    "a hundred messages sent by five people without waiting for responses all arrive": "writes of several people"
    " that are under way at once",
    "typing events during a burst do not affect the messages": "fleeting events among lasting ones",
    "someone who starts listening during a burst receives what follows without a gap": "the moment at which listening"
    " begins",
    "an edited message arrives with its new text": "the first edit",
    "a member cannot edit someone else's message": "the right to edit",
    "a deleted message cannot be deleted again": "the second deletion",
    "a member cannot delete someone else's message": "the right to delete",
    "a reply arrives with a reference to the message it answers": "the link from a reply",
    "a reply to a message that does not exist is rejected and not announced": "a link that leads nowhere",
    "a public chatroom is announced to the whole company": "announcements of public chatrooms",
    "a private chatroom is announced to its members only": "announcements of private chatrooms",
    "the deletion of a chatroom is announced and ends posting in it": "the end of a chatroom",
    # sync: concurrency
    "ten people who write at the same time all receive everything": "ten writers at once",
    "a message deleted while it is edited is gone for everyone": "an edit and a deletion that meet",
    "someone added and removed at the same time is in or out for everyone": "an addition and a removal that meet",
    "someone removed by two people at the same time leaves once": "two removals that meet",
    "one owner remains when two owners demote each other at the same time": "two demotions that meet",
    "one owner remains when two owners step down at the same time": "two resignations that meet",
    "two roles given to one person at the same time are both announced, and one remains": "two new roles that meet",
    "a chatroom deleted while people write in it stops accepting messages from everyone": "writes that meet the"
    " chatroom's end",
    "chatrooms opened while someone is added to another are all announced": "announcements that meet an addition",
    # sync: content, conversations
    "<what> reaches everyone unaltered": "one script, or one kind of character",
    "a message edited to <what> arrives exactly as written": "one kind of text in an edit",
    "a message cannot be edited into nothing but spaces": "validation of an edit",
    "a name in <script> is read exactly as written": "one script in a name",
    "messages written in turn by three people arrive in that order on two devices": "writes that follow what was"
    " heard",
    "a chain of replies arrives in order": "replies to replies",
    "simultaneous replies by several people arrive after the message they answer": "several replies to one"
    " message at once",
    # sync: membership, messages, permissions
    "a new member is announced to everyone in the chatroom": "what others hear of an addition",
    "a new member receives the next message": "the first message after an addition",
    "someone who was never added cannot listen": "the right to listen",
    "a removed member is informed and receives nothing more": "what the removed hears of a removal",
    "the remaining members are informed when someone leaves": "what others hear of a removal",
    "three messages reach a listener once each and in order": "nothing: the simplest case, told first to people",
    "the author receives their own message too": "the author's own socket",
    "a burst of 100 messages keeps its order": "the order of more than a few",
    "messages written by two people at the same time are all received": "two writers who are not in turn",
    "every device of a person receives each message": "a second device",
    "a message posted over the socket reaches everyone, like one posted over the API": "writes over the socket",
    "someone who joins later receives what follows and nothing from before": "what lies before the joining",
    "messages in one chatroom do not appear in another": "two chatrooms with the same people",
    "another company receives nothing about a message": "people of another company",
    "a colleague outside a private chatroom receives nothing from it": "people of the company who are not members",
    "an empty message is rejected and not announced": "no text at all",
    "a message of the maximum length arrives unaltered": "the longest text",
    "a message one character too long is rejected and not announced": "one character too many",
    "the same message sent twice with one key is accepted once and received once": "a key used again at once",
    "someone removed from one chatroom loses it on every device and keeps the other": "the second device of a"
    " removed member",
    "someone removed during a burst receives nothing that follows": "a removal among writes",
    "someone promoted during a burst loses nothing and can use the new role at once": "a promotion among writes",
    # sync: presence, status
    "closing the only device makes its owner absent": "the last device",
    "reconnecting makes Cleo present again": "the first device of an absent person",
    "closing one of two devices leaves their owner present": "the device that was opened first",
    "closing both devices, one after the other, makes their owner absent": "the last of several devices",
    "closing the phone while the laptop stays leaves their owner present": "the device that was opened last",
    "someone who reconnects at once ends up present": "a return before the absence was told",
    "a status set over the API reaches all colleagues": "a status set over the API",
    "a status set over the socket reaches all colleagues": "a status set over the socket",
    "statuses set in quick succession arrive in order": "two statuses in quick succession",
    "a latecomer sees the status that was set last": "what newcomers read",
    "a status survives a disconnection": "a status across an absence",
    "every device of a colleague receives the status": "a second device",
    "an unknown status is rejected and not announced": "validation of a status",
    # sync: reading, retries, roles, snapshots
    "messages that were received appear in a read": "a read after hearing",
    "reading while others write misses nothing": "reads among writes",
    "someone who joins later can read what was written before": "what newcomers read",
    "another company cannot read the chatroom": "the right to read",
    "a message whose response was lost is not written a second time": "a lost answer over the API",
    "a message retried over the socket is the one written over the API": "a key used over both ways",
    "two devices that send one message at the same time write it once": "a key used twice at the same moment",
    "a message retried after its deletion stays deleted": "a key whose message is gone",
    "two people who happen to use the same key write two messages": "a key of two people",
    "a promotion is announced to the person promoted": "what the person concerned hears",
    "a colleague without permission cannot assign roles": "the right to hand out roles",
    "a demoted administrator cannot delete what others wrote": "a right that was lost again",
    "a guest cannot listen to a public chatroom": "a guest who begins to listen",
    "a guest made a member can listen to public chatrooms": "a guest who is one no longer",
    "the messages between two reads account for the difference": "messages between two reads",
    "reads during a burst all agree": "reads among many writes",
    "someone added between two reads sees what the others see": "a newcomer's read",
    "<count> messages read in pages of <size> appear once each while others are written": "the ends of pages",
    # sync: threads, typing
    "a new thread is announced to everyone in the chatroom": "the announcement of a thread",
    "three messages in a thread arrive once each and in order": "the order in a thread",
    "a thread message posted over the socket arrives like one posted over the API": "thread messages over the socket",
    "someone who listens only to the chatroom does not receive its threads": "people of the chatroom who do not"
    " listen",
    "someone removed from the chatroom no longer receives its threads": "threads of a chatroom that was lost",
    "deleting a thread is announced and ends posting in it": "the end of a thread",
    "the start of typing is shown to the others": "the beginning of typing",
    "the end of typing is shown too": "the end of typing",
    "typing by someone outside is rejected": "the right to type",
}
