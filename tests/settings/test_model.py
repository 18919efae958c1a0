"""The settings themselves: their names, that they are fixed, and that secrets stay inside."""

import pytest
from lockstep.settings.model import Settings, allowed_words, env_name, hidden, key_of, receivers_in, shown
from pydantic import ValidationError


def test_constructing_reads_nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARGET", "other")
    monkeypatch.setenv("LOCKSTEP_TARGET", "other")
    assert Settings().target == "reference"


def test_settings_do_not_change() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.seed = 1


@pytest.mark.parametrize(
    ("name", "key", "variable"),
    [
        ("seed", "seed", "LOCKSTEP_SEED"),
        ("api_base_url", "api_base_url", "API_BASE_URL"),
        ("group__key", "group.key", "LOCKSTEP_GROUP_KEY"),
    ],
)
def test_a_setting_has_one_name_in_each_source(name: str, key: str, variable: str) -> None:
    assert (key_of(name), env_name(name)) == (key, variable)


def test_every_setting_says_what_it_does_and_what_it_accepts() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert allowed_words(name), name


@pytest.mark.parametrize(
    ("host", "disturbed"),
    [("localhost", True), ("127.0.0.5", True), ("[::1]", True), ("10.0.0.1", False), ("localhost.example", False)],
)
def test_loopback_is_what_plants_may_touch(host: str, disturbed: bool) -> None:
    def settings() -> Settings:
        return Settings(plant="drop", api_base_url=f"http://{host}:1/", websocket_url=f"ws://{host}:1/")

    if disturbed:
        assert settings().plant == "drop"
    else:
        with pytest.raises(ValidationError, match="would disturb"):
            settings()


def test_both_addresses_are_looked_at() -> None:
    with pytest.raises(ValidationError, match=r"'away\.example'"):
        Settings(plant="drop", api_base_url="http://localhost/", websocket_url="ws://away.example/")


def test_an_ipv6_host_may_be_allowed() -> None:
    assert Settings(load_allow_hosts=("2001:DB8::1", "A")).load_allow_hosts == ("2001:db8::1", "a")


@pytest.mark.parametrize(("files", "faker"), [(True, True), (True, False), (False, True)])
def test_data_comes_from_files_or_faker_or_both(files: bool, faker: bool) -> None:
    settings = Settings(use_fixtures=files, generate_dynamic_data=faker)
    assert (settings.use_fixtures, settings.generate_dynamic_data) == (files, faker)


def test_data_from_nowhere_is_refused() -> None:
    with pytest.raises(
        ValidationError, match="USE_FIXTURES and GENERATE_DYNAMIC_DATA are both false, so there would"
    ):
        Settings(use_fixtures=False, generate_dynamic_data=False)


def test_no_secret_is_shown() -> None:
    settings = Settings(
        api_base_url="http://ana:pa55@localhost/api?key=pa55&x=1", websocket_url="ws://localhost/ws?token=pa55#f"
    )
    shown = settings.redacted()
    assert shown["api_base_url"] == "http://[redacted]@localhost/api?key=[redacted]&x=[redacted]"
    assert shown["websocket_url"] == "ws://localhost/ws?token=[redacted]#[redacted]"
    assert shown["reports"] == "reports"
    assert "pa55" not in f"{settings!r} {settings} {shown}"


def test_other_text_is_shown_as_it_is() -> None:
    assert shown("plant", "drop:every=3 mail ana@example.com") == "drop:every=3 mail ana@example.com"


@pytest.mark.parametrize("password", ["pa55", "pa/55", "pa@55", "p:a55", "pa#55", "pa?55", "a@/@/p55"])
def test_no_password_of_an_address_is_shown(password: str) -> None:
    assert (
        shown("api_base_url", f"http://ana:{password}@localhost:8000/api") == "http://[redacted]@localhost:8000/api"
    )
    assert shown("api_base_url", f"ana:{password}@localhost") == "[redacted]@localhost"


