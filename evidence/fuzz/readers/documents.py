"""OpenAPI and AsyncAPI documents, as `lockstep init` reads them.

Yardstick is Python itself: an adapter that is written can be compiled, and its questions are found in its text.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st
from lockstep.starter.documents.adapter import adapter, questions
from lockstep.starter.documents.drafting import drafted
from lockstep.starter.documents.reading import DocumentError, Standard, document
from lockstep.targets.questions import questions_in

from evidence.fuzz.mutations import documents, octets, weighted
from evidence.fuzz.reader import Outcome, Read, Reader, ensure
from tests.quality.tree import ROOT

_EXAMPLES = ROOT / "docs" / "examples"
_SHAPES = ROOT / "tests" / "starter" / "documents" / "shapes"
_API, _SOCKET = (_EXAMPLES / f"orders.{kind}.yaml" for kind in ("openapi", "asyncapi"))
_APIS = tuple(path.read_bytes() for path in (_API, *sorted(_SHAPES.glob("*.openapi.*"))))
_SOCKETS = tuple(path.read_bytes() for path in (_SOCKET, *sorted(_SHAPES.glob("*.asyncapi.*"))))
_TOKENS = (b"$ref: '#/paths'", b"&a [*a]", b"<<: *a", b"!!set {a}", b"type: [string, 'null']", b"nullable: true",
           b"allOf: [{}]", b"oneOf: []", b"{id}", b"? a", b"- ", b"|", b"maxLength: -1", b"enum: [.inf]")  # fmt: skip


class Given(NamedTuple):
    """What each file holds; None where there is none."""

    openapi: bytes | None
    asyncapi: bytes | None


def _inputs(standard: Standard, samples: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    read = tuple(document("right.yaml", one, standard).root for one in samples)
    return weighted((4, documents(read)), (1, octets(samples, _TOKENS)))


_INPUTS = weighted(
    (2, st.builds(Given, _inputs("openapi", _APIS), st.none())),
    (1, st.builds(Given, st.none(), _inputs("asyncapi", _SOCKETS))),
    (1, st.builds(Given, _inputs("openapi", _APIS), st.sampled_from(_SOCKETS))),
    (1, st.builds(Given, st.sampled_from(_APIS), _inputs("asyncapi", _SOCKETS))),
)


@contextmanager
def _opened() -> Iterator[Read]:
    with tempfile.TemporaryDirectory(prefix="lockstep-fuzz-") as folder:
        yield lambda given: _read(Path(folder) / "mine.py", given)


def _read(path: Path, given: Given) -> Outcome:
    try:
        api = None if given.openapi is None else document("api.yaml", given.openapi, "openapi")
        feed = None if given.asyncapi is None else document("socket.yaml", given.asyncapi, "asyncapi")
        draft = drafted(api, feed)
    except DocumentError as error:
        return Outcome("refused", str(error))
    text = adapter(draft)
    path.write_text(text, "utf-8")
    ensure(_compiles(text), "wrote an adapter that Python does not accept")
    ensure(len(questions_in(path)) == len(questions(draft)), "counts other questions than the adapter has")
    ensure(all(map(str.strip, draft.left_out)), "left something out without a word")
    return Outcome("adapter")


def _compiles(text: str) -> bool:
    try:
        compile(text, "mine.py", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


READER = Reader("documents", _INPUTS, _opened, frozenset({"adapter", "refused"}))
