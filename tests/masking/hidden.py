"""Forty-odd secrets, each of its own shape, as texts that a run may have to write."""

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

NESTED = 3


def _in_strings(name: str, secret: str) -> str:
    """JSON in JSON in JSON."""
    text = json.dumps({name: secret, "x": 1})
    for _ in range(NESTED - 1):
        text = json.dumps({"body": text})
    return text


def _basic(secret: str) -> str:
    return base64.b64encode(f"qa:{secret}".encode()).decode()


def _jwt(secret: str) -> str:
    parts = (json.dumps({"alg": "HS256"}).encode(), json.dumps({"sub": "7"}).encode(), secret.encode())
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


SHAPES: tuple[Callable[[str], str], ...] = (
    lambda s: json.dumps({"password": s}),
    lambda s: json.dumps({"PASSWORD": s, "x": [1]}),
    lambda s: json.dumps({"passwd": s}, indent=2),
    lambda s: json.dumps({"user": {"pwd": s}}),
    lambda s: json.dumps({"passPhrase": s}),
    lambda s: json.dumps({"apiKey": s}),
    lambda s: json.dumps({"api_key": s}),
    lambda s: json.dumps({"client_secret": s}),
    lambda s: json.dumps({"clientsecret": s}),
    lambda s: json.dumps({"sessionId": s}),
    lambda s: json.dumps({"session-id": s}),
    lambda s: json.dumps({"access.token": s}),
    lambda s: json.dumps({"refreshToken": [s, "other"]}),
    lambda s: json.dumps({"tokens": {"first": s, "more": [{"a": s}]}}),
    lambda s: json.dumps({"credentials": [{"user": "qa", "with": s}]}),
    lambda s: json.dumps({"headers": [["X-Auth-Token", s], ["Accept", "text/plain"]]}),
    lambda s: json.dumps([{"name": "X-Api-Key", "value": s}]),
    lambda s: json.dumps({"set-cookie": [f"sid={s}; Path=/"]}),
    lambda s: json.dumps({"DB_PASSWORD_2": s}),
    lambda s: _in_strings("apiKey", s),
    lambda s: _in_strings("password", s),
    lambda s: f"POST /login\r\nX-Auth-Token: {s}\r\nHost: chat",
    lambda s: f"GET /\r\nAuthorization: Bearer {s}\r\nHost: chat",
    lambda s: f"GET /\r\nauthorization: Token {s}\r\n",
    lambda s: f"GET /\r\nCookie: theme=dark; sid={s}\r\n",
    lambda s: f"HTTP/1.1 200\r\nSet-Cookie: session={s}; HttpOnly\r\n",
    lambda s: f"the header was Basic {_basic(s)} and wrong",
    lambda s: f"Bearer {s} is not accepted",
    lambda s: f"the token {_jwt(s)} has expired",
    lambda s: f"GET /ws?token={s}&room=1",
    lambda s: f"https://chat.example/cb#access_token={s}&state=7",
    lambda s: f"GET /files?sig={s}",
    lambda s: f"user=ana&password={s}&remember=1",
    lambda s: f"user%5Bname%5D=ana&user%5Bpassword%5D={quote(s)}",
    lambda s: f'--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n{s}\r\n--b--',
    lambda s: f"http://qa:{s}@chat.example/api does not answer",
    lambda s: f"http://qa:a/b@{s}@chat.example/api does not answer",
    lambda s: f"amqp://{s}@chat.example is refused",
    lambda s: f"postgresql://qa:p/{s}@db.example/chat",
    lambda s: f"Login(user='ana', password='{s}')",
    lambda s: str({"user": "ana", "secret_key": s}),
    lambda s: f"<login><password>{s}</password></login>",
    lambda s: f"tool --user ana --api-key {s} --verbose",
    lambda s: f'password = "{s}"',
    lambda s: f"login failed, password: {s}",
    lambda s: f"-----BEGIN PRIVATE KEY-----\n{s}\n-----END PRIVATE KEY-----",
)


def secret(number: int) -> str:
    """The secret that the shape with this number holds."""
    return f"hUsh{number:02d}Zx9QwTr"


def texts() -> list[str]:
    """One text a shape, each with its own secret."""
    return [shape(secret(number)) for number, shape in enumerate(SHAPES)]


def traces(value: str) -> list[str]:
    """What of a secret would give it away: itself, and itself inside base64."""
    raw = value.encode()
    return [value, *(base64.b64encode(b"\0" * skip + raw)[4:-4].decode() for skip in range(3))]
