"""Addresses and errors: what is allowed, and that no password is told."""

import socket
from pathlib import Path

import pytest
from lockstep.store import Store, StoreError
from lockstep.store.engine import file_of, make_engine, shown, url_of

from tests.store.postgres import PASSWORD


@pytest.mark.parametrize(
    ("given", "file"), [("sqlite:///a/b.db", Path("a/b.db")), ("sqlite:////a/b.db", Path("/a/b.db"))]
)
def test_a_sqlite_address_names_a_file(given: str, file: Path) -> None:
    assert file_of(url_of(given)) == file


@pytest.mark.parametrize("given", ["postgresql://u:p@h:5432/n", "postgres://u:p@h/n", "postgresql:///n?host=/run"])
def test_a_postgresql_address_gets_the_driver(given: str) -> None:
    assert url_of(given).drivername == "postgresql+psycopg"
    assert file_of(url_of(given)) is None


@pytest.mark.parametrize(
    "given", ["", "lockstep.db", "sqlite://", "sqlite:///:memory:", "mysql://u:geheim@h/n", "::"]
)
def test_any_other_address_is_refused_and_told_what_is_allowed(given: str) -> None:
    with pytest.raises(StoreError, match="allowed is sqlite:///FILE or postgresql://") as refused:
        url_of(given)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("password", ["geheim", "ge/heim", "ge@heim", "ge:heim"])
def test_no_password_is_shown(password: str) -> None:
    assert "heim" not in shown(f"postgresql://ana:{password}@db.example.com:5432/lockstep")
    assert "db.example.com:5432/lockstep" in shown(f"postgresql://ana:{password}@db.example.com:5432/lockstep")


def test_a_missing_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*args: object, **kwargs: object) -> None:
        raise ModuleNotFoundError("psycopg")

    monkeypatch.setattr("lockstep.store.engine.create_engine", missing)
    monkeypatch.setattr("lockstep.serving.extras.find_spec", lambda _: None)
    with pytest.raises(StoreError, match=r"needs the extra: pip install .lockstep-acceptance\[postgres\]"):
        make_engine(url_of("postgresql://u:geheim@h/n"))


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        with pytest.raises(StoreError, match=r"cannot be used: .*refused") as refused:
            Store(f"postgresql://u:geheim@127.0.0.1:{taken.getsockname()[1]}/n")
    assert "geheim" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_wrong_password_is_refused_without_telling_it(server: str) -> None:
    with pytest.raises(StoreError, match="password authentication failed") as refused:
        Store(server.replace(PASSWORD, "geheim"))
    assert "geheim" not in str(refused.value)
