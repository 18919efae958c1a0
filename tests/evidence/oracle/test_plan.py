"""A plan is decided by its seed, and plays the same without some of its acts."""

from evidence.oracle.plan import planned


def test_the_seed_decides() -> None:
    assert planned(5) == planned(5)
    assert planned(5) != planned(6)


def test_acts_are_numbered_and_in_order() -> None:
    for seed in range(50):
        acts = planned(seed).acts
        assert [act.number for act in acts] == list(range(len(acts)))
        assert [act.at for act in acts] == sorted(act.at for act in acts)


def test_other_acts_leave_the_rest_as_it_is() -> None:
    plan = planned(5)
    shorter = plan.with_acts(plan.acts[1:])
    assert (shorter.seed, shorter.setting, len(shorter.acts)) == (5, plan.setting, len(plan.acts) - 1)
