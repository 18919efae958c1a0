"""The frames of a dialect, as its codec reads and rewrites them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from hypothesis.strategies import SearchStrategy
from lockstep.clients.dialects.base import Codec, Frame, MalformedFrameError, Raw
from lockstep.clients.dialects.registry import codec_named

from evidence.fuzz.mutations import weighted
from evidence.fuzz.reader import Outcome, Read, Reader, ensure

PATH = "/sub/chatroom:7"
MOVED = "/chatroom/8"


def messages(data: SearchStrategy[bytes]) -> SearchStrategy[Raw]:
    """Messages of a socket: mostly text, some binary."""
    text = data.map(lambda one: one.decode("utf-8", "replace"))
    return weighted((9, text), (1, data))


def frames_reader(
    dialect: str, inputs: SearchStrategy[Raw], plausible: Callable[[Raw], bool], rare: Sequence[str] = ()
) -> Reader:
    """The reader of a dialect. `plausible` is a rough check, without the codec, of what can be a message of it;
    `rare` are outcomes beside `frames` and `malformed`."""

    @contextmanager
    def opened() -> Iterator[Read]:
        yield lambda raw: _read(dialect, raw, plausible)

    return Reader(f"frames of {dialect}", inputs, opened, frozenset({"frames", "malformed"}), frozenset(rare))


def _read(dialect: str, raw: Raw, plausible: Callable[[Raw], bool]) -> Outcome:
    codec = codec_named(dialect)
    codec.opened(PATH)
    try:
        frames = codec.decode(raw)
    except MalformedFrameError as error:
        return Outcome("malformed", str(error))
    ensure(plausible(raw), f"read {len(frames)} frames in what is no message of {dialect}")
    for frame in frames:
        _check(codec, frame)
    if not frames:
        return Outcome("nothing")
    _rewritten(dialect, raw, frames)
    return Outcome("frames")


def _check(codec: Codec, frame: Frame) -> None:
    """A frame is of the types that it declares."""
    ensure(isinstance(frame.kind, str) and frame.kind != "", f"the kind is {frame.kind!r}")
    for name in ("channel", "entity", "ref"):
        ensure(isinstance(getattr(frame, name), str | None), f"{name} is {getattr(frame, name)!r}")
    ensure(isinstance(frame.seq, int | None), f"seq is {frame.seq!r}")
    ensure(isinstance(frame.epoch, str | int | None), f"epoch is {frame.epoch!r}")
    channels = codec.channels(frame)
    ensure(all(isinstance(one, str) for one in channels), f"the channels are {channels!r}")
    if frame.event and frame.channel is not None:
        ensure(frame.channel in channels or not channels, f"{frame.channel!r} is not among {channels!r}")


def _rewritten(dialect: str, raw: Raw, frames: list[Frame]) -> None:
    """An event with another channel reads as the same event in that channel, among as many frames."""
    if not any(frame.event for frame in frames):
        return
    codec = codec_named(dialect)
    codec.opened(PATH)
    try:
        written = codec.rewrite(raw, channel=MOVED)
    except MalformedFrameError:
        return
    again = codec.decode(written)
    ensure(len(again) == len(frames), f"{len(frames)} frames became {len(again)} by rewriting one")
    old, new = (next(frame for frame in some if frame.event) for some in (frames, again))
    ensure(new.channel == MOVED, f"the rewritten channel is {new.channel!r}")
    ensure((new.kind, new.entity, new.seq) == (old.kind, old.entity, old.seq), f"rewriting made {new!r} of {old!r}")
