"""Operations have verbs, of which some write and some read."""

from lockstep.targets.resources.operations import READS, WRITES, Operation, Verb


def test_every_verb_writes_or_reads() -> None:
    assert {*WRITES, *READS, Verb.REVOKE} == set(Verb)
    assert not set(WRITES) & set(READS)


def test_a_name_is_optional() -> None:
    assert Operation().name == ""
    assert Operation(name="rename_thread").name == "rename_thread"
