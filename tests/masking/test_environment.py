"""Secrets in environment variables."""

from pathlib import Path

from lockstep.masking import secrets_in


def test_by_the_names_of_variables(tmp_path: Path) -> None:
    environ = {
        "MY_TOKEN": "t0ken-1234",
        "DB_PASSWORD": "short",
        "PWD": "/a/folder/here",
        "GOOGLE_CREDENTIALS": str(tmp_path),
        "BROKER_URL": "amqp://qa:br0ker-pw@h/",
        "HOME": "/srv/somebody",
        "TOKEN_TYPE": "bearer-token",
    }
    assert secrets_in(environ) == ["t0ken-1234", "br0ker-pw", "qa:br0ker-pw"]