def test_a_run_masks_what_is_secret_in_its_settings() -> None:
    settings = Settings(
        api_base_url="http://qa:p%40ss-word@localhost/k/0123456789abcdef0123/",
        websocket_url="ws://localhost/ws?ticket=x&token=s0me-token",
        database="postgresql://ana:dat4base@h/n",
        notices__failure="slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        masking__names=("badge_number",),
    )
    for secret in ("p%40ss-word", "p@ss-word", "0123456789abcdef0123", "s0me-token", "dat4base", "A1BRTD4JD"):
        assert settings.masker.text(f"it was {secret}!") == "it was [redacted]!"
    assert settings.masker.text('{"badgeNumber": "7"}') == '{"badgeNumber": "[redacted]"}'
    assert Settings().masker.text("it was dat4base") == "it was dat4base"


@pytest.mark.parametrize(
    "given", ["", "sqlite:///a.db", "sqlite:////a/b.db", "postgresql://u:p@h:5432/n", "postgres:///n?host=/run"]
)
def test_runs_are_kept_in_sqlite_or_postgresql(given: str) -> None:
    assert Settings(database=given).database == given


@pytest.mark.parametrize("given", ["lockstep.db", "sqlite://", "sqlite:///", "mysql://h/n", "postgresql://"])
def test_no_other_database_is_taken(given: str) -> None:
    with pytest.raises(ValidationError):
        Settings(database=given)


@pytest.mark.parametrize(("given", "taken"), [(1, True), (0, False), (-1, False)])
def test_at_least_the_run_itself_is_kept(given: int, taken: bool) -> None:
    if taken:
        assert Settings(keep_runs=given).keep_runs == given
    else:
        with pytest.raises(ValidationError):
            Settings(keep_runs=given)


@pytest.mark.parametrize("password", ["pa55", "pa/55", "pa@55", "p:a55"])
def test_no_password_of_a_database_is_shown(password: str) -> None:
    settings = Settings(seed=1, database=f"postgresql://ana:{password}@db.example.com/lockstep")
    assert settings.redacted()["database"] == "postgresql://[redacted]@db.example.com/lockstep"
    assert "55" not in f"{settings!r}{settings}"


@pytest.mark.parametrize(("given", "taken"), [("2", 2), (1, 1), ("auto", "auto"), ("64", 64)])
def test_jobs_are_a_number_or_auto(given: str | int, taken: str | int) -> None:
    assert Settings.model_validate({"jobs": given}).jobs == taken


@pytest.mark.parametrize("given", ["0", "-1", "65", "many", "1.5", ""])
def test_no_other_jobs_are_taken(given: str) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"jobs": given})


@pytest.mark.parametrize("given", ["1/1", "2/3", "12/12"])
def test_a_shard_is_one_of_so_many_and_needs_a_seed(given: str) -> None:
    assert Settings(shard=given, seed=7).shard == given
    with pytest.raises(ValidationError, match="without a seed"):
        Settings(shard=given)


@pytest.mark.parametrize("given", ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2"])
def test_no_other_shard_is_taken(given: str) -> None:
    with pytest.raises(ValidationError):
        Settings(shard=given, seed=7)


@pytest.mark.parametrize(("given", "taken"), [("0", True), ("5", True), ("6", False), ("-1", False), ("x", False)])
def test_retries_are_few(given: str, taken: bool) -> None:
    if taken:
        assert Settings.model_validate({"test_retry_count": given}).test_retry_count == int(given)
    else:
        with pytest.raises(ValidationError):
            Settings.model_validate({"test_retry_count": given})


def test_addresses_of_receivers_show_nothing_but_their_kind() -> None:
    text = "json://someone:hush@host/hush, slack://hush/hush,more"
    settings = Settings(notices__failure=text)
    assert receivers_in(text) == ["json://someone:hush@host/hush", "slack://hush/hush,more"]
    assert settings.redacted()["notices.failure"] == "json://[redacted] slack://[redacted]"
    assert "hush" not in repr(settings)
    assert hidden("hush://") == "hush://[redacted]"
    assert hidden("no address, hush") == "[redacted]"
    assert hidden("") == ""


def test_a_receiver_must_be_an_address() -> None:
    with pytest.raises(ValidationError):
        Settings(notices__flaky="json://host nonsense://")
