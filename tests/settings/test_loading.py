"""Where settings come from, which source wins, and how each mistake is told."""

from pathlib import Path

import pytest
from lockstep.settings import SettingsError, load

URLS = {"API_BASE_URL": "http://127.0.0.1:9/api/v1", "WEBSOCKET_URL": "ws://127.0.0.1:9/ws"}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work where no developer's lockstep.toml is."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problems(
    environ: dict[str, str] | None = None, userdata: dict[str, str] | None = None, toml: str = ""
) -> list[str]:
    if toml:
        Path("lockstep.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(environ or {}, userdata or {})
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def test_a_byte_order_mark_is_read_past() -> None:
    Path("lockstep.toml").write_bytes(b"\xef\xbb\xbfseed = 7\n")
    assert load({}, {}).seed == 7


def test_each_source_beats_the_one_below() -> None:
    assert load({}, {}).test_timeout == 30_000
    Path("lockstep.toml").write_text("test_timeout = 1\nloss_deadline = 1\nseed = 1\n", encoding="utf-8")
    settings = load({"TEST_TIMEOUT": "2", "LOCKSTEP_LOSS_DEADLINE": "2"}, {"test_timeout": "3"})
    assert (settings.test_timeout, settings.loss_deadline, settings.seed) == (3, 2, 1)


def test_a_file_elsewhere_is_read_when_named(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.toml"
    path.write_text('load_allow_hosts = ["a.example", "B.example"]\ncleanup_after_tests = false\n', encoding="utf-8")
    settings = load({}, {}, path)
    assert settings.load_allow_hosts == ("a.example", "b.example")
    assert settings.cleanup_after_tests is False


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load({"TEST_TIMEOUT": "", "API_BASE_URL": ""}, {}).test_timeout == 30_000


def test_variables_of_others_and_keys_of_behave_are_left_alone() -> None:
    load(
        {"PATH": "/bin", "TARGET": "x"},
        {"behave.reporter.junit.show_skipped": "no", "AllureFormatter.hide_excluded": "1"},
    )


def test_a_seed_not_given_is_drawn_each_time_and_a_given_one_kept() -> None:
    assert len({load({}, {}).seed for _ in range(20)}) > 1
    assert load({"LOCKSTEP_SEED": "0"}, {}).seed == 0


@pytest.mark.parametrize(
    ("environ", "userdata", "toml", "sentence"),
    [
        ({}, {"sead": "1"}, "", "-D sead = '1' is not a setting: did you mean seed?"),
        ({}, {"SEED": "1"}, "", "-D SEED = '1' is not a setting: did you mean seed?"),
        (
            {"LOCKSTEP_SED": "1"},
            {},
            "",
            "environment variable LOCKSTEP_SED = '1' is not a setting: did you mean LOCKSTEP_SEED?",
        ),
        (
            {"LOCKSTEP_TEST_TIMEOUT": "1"},
            {},
            "",
            "environment variable LOCKSTEP_TEST_TIMEOUT = '1' is not a setting: did you mean TEST_TIMEOUT?",
        ),
        (
            {},
            {},
            "[load]\nallow_host = 'x'",
            "load.allow_host in lockstep.toml = 'x' is not a setting: did you mean load_allow_hosts?",
        ),
        ({}, {"qqqq": "x"}, "", "-D qqqq = 'x' is not a setting: there are allow_flaky, api_base_url, "),
        ({}, {}, "target = ", "lockstep.toml is not a TOML file: Invalid value (at end of document)"),
        (
            {},
            {"test_timeout": "soon"},
            "",
            "-D test_timeout = 'soon' is refused: allowed is a whole number of milliseconds",
        ),
        ({}, {"test_timeout": "0"}, "", "-D test_timeout = '0' is refused: "),
        ({"TEST_TIMEOUT": "-1"}, {}, "", "environment variable TEST_TIMEOUT = '-1' is refused: "),
        ({}, {}, "test_timeout = true", "test_timeout in lockstep.toml = 'True' is refused: "),
        ({}, {}, "seed = 1.5", "seed in lockstep.toml = '1.5' is refused: allowed is a whole number, at least 0"),
        ({}, {"dialect": "Pigeon!"}, "", "-D dialect = 'Pigeon!' is refused: allowed is the name of a dialect"),
        ({}, {"target": "No Such"}, "", "-D target = 'No Such' is refused: allowed is the name of an adapter"),
        ({}, {"plant": "Drop!"}, "", "-D plant = 'Drop!' is refused: allowed is NAME or NAME:key=value"),
        (
            {},
            {"cleanup_after_tests": "perhaps"},
            "",
            "-D cleanup_after_tests = 'perhaps' is refused: allowed is true or false",
        ),
        ({}, {"load_allow_hosts": "http://a"}, "", "-D load_allow_hosts = 'http://a' is refused: allowed is names"),
        (
            {"API_BASE_URL": "ws://a"},
            {},
            "",
            "environment variable API_BASE_URL = 'ws://a' is refused: allowed is an address",
        ),
        (
            {"WEBSOCKET_URL": "ws://a:99999/"},
            {},
            "",
            "environment variable WEBSOCKET_URL = 'ws://a:99999/' is refused",
        ),
        ({"API_BASE_URL": "http://a"}, {}, "", "API_BASE_URL is 'http://a' but WEBSOCKET_URL is empty: set both"),
        ({"WEBSOCKET_URL": "ws://a"}, {}, "", "WEBSOCKET_URL is 'ws://a' but API_BASE_URL is empty: set both"),
    ],
)
def test_a_mistake_names_key_value_source_and_what_is_allowed(
    environ: dict[str, str], userdata: dict[str, str], toml: str, sentence: str
) -> None:
    [said] = problems(environ, userdata, toml)
    assert said.startswith(sentence)


def test_a_mistake_is_told_once_however_many_kinds_of_values_there_may_be() -> None:
    with pytest.raises(SettingsError) as refused:
        load({}, {"jobs": "x"})
    assert refused.value.problems == ["-D jobs = 'x' is refused: allowed is auto, or a whole number from 1 to 64"]


def test_all_mistakes_are_told_at_once() -> None:
    assert len(problems({"LOCKSTEP_A": "1", "LOCKSTEP_B": "2"}, {"c": "3"})) == 3
    assert len(problems({"TEST_TIMEOUT": "x", "LOCKSTEP_SEED": "y"}, {"dialect": "Z"})) == 3


def test_the_source_that_wins_is_the_one_named() -> None:
    assert "-D test_timeout" in problems({"TEST_TIMEOUT": "5"}, {"test_timeout": "x"})[0]


def test_a_named_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read: No such file"):
        load({}, {}, tmp_path / "none.toml")


@pytest.mark.parametrize("url", ["http://ana:pa55@a.example/", "http://a.example/?token=pa55", "htp://ana:pa55@a/"])
def test_a_secret_in_an_address_is_in_no_message(url: str) -> None:
    [said] = problems({"API_BASE_URL": url})
    assert "pa55" not in said
    assert "[redacted]" in said


def test_clean_up_cannot_be_switched_off_in_ci() -> None:
    assert load({"CI": "false"}, {"cleanup_after_tests": "false"}).cleanup_after_tests is False
    [said] = problems({"CI": "true", "CLEANUP_AFTER_TESTS": "no"})
    assert said.startswith("environment variable CLEANUP_AFTER_TESTS is false while CI is true")


def test_plants_go_to_this_machine_or_an_allowed_host_only() -> None:
    away = {"API_BASE_URL": "https://Staging.example/api", "WEBSOCKET_URL": "wss://staging.example/ws"}
    assert load(away, {}).plant == ""
    assert load(URLS, {"plant": "drop:every=3"}).plant == "drop:every=3"
    assert (
        load(away | {"LOCKSTEP_LOAD_ALLOW_HOSTS": "other.example, staging.Example"}, {"plant": "drop"}).plant
        == "drop"
    )
    [said] = problems(away, {"plant": "drop"})
    assert said.startswith("plant 'drop' would disturb 'staging.example', which is not this machine")
    assert "LOCKSTEP_LOAD_ALLOW_HOSTS" in said


@pytest.mark.parametrize("key", ["notices.failure", "notices.failur"])
def test_what_is_wrong_with_a_receiver_is_told_without_its_address(key: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load({}, {key: "json:/host/hush json://hush"})
    assert "hush" not in str(refused.value).replace("did you mean", "")


def test_the_variable_of_pipelines_is_no_setting() -> None:
    assert load({"LOCKSTEP_PACKAGE": "a.whl", "LOCKSTEP_SEED": "7"}, {}).seed == 7


def test_a_file_whose_lines_end_in_a_carriage_return_alone_is_no_toml() -> None:
    Path("lockstep.toml").write_bytes(b"seed = 7\rjobs = 2\r")
    with pytest.raises(SettingsError, match="is not a TOML file"):
        load({}, {})
    Path("lockstep.toml").write_bytes(b"seed = 7\r\njobs = 2\r\n")
    assert load({}, {}).seed == 7
