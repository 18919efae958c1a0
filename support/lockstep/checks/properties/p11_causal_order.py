"""P11, causal order: what a person received before writing precedes what they wrote, for everybody.

Applies when: the target promises `causal` order, in one channel or across channels, and a session received both an
event and what was written after its author had received that event.

Must: if any session of an author received event e1 before the author invoked the write that caused e2, every session
that was entitled to both when they were written, and received both, received e1 first.

May: repeats, marked redeliveries and events that only their count tells from others are left out. An event that was
not received is P1's.

Violated by: e2 received before e1.

Unknown when: never: only received events are compared.

Witness: one minimal cycle: the author's reception, the author's invoke, and the two receptions in the opposite order.
Longer chains need no search of their own: a session that receives every link of one receives one link in the wrong
order.

Catches in practice: an answer that overtakes its question, because rooms are spread over servers, or because new
messages take a fast path while older ones wait in a queue.

Source: FR-004 and FR-012; *causal order* of broadcast; *writes follow reads* of Terry et al.'s session guarantees.
"""

from collections import defaultdict
from collections.abc import Sequence

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import Session
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling
from lockstep.checks.properties.p07_channel_order import in_order
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Recv

RULE = Rule("P11", "causal order")

Track = list[tuple[Arrival, Expected]]


def check(pairing: Pairing) -> Verdict:
    """Judge every event of every session against all it received later."""
    promised = pairing.facts.promises.causal
    if promised == "none":
        return RULE.not_applicable("the target promises no causal order")
    tracks: dict[tuple[Session, str], Track] = defaultdict(list)
    for (session, channel), arrivals in pairing.tracks.items():
        tracks[session, channel if promised == "channel" else ""] += _judged(pairing, arrivals)
    heard: dict[str, dict[Expected, Recv]] = defaultdict(dict)
    for track in tracks.values():
        for arrival, expected in track:
            first = heard[arrival.session.person].setdefault(expected, arrival.recv)
            if arrival.recv.i < first.i:
                heard[arrival.session.person][expected] = arrival.recv
    telling = Telling(pairing.facts)
    instances = 0
    findings: list[Finding] = []
    for track in tracks.values():
        track.sort(key=lambda one: one[0].recv.i)
        instances += _instances(track, heard)
        findings += _cycles(telling, track, heard)
    return RULE.verdict(
        instances, findings, none="nobody received both an event and a reply written after receiving it"
    )


def _judged(pairing: Pairing, track: Sequence[Arrival]) -> Track:
    result = []
    for arrival in in_order(pairing, track):
        expected = arrival.expected
        if expected is None or arrival.role != "first" or expected in pairing.ambiguous:
            continue
        window = pairing.windows.of(arrival.session, expected.effect.channel)
        if window is not None and window.at(expected.write.invoke.t) is not None:
            result.append((arrival, expected))
    return result


def _instances(track: Track, heard: dict[str, dict[Expected, Recv]]) -> int:
    """How many events of a track were written by an author who had received another of them."""
    count = 0
    earliest: dict[str, int] = {}
    for _, answer in track:
        author, invoked = answer.write.invoke.person or "", answer.write.invoke.t
        if author not in earliest:
            received = (heard[author].get(expected) for _, expected in track) if author in heard else ()
            earliest[author] = min((recv.t for recv in received if recv is not None), default=invoked)
        count += earliest[author] < invoked
    return count


def _cycles(telling: Telling, track: Track, heard: dict[str, dict[Expected, Recv]]) -> list[Finding]:
    """Each event that arrived before one its author had already received, with the one they received first."""
    findings = []
    soonest: dict[str, tuple[Recv, Arrival]] = {}  # of all that arrived later, what each author received first
    authors = {expected.write.invoke.person or "" for _, expected in track} & heard.keys()
    for arrival, expected in reversed(track):
        invoke = expected.write.invoke
        known = soonest.get(invoke.person or "")
        if known is not None and known[0].t < invoke.t:
            findings.append(_finding(telling, known[0], (arrival, expected), known[1]))
        for author in authors:
            recv = heard[author].get(expected)
            if recv is not None and (author not in soonest or recv.t < soonest[author][0].t):
                soonest[author] = recv, arrival
    return findings


def _finding(telling: Telling, known: Recv, answer: tuple[Arrival, Expected], late: Arrival) -> Finding:
    (arrival, expected), invoke = answer, answer[1].write.invoke

    def tell() -> str:
        return (
            f"{invoke.person} received {telling.event(known)} of {telling.thing(known.channel)} at "
            f"{telling.at(known.t)} and then wrote {telling.event(arrival.recv)} at {telling.at(invoke.t)}, but "
            f"{telling.who(arrival.session)} received that at {telling.at(arrival.recv.t)}, before "
            f"{telling.event(late.recv)} at {telling.at(late.recv.t)}."
        )

    return Finding((known.i, expected.write.invoke.i, arrival.recv.i, late.recv.i), late.recv.t, tell)
