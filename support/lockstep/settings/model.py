"""What can be set: each setting with its default, its limits, and what it does.

Times are whole milliseconds. A setting `group__key` is written `group.key` in `lockstep.toml` and after `-D`;
as an environment variable it is in capitals behind `LOCKSTEP_`, but for the names in `UNPREFIXED`, which
pipelines of backends tend to have already. Constructing `Settings` checks every rule and reads nothing from
outside: only `load` does.
"""

import ipaddress
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from lockstep.history.rows import Budgets
from lockstep.masking import MASK, Masker, mask_text, mask_url, secrets_in_receiver, secrets_in_url

_BUDGETS = Budgets()  # the defaults of budgets stand there, and nowhere else

UNPREFIXED = frozenset({
    "api_base_url", "websocket_url", "api_response_threshold", "websocket_delivery_threshold",
    "connection_recovery_threshold", "test_timeout", "test_retry_count", "cleanup_after_tests",
    "use_fixtures", "generate_dynamic_data", "memory_usage_threshold", "error_rate_threshold",
    "concurrent_users_threshold",
})  # fmt: skip


@dataclass(frozen=True)
class Allowed:
    """What a setting accepts, in words, for the message that rejects another value."""

    words: str


def _host(text: str) -> str:
    """The name or address of a host, in small letters. Raises ValueError."""
    if re.fullmatch(r"[\w.-]+", text):
        return text.lower()
    return str(ipaddress.IPv6Address(text))


def _address(*schemes: str) -> Callable[[str], str]:
    """A check that a text is empty or an address with one of these schemes and a host. Raises ValueError."""

    def check(text: str) -> str:
        parts = urlsplit(text)
        if text and (parts.scheme not in schemes or not parts.hostname or parts.port == 0 or re.search(r"\s", text)):
            raise ValueError("no such address")
        return text

    return check


def _receivers(text: str) -> str:
    """The text, if it is empty or holds addresses only. Raises ValueError."""
    if not all(re.fullmatch(r"[a-z][a-z0-9+.-]*://\S+", one) for one in receivers_in(text)):
        raise ValueError("no such address")
    return text


def _shard(text: str) -> str:
    """The text, if it is empty or "i/n" with i from 1 to n. Raises ValueError."""
    found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", text)
    if text and not (found and int(found[1]) <= int(found[2])):
        raise ValueError("no such shard")
    return text


@dataclass(frozen=True)
class Secret:
    """Marks a setting of which only the kind of each address may be shown."""


Milliseconds = Annotated[int, Field(gt=0), Allowed("a whole number of milliseconds, at least 1")]
Adapter = Annotated[
    str,
    StringConstraints(pattern=r"^([a-z][a-z0-9_-]*|.+\.py)$"),
    Allowed("the name of an adapter, such as reference, or the path of a file with one, such as mine.py"),
]
Dialect = Annotated[
    str, StringConstraints(pattern=r"^([a-z][a-z0-9_-]*)?$"), Allowed("the name of a dialect, such as json, or empty")
]
ResourceName = Annotated[
    str,
    StringConstraints(pattern=r"^([a-z][a-z0-9-]*)?$"),
    Allowed("the name of a resource, such as order, or empty"),
]
Shard = Annotated[str, AfterValidator(_shard), Allowed("i/n with i from 1 to n, such as 2/3")]
Plant = Annotated[
    str,
    StringConstraints(pattern=r"^([a-z][a-z-]*(:.+)?)?$"),
    Allowed("NAME or NAME:key=value,..., such as drop:every=3"),
]
HttpUrl = Annotated[
    str, AfterValidator(_address("http", "https")), Allowed("an address such as http://host:port/path")
]
Database = Annotated[
    str,
    StringConstraints(pattern=r"^(sqlite:///.*[^/]|postgres(ql)?://\S+)?$"),
    Allowed("sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME"),
]
WsUrl = Annotated[str, AfterValidator(_address("ws", "wss")), Allowed("an address such as ws://host:port/path")]
Receivers = Annotated[
    str,
    AfterValidator(_receivers),
    Secret(),
    Allowed("addresses as Apprise has them, such as mailto://USER:PASSWORD@HOST, with spaces or commas between"),
]
Cluster = Annotated[
    str, StringConstraints(pattern=r"^((tcp|tls)://\S+:\d+)?$"), Allowed("tcp://HOST:PORT or tls://HOST:PORT")
]
Hosts = Annotated[
    tuple[Annotated[str, AfterValidator(_host)], ...],
    Allowed("names or addresses of hosts with commas between, without scheme or port"),
]
Names = Annotated[
    tuple[Annotated[str, StringConstraints(pattern=r"^[\w .-]*[A-Za-z][\w .-]*$")], ...],
    Allowed("names with commas between, such as badge_number,X-Door-Code"),
]


