"""Random programs of acts over declared kinds, for Hypothesis."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from lockstep.running.definitions import fault_phrases
from lockstep.running.vocabulary import logins
from lockstep.running.vocabulary.resource_acts import CONCURRENT, Act, Program, Together, What
from lockstep.targets.resources import Resource, Verb

NAMES = ("Ana", "Ben", "Cleo", "Dan", "Zoe")
LABELS = ("A7", "B8", "the last one", "Ünal's 3rd")
SEVERAL = frozenset({What.CHANGE_AT_ONCE, What.CHANGE_SAME})
"""What takes two people at least."""
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
_LISTED = st.lists(_SCALARS, max_size=3)
_JSON = _SCALARS | _LISTED | st.dictionaries(st.text(max_size=5), _SCALARS | _LISTED, max_size=3)
_ONE, _NUMBER, _LABEL = st.sampled_from(NAMES), st.integers(1, 99), st.sampled_from(LABELS)
_CREW = st.permutations(NAMES).flatmap(
    lambda found: st.integers(1, len(NAMES)).map(lambda count: tuple(found[:count]))
)
_PAIR = st.permutations(NAMES).map(lambda found: tuple(found[:2]))
_DEVICE = st.sampled_from(logins.DEVICES)
_TROUBLES = {
    "{trouble:Trouble}": st.sampled_from(sorted(fault_phrases.NETWORK)),
    "{trouble:ApiTrouble}": st.sampled_from(sorted(fault_phrases.API)),
}


def values(resource: Resource, verb: Verb) -> st.SearchStrategy[tuple[tuple[str, Any], ...]]:
    """Values for some of a resource's fields: valid, invalid, awkward and any others."""
    each = [
        st.tuples(st.just(name), st.sampled_from((*one.samples, *one.invalid)) | _JSON)
        for name, one in resource.settable(verb).items()
    ]
    return st.lists(st.one_of(each), min_size=1, max_size=3, unique_by=lambda one: one[0]).map(tuple)


def acts(resources: Sequence[Resource], among: frozenset[What] = frozenset(What)) -> st.SearchStrategy[Act]:
    """Any act of these on these kinds."""
    return st.one_of([_act(what, one) for what in sorted(among) for one in resources])


def programs(resources: Sequence[Resource]) -> st.SearchStrategy[Program]:
    """Acts, and groups of acts that happen at the same time."""
    group = st.lists(acts(resources, CONCURRENT), min_size=1, max_size=4).map(lambda found: Together(tuple(found)))
    return st.lists(acts(resources) | group, min_size=1, max_size=8).map(tuple)


def _act(what: What, resource: Resource) -> st.SearchStrategy[Act]:
    held, given = what.pattern, dict[str, st.SearchStrategy[Any]]()
    if "{people:Names}" in held:
        given["people"] = _PAIR if what in SEVERAL else _CREW
    elif "{person:Name}" in held:
        given["people"] = _ONE.map(lambda name: (name,))
    if "{kind:Resource}" in held:
        given["kind"] = st.just(resource.name)
    if "{values:Values}" in held:
        given["values"] = values(resource, Verb.CREATE if what == What.CREATE_WITH else Verb.CHANGE)
    known = {"label": _LABEL, "member": _ONE, "device": _DEVICE, "count": _NUMBER, "ms": _NUMBER, "seconds": _NUMBER}
    given |= {name: found for name, found in known.items() if f"{{{name}" in held}
    given |= {place.partition(":")[0][1:]: found for place, found in _TROUBLES.items() if place in held}
    return st.builds(Act, what=st.just(what), **given)
