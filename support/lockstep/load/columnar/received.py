"""Properties of received events, on a columnar history: P2 no duplicate, P3 no phantom, P4 no aborted event, P5 no
event before its cause, P12 payload agreement, P13 schema, P19 no leak. The rules are those of `lockstep.checks`; each
is one pass.
"""

import numpy as np

from lockstep.checks.facts.sessions import INF, MS
from lockstep.checks.properties import (
    p02_no_duplicate,
    p03_no_phantom,
    p04_no_aborted_event,
    p05_no_event_before_cause,
    p12_payload_agreement,
    p13_schema,
    p19_no_leak,
)
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Recv
from lockstep.load.columnar.columns import OK, REFUSED, UNKNOWN, Ints
from lockstep.load.columnar.findings import verdict
from lockstep.load.columnar.joined import Joined, Mask


def who(joined: Joined, place: int) -> str:
    """The receiver and the event, for a witness."""
    return f"{joined.sessions[int(joined.a_session[place])].person} received {joined.event(place)}"


def no_duplicate(joined: Joined) -> Verdict:
    """At most one event of a write on each session."""
    c = joined.columns

    def tell(place: int) -> str:
        w = joined.a_write[place]
        same = joined.a_first & (joined.a_write == w) & (joined.a_session == joined.a_session[place])
        first = int(np.flatnonzero(same)[0])
        return f"{who(joined, place)} twice: at {joined.at(c.a_t[first])} and again at {joined.at(c.a_t[place])}."

    return verdict(
        p02_no_duplicate.RULE,
        int(np.count_nonzero(joined.a_first & ~joined.a_repeat)),
        [
            place
            for place in np.flatnonzero(joined.a_again & ~joined.a_repeat).tolist()
            if not joined.excuses(place, "doubles")
        ],
        tell,
        none="no event of a write was received",
        unknown=joined.missing_evidence,
        looked_ms=joined.looked_ms,
    )


def no_phantom(joined: Joined) -> Verdict:
    """Every event has a cause. If events name none, an event of a write of unknown outcome cannot be identified."""
    c, promises = joined.columns, joined.promises
    phantom, stranger = _phantoms(joined)
    unsure = 0
    if not promises.cause and len(c.a_t):
        open_channels = np.unique(c.w_channel[c.w_state == UNKNOWN])
        possible = phantom & np.isin(joined.a_channel, open_channels)
        unsure, phantom = int(np.count_nonzero(possible)), phantom & ~possible
    count = int(np.count_nonzero(stranger))
    doubt = f"{unsure} events may be those of writes of unknown outcome" if unsure else ""

    def tell(place: int) -> str:
        cause = c.f_cause[c.a_frame[place]]
        why = "no write of this run causes it" if cause < 0 else f"{joined.write(cause)} does not cause this"
        return f"{who(joined, place)} in {c.text(joined.a_channel[place])} at {joined.at(c.a_t[place])}, but {why}."

    return verdict(
        p03_no_phantom.RULE,
        int(np.count_nonzero(joined.a_counts)) - count,
        np.flatnonzero(phantom).tolist(),
        tell,
        none="no event was received",
        unknown="; ".join(part for part in (joined.missing_evidence, doubt) if part),
        note=f"{count} events of strangers in shared channels" if count else "",
        looked_ms=joined.looked_ms,
    )


def _phantoms(joined: Joined) -> tuple[Mask, Mask]:
    """The events that nothing caused, and those of strangers in shared channels."""
    c, promises = joined.columns, joined.promises
    strange: Mask = joined.a_counts & (joined.a_write < 0)
    if not len(c.a_t):
        return strange, strange
    shared = np.array(
        [bool(promises.shared) and text.startswith(promises.shared) for text in c.texts], dtype=np.bool_
    )
    timers = np.array([text in promises.timers for text in c.texts], dtype=np.bool_)
    stranger: Mask = strange & shared[joined.a_channel]
    timed = strange & ~stranger & timers[c.f_kind[c.a_frame]] & (c.f_cause[c.a_frame] == -1)
    return strange & ~stranger & ~timed, stranger