class Settings(BaseModel):
    """The effective settings of one run. Immutable. Raises pydantic's ValidationError."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: Annotated[
        Adapter, Field(description="the adapter of the backend under test, by its name or its file (`mine.py`)")
    ] = "reference"
    dialect: Annotated[
        Dialect, Field(description="what a plant reads on the socket; empty: the dialect of the target")
    ] = ""
    resource: Annotated[
        ResourceName,
        Field(description="of scenarios written for each resource, run only those of this one; empty: of all"),
    ] = ""
    api_base_url: Annotated[
        HttpUrl,
        Field(repr=False, description="where a running backend's API is; empty: the reference backend is started"),
    ] = ""
    websocket_url: Annotated[
        WsUrl, Field(repr=False, description="where that backend's WebSocket is; set both or neither")
    ] = ""
    ca_file: Annotated[
        str,
        Field(
            description="a file with certificates (PEM) trusted in addition to the machine's, for a backend at https://"
            " and wss://"
        ),
        Allowed("the path of a file"),
    ] = ""
    api_response_threshold: Annotated[
        Milliseconds, Field(description="budget of an answer, from when it was due")
    ] = int(_BUDGETS.api_ms)
    websocket_delivery_threshold: Annotated[
        Milliseconds, Field(description="budget of a delivery, from the answer to its write")
    ] = int(_BUDGETS.delivery_budget_ms)
    trace: Annotated[
        Literal["failed", "all", "none"],
        Allowed("failed, all or none"),
        Field(
            description="scenarios for which a sequence chart and a trace page are made: those that did not pass, or"
            " all, or none"
        ),
    ] = "failed"
    budgets: Annotated[
        Literal["gate", "report"],
        Allowed("gate or report"),
        Field(description="report: times are measured and reported, and nothing fails because it is slow"),
    ] = "gate"
    loss_deadline: Annotated[Milliseconds, Field(description="an event later than this is lost")] = int(
        _BUDGETS.loss_ms
    )
    connection_recovery_threshold: Annotated[
        Milliseconds, Field(description="budget for restoring a connection and its state after an interruption")
    ] = int(_BUDGETS.recovery_ms)
    concurrent_users_threshold: Annotated[
        int,
        Field(gt=0, description="how many simultaneous people the backend must handle"),
        Allowed("a whole number, at least 1"),
    ] = 100
    memory_usage_threshold: Annotated[
        int,
        Field(gt=0, description="MB by which the backend's memory may grow under load"),
        Allowed("a whole number of MB, at least 1"),
    ] = 50
    error_rate_threshold: Annotated[
        float,
        Field(ge=0, le=100, description="percent of requests under load that may fail"),
        Allowed("a number of percent from 0 to 100"),
    ] = 1.0
    users: Annotated[
        int,
        Field(ge=0, le=100_000, description="how many people load a backend; 0: as many as each scenario says"),
        Allowed("a whole number from 0 to 100,000"),
    ] = 0
    duration: Annotated[
        float,
        Field(ge=0, le=86_400, description="seconds for which each load lasts; 0: as long as each scenario says"),
        Allowed("a number of seconds from 0 to 86,400"),
    ] = 0.0
    test_timeout: Annotated[
        Milliseconds, Field(description="time limit of a scenario that has no `@timeout.N` (seconds) of its own")
    ] = 30_000
    jobs: Annotated[
        Literal["auto"] | Annotated[int, Field(ge=1, le=64)],
        Allowed("auto, or a whole number from 1 to 64"),
        Field(description="how many scenarios run in parallel; auto: as many as cores and memory allow"),
    ] = 1
    shard: Annotated[
        Shard,
        Field(
            description="i/n: run only the i-th of n parts, the same regardless of order and machine; needs a seed"
        ),
    ] = ""
    test_retry_count: Annotated[
        int,
        Field(ge=0, le=5, description="how often a scenario that did not pass is run again, with fresh data"),
        Allowed("a whole number from 0 to 5"),
    ] = 0
    allow_flaky: Annotated[
        bool,
        Allowed("true or false"),
        Field(description="count a scenario that passed only when run again as passed; it is listed as flaky"),
    ] = False
    closing_reads: Annotated[
        int,
        Field(
            ge=0,
            le=100_000,
            description="how many reads people may make at the end of a scenario, to see that everything is as it"
            " should be; 0: none, for backends where reading is expensive",
        ),
        Allowed("a whole number from 0 to 100,000"),
    ] = 200
    cleanup_after_tests: Annotated[
        bool,
        Allowed("true or false"),
        Field(description="remove everything a scenario created; false lists it instead, and is rejected if CI=true"),
    ] = True
    use_fixtures: Annotated[
        bool,
        Allowed("true or false"),
        Field(description="take people and texts from the files in `features/fixtures`"),
    ] = True
    generate_dynamic_data: Annotated[
        bool,
        Allowed("true or false"),
        Field(
            description="let faker make people and texts; both true: mixed, as the seed decides; both false: rejected"
        ),
    ] = True
    seed: Annotated[int, Field(ge=0), Allowed("a whole number, at least 0")] = Field(
        default_factory=lambda: secrets.randbelow(10**9), description="seed of people and content"
    )
    plant: Annotated[Plant, Field(description="a fault to plant on the wire; the run must turn red")] = ""
    reports: Annotated[Path, Allowed("a folder"), Field(description="the folder of histories and reports")] = Path(
        "reports"
    )
    database: Annotated[
        Database,
        Field(repr=False, description="where runs are kept; empty: in `lockstep.db` in the folder of the reports"),
    ] = ""
    keep_runs: Annotated[
        int, Field(ge=1, description="how many runs are kept there"), Allowed("a whole number, at least 1")
    ] = 200
    notices__failure: Annotated[
        Receivers, Field(repr=False, description="who is notified of a failed run, as Apprise addresses")
    ] = ""
    notices__mended: Annotated[
        Receivers,
        Field(repr=False, description="who is notified of scenarios that failed in the previous run and pass now"),
    ] = ""
    notices__flaky: Annotated[
        Receivers, Field(repr=False, description="who is notified of scenarios that passed only when run again")
    ] = ""
    notices__budget: Annotated[
        Receivers, Field(repr=False, description="who is notified of times and loads beyond their budgets")
    ] = ""
    notices__link: Annotated[
        HttpUrl,
        Field(
            repr=False, description="where a notice points, `{run}` being the run's id; empty: to the reports' folder"
        ),
    ] = ""
    load_allow_hosts: Annotated[
        Hosts, Field(description="hosts besides this machine's own that plants, faults and load may affect")
    ] = ()

    masking__names: Annotated[
        Names,
        Field(
            description="names whose values are secret in everything written or shown, besides passwords, tokens and"
            " the like; `badge_number` is also badgeNumber and BADGE-NUMBER"
        ),
    ] = ()

    load__workers: Annotated[
        int,
        Field(ge=1, le=64, description="how many processes generate the load, each for some of the rooms"),
        Allowed("a whole number from 1 to 64"),
    ] = 1
    load__cluster: Annotated[
        Cluster,
        Field(
            description="the scheduler of a `dask.distributed` cluster, such as `tcp://host:8786`, whose workers make"
            " the load, each for some of the rooms; empty: this machine makes it"
        ),
    ] = ""

    management__registration: Annotated[
        bool,
        Allowed("true or false"),
        Field(description="let anyone who can reach the service register their own company"),
    ] = True
    management__access_minutes: Annotated[
        int,
        Field(ge=1, le=10_080, description="minutes for which an access token of the service is valid"),
        Allowed("a whole number of minutes from 1 to 10,080"),
    ] = 60
    management__rate: Annotated[
        float,
        Field(
            ge=0, le=100_000, description="requests a second that the service accepts from one account; 0: no limit"
        ),
        Allowed("a number from 0 to 100,000"),
    ] = 50.0
    management__login_rate: Annotated[
        int,
        Field(
            ge=0,
            le=100_000,
            description="logins and registrations a minute that it accepts from one address; 0: no limit",
        ),
        Allowed("a whole number from 0 to 100,000"),
    ] = 30
    management__password_cost: Annotated[
        int,
        Field(ge=8, le=1_048_576, description="KiB of memory that hashing a password takes"),
        Allowed("a whole number from 8 to 1,048,576"),
    ] = 19_456
    management__largest_request: Annotated[
        int,
        Field(ge=1_024, le=16_777_216, description="bytes that a request to the service may have"),
        Allowed("a whole number from 1,024 to 16,777,216"),
    ] = 262_144
    management__at_once: Annotated[
        int,
        Field(ge=1, le=16, description="how many executions the service runs at a time"),
        Allowed("a whole number from 1 to 16"),
    ] = 1
    management__queue: Annotated[
        int,
        Field(ge=1, le=10_000, description="how many executions may be queued"),
        Allowed("a whole number from 1 to 10,000"),
    ] = 100

    @field_validator("load_allow_hosts", "masking__names", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _have_data(self) -> Self:
        if not self.use_fixtures and not self.generate_dynamic_data:
            raise ValueError(
                f"{env_name('use_fixtures')} and {env_name('generate_dynamic_data')} are both false, so there would"
                " be neither people nor texts: leave at least one of them true"
            )
        return self

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        if bool(self.api_base_url) != bool(self.websocket_url):
            given, missing = (
                ("api_base_url", "websocket_url") if self.api_base_url else ("websocket_url", "api_base_url")
            )
            raise ValueError(
                f"{env_name(given)} is {mask_url(getattr(self, given))!r} but {env_name(missing)} is empty: set both"
                " to test a running backend, or neither to have one started"
            )
        if self.shard and "seed" not in self.model_fields_set:
            raise ValueError(
                f"shard {self.shard} is given without a seed: all shards of a run share one, so name it, such as"
                " -D seed=7"
            )
        if self.plant:
            for host in (urlsplit(url).hostname or "" for url in (self.api_base_url, self.websocket_url) if url):
                if not self.may_disturb(host):
                    raise ValueError(
                        f"plant {self.plant!r} would disturb {host!r}, which is not this machine: plants and load go"
                        f" to loopback only, unless {env_name('load_allow_hosts')} names the host"
                    )
        return self

    def may_disturb(self, host: str) -> bool:
        """Whether plants, faults and load may go to this host."""
        if host == "localhost" or host in self.load_allow_hosts:
            return True
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:  # a name, not an address
            return False

    @cached_property
    def masker(self) -> Masker:
        """The masker of this run: it knows the secret values in these settings, and those added later."""
        return Masker(self.masking__names, secrets_in_values(self.model_dump()))

    def redacted(self) -> dict[str, Any]:
        """Key (as after `-D`) to value, JSON-like, with secrets inside addresses replaced."""
        values = self.model_dump(mode="json")
        return {
            key_of(name): shown(name, value) if isinstance(value, str) else value for name, value in values.items()
        }


def key_of(name: str) -> str:
    """The key of a setting in `lockstep.toml` and after `-D`."""
    return name.replace("__", ".")


def env_name(name: str) -> str:
    """The environment variable of a setting."""
    shouted = name.replace("__", "_").upper()
    return shouted if name in UNPREFIXED else f"LOCKSTEP_{shouted}"


def allowed_words(name: str) -> str:
    """What a setting accepts, in words."""
    return next(item.words for item in Settings.model_fields[name].metadata if isinstance(item, Allowed))


def receivers_in(text: str) -> list[str]:
    """The addresses in a setting of receivers. A comma inside an address stays in it."""
    return [one for one in re.split(r"[\s,]+(?=[a-z][a-z0-9+.-]*://)", text.strip(" ,\n\t")) if one]


def shown(name: str, text: str) -> str:
    """The text of a setting as it may be shown."""
    if _is_secret(name):
        return hidden(text)
    return mask_url(text) if _is_address(name) else mask_text(text)


def secrets_in_values(values: Mapping[str, Any]) -> list[str]:
    """What is secret in the values of these settings, by their names."""
    found: list[str] = []
    for name, value in values.items():
        if _is_secret(name):
            found += [secret for one in receivers_in(str(value)) for secret in secrets_in_receiver(one)]
        elif _is_address(name):
            found += secrets_in_url(str(value))
    return found


def hidden(text: str) -> str:
    """Only the kind of each address in the text."""
    kinds = (one.rpartition("://")[0].strip("'\"") for one in receivers_in(text))
    return " ".join(f"{kind}://{MASK}" if re.fullmatch(r"[a-z0-9+.-]+", kind) else MASK for kind in kinds)


def _is_secret(name: str) -> bool:
    return any(isinstance(item, Secret) for item in Settings.model_fields[name].metadata)


def _is_address(name: str) -> bool:
    return "://" in allowed_words(name)
