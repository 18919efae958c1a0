"""Names of secrets, however they are written."""

import pytest
from lockstep.masking.names import is_secret, is_secret_in_query, squashed, words_of


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "PASSWORD",
        "newPassword",
        "passwd",
        "pwd",
        "pass_word",
        "passphrase",
        "passcode",
        "db-pass",
        "apiKey",
        "api_key",
        "API-KEY",
        "apikey",
        "X-Api-Key",
        "secret",
        "client_secret",
        "clientSecret",
        "secretKey",
        "AWS_SECRET_ACCESS_KEY",
        "token",
        "X-Auth-Token",
        "accessToken",
        "refresh_tokens",
        "csrfToken",
        "Authorization",
        "proxy-authorization",
        "Cookie",
        "Set-Cookie",
        "sessionId",
        "JSESSIONID",
        "session_id",
        "connect.sid",
        "credentials",
        "user[password]",
        "user%5Bpassword%5D",
        "password2",
        "otp",
        "Private Key",
    ],
)
def test_secret_in_any_case_and_with_any_sign(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "text",
        "author",
        "keyboard",
        "key",
        "idempotency_key",
        "secretary",
        "tokenizer",
        "passenger",
        "session",
        "inside",
        "token_type",
        "tokenExpiresAt",
        "password_cost",
        "access_minutes",
        "cookieName",
        "auth_url",
        "",
        "7",
        "compass",
    ],
)
def test_no_secret(name: str) -> None:
    assert not is_secret(name)


def test_in_a_query_more_is_secret() -> None:
    assert is_secret_in_query("key")
    assert is_secret_in_query("access_token")
    assert not is_secret_in_query("room")


def test_words() -> None:
    assert words_of("myAPIKey-2") == ["my", "api", "key", "2"]
    assert squashed("Badge_Number") == squashed("badge-number") == "badgenumber"