def no_aborted_event(joined: Joined) -> Verdict:
    """No event announces a rejected write."""
    c = joined.columns
    refused = np.append(c.w_state == REFUSED, False)

    def tell(place: int) -> str:
        w = joined.a_write[place]
        return f"{who(joined, place)} at {joined.at(c.a_t[place])}, {joined.write(w)}, refused ({c.w_status[w]})."

    return verdict(
        p04_no_aborted_event.RULE,
        int(np.count_nonzero(refused)),
        np.flatnonzero(refused[joined.a_write] & joined.a_counts).tolist(),
        tell,
        none="no write failed",
        unknown=joined.missing_evidence,
        looked_ms=joined.looked_ms,
    )


def no_event_before_cause(joined: Joined) -> Verdict:
    """No event is received before its write was sent."""
    c = joined.columns
    paired = joined.a_counts & (joined.a_write >= 0)
    sent = np.append(c.w_sent, INF)[joined.a_write]
    unknown = int(np.count_nonzero(_phantoms(joined)[0])) if joined.facts.end is None else 0

    def tell(place: int) -> str:
        before = (sent[place] - c.a_t[place]) / MS
        return f"{who(joined, place)} {before:.3f} ms before its cause {joined.write(joined.a_write[place])}."

    return verdict(
        p05_no_event_before_cause.RULE,
        int(np.count_nonzero(paired)) + unknown,
        np.flatnonzero(paired & ((c.a_t < sent) | (sent < 0))).tolist(),
        tell,
        none="no event of a write was received",
        unknown=f"the history has no end, and {unknown} events in it have no write yet" if unknown else "",
    )


def payload_agreement(joined: Joined) -> Verdict:
    """One digest for each version of an entity, in answers and events."""
    c = joined.columns
    answers = np.flatnonzero((c.w_state == OK) & (c.w_entity >= 0) & (c.w_version >= 0) & (c.w_digest > 0))
    f_told = (c.f_entity >= 0) & (c.f_version >= 0) & (c.f_digest > 0)
    events = np.flatnonzero(joined.a_counts & f_told[c.a_frame])
    frames = c.a_frame[events]
    entity = np.concatenate((c.w_entity[answers], c.f_entity[frames]))
    version = np.concatenate((c.w_version[answers], c.f_version[frames]))
    digest = np.concatenate((c.w_digest[answers], c.f_digest[frames]))
    order = np.lexsort((np.arange(len(entity)), version, entity))
    entity, version, digest = entity[order], version[order], digest[order]
    begins = np.flatnonzero(np.append(True, (np.diff(entity) != 0) | (np.diff(version) != 0))[: len(entity)])
    first = np.repeat(digest[begins], np.diff(np.append(begins, len(entity))))
    wrong = order[digest != first]
    dumb = np.append((c.w_version >= 0) & (joined.kind >= 0), False)[joined.a_write]
    incomparable = int(np.count_nonzero(joined.a_counts & dumb & ~f_told[c.a_frame]))
    caused, differs = _of_one_cause(joined)
    places = [int(events[place - len(answers)]) for place in wrong.tolist() if place >= len(answers)]
    places = sorted([*places, *differs])

    def tell(place: int) -> str:
        frame = c.a_frame[place]
        if c.f_version[frame] < 0:
            return f"{who(joined, place)} at {joined.at(c.a_t[place])} with other content than another listener."
        return (
            f"{who(joined, place)} at {joined.at(c.a_t[place])} with another content of version "
            f"{c.f_version[frame]} than was said before (digest {int(c.f_digest[frame]):016x})."
        )

    return verdict(
        p12_payload_agreement.RULE,
        len(entity) - len(begins) + incomparable + caused,
        places,
        tell,
        none="nothing was said twice of one version of an entity",
        unknown=f"{incomparable} events carried no version or payload to compare" if incomparable else "",
    )


