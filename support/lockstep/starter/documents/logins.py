"""How people log in, from an OpenAPI document: its security schemes, and the requests that look like a login."""

from collections.abc import Iterator
from typing import Any

from lockstep.starter.documents.answers import id_of, joined
from lockstep.starter.documents.code import Ask, Call
from lockstep.starter.documents.draft import Draft
from lockstep.starter.documents.names import shows
from lockstep.starter.documents.operations import Operation
from lockstep.starter.documents.reading import Document
from lockstep.starter.documents.samples import values_of
from lockstep.starter.documents.schemas import Schemas, types

_TOKENS = ("accesstoken", "token", "jwt", "idtoken", "authtoken", "bearertoken", "sessiontoken", "apitoken", "bearer")
_NAMES = frozenset({"email", "username", "login", "user", "name", "identifier", "mail", "handle", "emailaddress"})
_COMPANIES = frozenset(
    {"company", "companyname", "tenant", "organization", "organisation", "org", "workspace", "team"}
)
_PEOPLE = frozenset({"fullname", "displayname", "realname", "nickname", "person", "firstname", "lastname"})
_SIGN_UP = frozenset({"register", "registration", "signup", "accounts", "account", "users", "user", "join"})
_SIGN_IN = frozenset({"login", "signin", "session", "sessions", "token", "tokens", "auth", "authenticate", "logins"})
_MINE = frozenset({"me", "mine", "self", "current", "own"})
_ACCOUNTS = Ask(
    "Which accounts may be used? (Account(email=..., password=..., company=...), ...); or name the request that makes"
    " one, as sign_up=Post(...)"
)


