"""Logins: by the security schemes and the requests of a document."""

import pytest

from tests.starter.documents.built import api, both
from tests.starter.documents.test_openapi import KIND

PEOPLE = """
  /auth/register:
    post:
      requestBody:
        content:
          application/json:
            schema:
              required: [email, password, fullName, plan, age, terms]
              properties:
                email: {type: string}
                password: {type: string}
                fullName: {type: string}
                plan: {enum: [free, paid]}
                age: {type: integer}
                terms: {const: true}
                extra: {type: string}
      responses: {"201": {}}
  /auth/token:
    post:
      operationId: login
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {properties: {username: {type: string}, password: {type: string}}}
      responses:
        "200":
          content:
            application/json:
              schema:
                properties:
                  data:
                    properties:
                      accessToken: {type: string}
                      refreshToken: {type: string}
                      user: {properties: {id: {}}}
  /auth/refresh:
    post:
      requestBody: {content: {application/json: {schema: {properties: {refreshToken: {type: string}}}}}}
      responses: {"200": {}}
  /users/me: {delete: {responses: {"204": {}}}}
"""


def declared(scheme: str, people: str = PEOPLE) -> str:
    return both(api(f"{KIND.rstrip()}{people}components: {{securitySchemes: {{{scheme}}}}}\n"), None)


def test_the_requests_of_a_login_are_found() -> None:
    text = declared("a: {type: http, scheme: bearer}")
    for part in (
        'sign_up=Post("/auth/register", {"email": "{email}", "password": "{password}", "fullName": "{person}",',
        '"plan": "free", "age": Question("What does POST /auth/register send as age?',
        '"terms": True})',
        'sign_in=Post("/auth/token", {"username": "{email}", "password": "{password}"}, form=True)',
        'token="data.accessToken", refresh=Post("/auth/refresh", {"refreshToken": "{refresh_token}"})',
        'refresh_token="data.refreshToken", id="data.user.id", remove=Delete("/users/me")',
        "socket=Question('How does a socket learn who opens it?",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("scheme", "part"),
    [
        ("a: {type: http, scheme: Basic}", "login = Basic(accounts=Question("),
        ("a: {type: http, scheme: bearer}", "login = Bearer(sign_in=Question("),
        ("a: {type: http, scheme: Token}", 'scheme="Token"'),
        ("a: {type: apiKey, in: cookie, name: sid}", 'login = Cookie(name="sid", sign_in=Question('),
        ("a: {type: apiKey, in: header, name: Authorization}", "login = Bearer("),
        ("a: {type: apiKey, in: header, name: X-Key}", 'headers = {"X-Key": X_KEY}'),
        ("a: {type: openIdConnect}", "login = Bearer("),
        (
            "a: {type: oauth2, flows: {password: {tokenUrl: token}}}",
            'sign_in=Post("/token", {"grant_type": "password", "username": "{email}", "password": "{password}"}',
        ),
        ("a: {type: mutualTLS}", "How do people log in?"),
    ],
)
def test_each_scheme_has_its_login(scheme: str, part: str) -> None:
    assert part in declared(scheme, "\n")