def _of_one_cause(joined: Joined) -> tuple[int, list[int]]:
    """Without versions: how many events could differ from another of the same cause, and those that do."""
    c = joined.columns
    if not joined.promises.cause or not len(c.a_t):
        return 0, []
    told = (
        (c.f_version < 0) & (c.f_digest > 0) & (c.f_channel >= 0) & (c.f_cause >= 0) & (c.f_cause == joined.f_write)
    )
    places = np.flatnonzero(joined.a_counts & told[c.a_frame])
    frames = c.a_frame[places]
    keys = np.stack((c.f_cause[frames], c.f_kind[frames], c.f_channel[frames], c.f_entity[frames]))
    _, first, inverse = np.unique(keys, axis=1, return_index=True, return_inverse=True)
    digests = c.f_digest[frames]
    differs: list[int] = places[digests != digests[first[inverse.reshape(-1)]]].tolist()
    return len(places) - len(first), differs


def schema(joined: Joined) -> Verdict:
    """Every frame and every successful answer conforms to the adapter's schema."""
    c = joined.columns
    broken = [
        place for place in np.flatnonzero(c.f_schema[c.a_frame] >= 0).tolist() if not joined.excuses(place, "garbles")
    ]
    answers = [int(w) for w in np.flatnonzero(c.w_word >= 0) if (c.text(c.w_word[w]) or "").startswith("schema: ")]
    controls = [
        row
        for row in joined.facts.rows
        if isinstance(row, Recv) and row.schema is not None and not joined.facts.declared.excuses(row, "garbles")
    ]
    places = [*broken, *(-1 - w for w in answers), *(-1 - len(c.w_sent) - k for k in range(len(controls)))]

    def tell(place: int) -> str:
        if place >= 0:
            why = c.text(c.f_schema[c.a_frame[place]])
            return f"{who(joined, place)} at {joined.at(c.a_t[place])}, which breaks the schema: {why}."
        if -1 - place < len(c.w_sent):
            return f"The answer {joined.write(-1 - place)} breaks the {c.text(c.w_word[-1 - place])}."
        row = controls[-1 - len(c.w_sent) - place]
        return f"{row.person} received a {row.kind} that breaks the schema: {row.schema}."

    count = len(c.a_t) + int(np.count_nonzero(c.w_state > 0)) + len(controls)
    if not joined.facts.promises.schemas:
        return verdict(p13_schema.RULE, len(places), places, tell, none="the adapter states no schema")
    return verdict(p13_schema.RULE, count, places, tell, none="no frame and no answer was received")


def no_leak(joined: Joined) -> Verdict:
    """No person receives an event without the right to it."""
    c = joined.columns
    places = np.flatnonzero(joined.a_leak)
    listening = set(joined.sessions)
    outsiders = 0
    for channel, count in zip(*np.unique(c.w_channel[_caused(joined)], return_counts=True), strict=True):
        audience = joined.windows.audience(c.texts[int(channel)])
        outsiders += int(count) * (len(listening) - sum(session in listening for session in audience))

    def tell(place: int) -> str:
        return (
            f"{who(joined, place)} in {c.text(joined.a_channel[place])} at {joined.at(c.a_t[place])}, but was at no "
            "moment since it was written both subscribed to that channel and allowed to hear it."
        )

    return verdict(
        p19_no_leak.RULE,
        len(c.a_t) + outsiders,
        places.tolist(),
        tell,
        none="no event was received, and nobody was there to whom one could have leaked",
        unknown=joined.missing_evidence,
        looked_ms=joined.looked_ms,
    )


def _caused(joined: Joined) -> Ints:
    """Writes whose effects are known from an answer."""
    c = joined.columns
    return np.flatnonzero((joined.kind >= 0) & ((c.w_state == OK) | (c.w_state == UNKNOWN)))