class Logins:
    """The logins of one document. used: the operations that serve them."""

    def __init__(self, document: Document, schemas: Schemas, operations: list[Operation], draft: Draft) -> None:
        """Nothing is looked for yet."""
        self._document = document
        self._schemas = schemas
        self._operations = operations
        self._draft = draft
        self.used: list[Operation] = []

    def declare(self) -> None:
        """Declare the login, or the headers, of the draft. Raises DocumentError."""
        schemes = self._schemes()
        requests = self._requests()
        for name, scheme in schemes:
            made = self._login(scheme, requests)
            if made is not None:
                self._draft.attributes["login"] = made
                others = [other for other, _ in schemes if other != name]
                if others:
                    told = ", ".join(others)
                    self._draft.left_out.append(f"{self._document.name}: security schemes beside {name}: {told}")
                return
        if requests:
            self._draft.attributes["login"] = Call("Bearer", (), requests | self._without(requests))

    def _schemes(self) -> list[tuple[str, Any]]:
        components = self._document.mapping(self._document.root.get("components"))
        known = self._document.items(components.get("securitySchemes"))
        asked = [self._document.root.get("security"), *(one.own_security for one in self._operations)]
        used = {
            name for one in asked if isinstance(one, list) for part in one if isinstance(part, dict) for name in part
        }
        return [one for one in known if one[0] in used] or known

    def _login(self, scheme: Any, requests: dict[str, Any]) -> Call | None:
        kind, where = scheme.get("type"), scheme.get("in")
        way = scheme.get("scheme", "") if isinstance(scheme.get("scheme"), str) else ""
        if kind == "http" and way.lower() == "basic":
            named = {name: one for name, one in requests.items() if name in {"sign_up", "remove"}}
            return Call("Basic", (), named if "sign_up" in named else {**named, "accounts": _ACCOUNTS})
        if kind == "apiKey" and where == "cookie":
            known = {name: one for name, one in requests.items() if name not in {"token", "refresh_token"}}
            return Call("Cookie", (), {"name": str(scheme.get("name")), **known, **self._without(known)})
        if kind == "apiKey" and where == "header" and joined(str(scheme.get("name"))) != "authorization":
            name = str(scheme.get("name"))
            key = self._draft.unknown(
                name, f"Which key does the header {name} carry? No real secret: os.environ[...]"
            )
            self._draft.attributes["headers"] = {name: key}
            return None
        if kind == "apiKey" and where == "query":
            name = scheme.get("name")
            self._draft.left_out.append(
                f"{self._document.name}: the key in the query as {name}: add it to `query` of each request"
            )
            return None
        if kind in {"http", "oauth2", "openIdConnect", "apiKey"}:
            found = {**self._of_flow(scheme), **requests}
            named = {"scheme": way} if kind == "http" and way.lower() not in {"", "bearer"} else {}
            return Call("Bearer", (), {**found, **self._without(found), **named})
        self._draft.left_out.append(f"{self._document.name}: a login of the type {kind}")
        return None

    def _without(self, found: dict[str, Any]) -> dict[str, Any]:
        """The questions about what a login lacks."""
        lacking: dict[str, Any] = {}
        if "sign_in" not in found and "token" not in found:
            lacking["sign_in"] = Ask(
                'Which request logs in, and where does its answer have the token? sign_in=Post("/login",'
                ' {"name": "{email}", "password": "{password}"}), token="token"'
            )
        if "sign_up" not in found:
            lacking["accounts"] = _ACCOUNTS
        return lacking

    def _of_flow(self, scheme: Any) -> dict[str, Any]:
        """The login of an OAuth 2 flow by passwords."""
        flow = self._document.mapping(self._document.mapping(scheme.get("flows")).get("password"))
        url = flow.get("tokenUrl")
        if not isinstance(url, str) or not url:
            return {}
        body = {"grant_type": "password", "username": "{email}", "password": "{password}"}
        path: str | Ask = url if url.startswith("/") else f"/{url}"
        if "://" in url:
            path = Ask(f"Tokens are had at {url}: which path is that below the API's address?")
        return {"sign_in": Call("Post", (path, body), {"form": True}), "token": "access_token"}

    # requests

    def _requests(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        posts = [one for one in self._operations if one.method == "post" and not one.parameters]
        for one in posts:
            names = {joined(name): name for name in self._properties(one.body)}
            where = _spoken(one)
            if "refreshtoken" in names and "password" not in names and "refresh" not in found:
                found["refresh"] = Call("Post", (one.path, {names["refreshtoken"]: "{refresh_token}"}))
                self.used.append(one)
            elif "password" not in names and not (one.body is None and shows(where, {"login", "signin"})):
                continue
            elif shows(where, _SIGN_IN) and not shows(where, {"register", "signup"}) and "sign_in" not in found:
                found["sign_in"] = self._request(one)
                found |= self._tokens(one)
                self.used.append(one)
            elif shows(where, _SIGN_UP) and "sign_up" not in found:
                found["sign_up"] = self._request(one)
                self.used.append(one)
        if not found:
            return {}
        if "refresh" in found and "refresh_token" not in found:
            del found["refresh"]
        return dict(sorted(found.items(), key=lambda one: _ORDER.index(one[0]))) | self._removal()

    def _properties(self, schema: Any) -> dict[str, Any]:
        return self._schemas.properties(self._schemas.first(schema)[0]) if schema is not None else {}

    def _request(self, one: Operation) -> Call:
        named = {"form": True} if one.body_is == "form" else {}
        if one.body is None:
            body = Ask(
                f'What does {one} send? A template such as {{"name": "{{email}}", "password": "{{password}}"}}'
            )
            return Call("Post", (one.path, body))
        flat, _ = self._schemas.first(one.body)
        required = flat.get("required")
        needed = required if isinstance(required, list) else []
        properties = self._properties(one.body)
        wanted = [name for name in properties if name in needed or not needed]
        wanted += [name for name in properties if joined(name) == "password" and name not in wanted]
        if not any(joined(name) in _NAMES for name in wanted):
            wanted = [*(name for name in properties if joined(name) in _NAMES), *wanted]
        return Call("Post", (one.path, {name: self._filled(one, name, properties[name]) for name in wanted}), named)

    def _filled(self, one: Operation, name: str, schema: Any) -> Any:
        plain = joined(name)
        known = (
            (plain.startswith("password"), "{password}"),
            (plain in _COMPANIES, "{company}"),
            (plain in _PEOPLE, "{person}"),
            (plain in _NAMES, "{email}"),
        )
        for fits, placeholder in known:
            if fits:
                return placeholder
        valid = values_of([self._schemas.plain(schema)]).valid
        kinds = types(self._schemas.flat(schema))
        if valid and (kinds & {"boolean"} or "enum" in self._schemas.flat(schema) or len(valid) == 1):
            return valid[0]
        return Ask(f"What does {one} send as {name}? A value or a template such as {{person}}")

    def _tokens(self, one: Operation) -> dict[str, Any]:
        """Where its answer has the tokens and the person's id."""
        found: dict[str, Any] = {}
        for path, name in self._paths(one.answer, "", 0):
            plain = joined(name)
            if plain in _TOKENS and ("token" not in found or _TOKENS.index(plain) == 0):
                found["token"] = path
            elif plain == "refreshtoken":
                found.setdefault("refresh_token", path)
        for holder in ("", "user", "account", "me", "data", "data.user"):
            names = [name for path, name in self._paths(one.answer, "", 0) if path.rpartition(".")[0] == holder]
            if own := id_of(names, "user"):
                found["id"] = f"{holder}.{own}".lstrip(".")
                break
        if "token" not in found:
            found["token"] = Ask(f'Where does the answer to {one} have the token? A path such as "data.token"')
        elif found["token"] == "token":  # noqa: S105 - the default path
            del found["token"]
        return found

    def _paths(self, schema: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
        if schema is None or depth > 2:
            return
        for name, part in self._properties(schema).items():
            below = f"{path}.{name}".lstrip(".")
            yield below, name
            yield from self._paths(part, below, depth + 1)

    def _removal(self) -> dict[str, Any]:
        for one in self._operations:
            last = one.path.rstrip("/").rpartition("/")[2]
            if one.method == "delete" and not one.parameters and last.lower() in _MINE and one.body is None:
                self.used.append(one)
                return {"remove": Call("Delete", (one.path,))}
        return {}


_ORDER = ("sign_up", "sign_in", "token", "refresh", "refresh_token", "id", "company")


def _spoken(one: Operation) -> str:
    """What an operation is called, in its path and by its id."""
    last = one.path.rstrip("/").rpartition("/")[2]
    named = one.content.get("operationId") if isinstance(one.content, dict) else None
    return f"{last} {joined(named) if isinstance(named, str) and len(named) < 20 else ''}"
