import shlex

from lockstep.reporting.repeat import repeat_command

from tests.reporting.made import run, scenario


def test_place_and_seed() -> None:
    assert repeat_command(run(), scenario()) == "behave features/sync/messages.feature:12 -D seed=7"


def test_the_form_is_that_of_the_run() -> None:
    for command in (("scripts/acceptance",), ("lockstep", "run"), ("python", "-m", "behave")):
        told = repeat_command(run(command=command), scenario())
        assert told == f"{' '.join(command)} features/sync/messages.feature:12 -D seed=7"


def test_the_options_of_the_run_are_repeated_once() -> None:
    made = run(defines=[("seed", "7"), ("plant", "drop:every=3"), ("target", "my adapter.py")])
    words = shlex.split(repeat_command(made, scenario()))
    assert words[2:] == ["-D", "seed=7", "-D", "plant=drop:every=3", "-D", "target=my adapter.py"]


def test_a_secret_stays_one() -> None:
    settings: dict[str, object] = {"api_base_url": "http://[redacted]@host/", "seed": 7}
    made = run(defines=[("api_base_url", "http://ana:hush@host/")], settings=settings)
    assert "hush" not in repeat_command(made, scenario())
    assert "http://[redacted]@host/" in repeat_command(made, scenario())


def test_the_resource_of_a_row_that_is_written_for_each_is_named() -> None:
    told = repeat_command(run(), scenario(row={"resource": "order"}))
    assert told.endswith(" -D seed=7 -D resource=order")
