"""Opening a target for recordings, and the recordings on it.

    with lockstep.recording() as people:
        ana = people.enrol("Ana")

`opened` starts or reaches a target once, for any number of consecutive recordings; `recording` does both for one. The
target is the one given, else the one in the settings (`lockstep.toml`, environment), by default the reference
backend. A plant in the settings is placed in front of the target. Errors: SettingsError; TargetFaultError for a
target that cannot be used; LeftBehindError for leftovers, or a plant that took no effect.
"""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lockstep.clients.dialects.registry import name_of
from lockstep.clients.tls import trust
from lockstep.data.content import Texts
from lockstep.data.fixtures import FixturesError, fixtures
from lockstep.data.people import People
from lockstep.history.rows import Budgets, Header
from lockstep.recordings.attempt import Attempt
from lockstep.recordings.background import Background
from lockstep.recordings.outcome import LeftBehindError
from lockstep.recordings.recording import Recording
from lockstep.relay.errors import RelayError
from lockstep.relay.parse import PlantSpecError, parse_plant
from lockstep.relay.process import RelayProcess
from lockstep.settings import Settings, load
from lockstep.settings.locations import suite_folder
from lockstep.targets.base import Target, TargetFaultError
from lockstep.targets.registry import make_target


class OpenTarget:
    """A running target, with the background loop on which people act."""

    def __init__(self, settings: Settings, target: Target, background: Background) -> None:
        """Everything has been started."""
        self.target = target
        self._settings = settings
        self._background = background
        self._count = 0
        try:
            self._fixtures = fixtures(
                use=settings.use_fixtures, generate=settings.generate_dynamic_data, folder=suite_folder() / "fixtures"
            )
        except FixturesError as error:
            raise TargetFaultError(str(error)) from error

    @property
    def history_folder(self) -> Path:
        """Where histories are kept unless a recording names a file of its own."""
        return self._settings.reports / "history"

    @contextmanager
    def recording(self, title: str = "recording", history: Path | str | None = None) -> Iterator[Recording]:
        """Record people's actions in the block. The file is `history`, by default a new one named after the title in
        the folder `history` of the reports; no earlier one is replaced. When the block ends, also after an error,
        the recording settles and everything created is removed. Raises LeftBehindError, OSError."""
        self._count += 1
        settings = self._settings
        scenario = f"{slug(title)}-{self._count}"
        path = Path(history) if history is not None else _new_file(self.history_folder, scenario)
        header = Header(
            scenario=scenario,
            title=title,
            seed=settings.seed,
            target=self.target.name,
            promises=self.target.promised(),
            budgets=budgets_of(settings),
        )
        attempt = Attempt(
            self._background.portal,
            self.target,
            header,
            path=path,
            people=People(settings.seed, scenario, 1, self._fixtures),
            texts=Texts(settings.seed, scenario, 1, self._fixtures),
            tolerance_ms=self._background.tolerance_ms,
            closing_reads=settings.closing_reads,
            masker=settings.masker,
        )
        made = Recording(attempt, path)
        try:
            yield made
            made.end()
        except BaseException as error:
            made.end(broken=True)
            for sentence in made.close(clean_up=settings.cleanup_after_tests):
                error.add_note(f"left behind: {sentence}")
            raise
        _refuse_left(made.close(clean_up=settings.cleanup_after_tests))


@contextmanager
def opened(target: Target | Path | str | None = None, settings: Settings | None = None) -> Iterator[OpenTarget]:
    """Start or reach a target for the block. `target`: an adapter, an adapter's file, a target's name, or None for
    the one in the settings; `settings`: by default those of `lockstep.toml` and the environment. Raises
    SettingsError, TargetFaultError, LeftBehindError."""
    settings = settings or load(os.environ, {})
    if target is not None and not isinstance(target, Target):
        settings = settings.model_copy(update={"target": str(target)})
    used = target if isinstance(target, Target) else make_target(settings, trust(settings.ca_file), settings.reports)
    background, left = Background(), list[str]()
    with ExitStack() as stack:
        stack.callback(lambda: left.extend(background.close()))
        portal = background.open()
        background.begin(used.start, used.stop)
        mask = settings.masker.text
        ill = [mask(f"{row.part}: {row.detail}") for row in portal.call(used.health) if not row.healthy]
        if ill:
            raise TargetFaultError(f"target {used.name} is not healthy, so nothing was recorded: {'; '.join(ill)}")
        relay = _plant_relays(background, used, settings)
        yield OpenTarget(settings, used, background)
        if settings.cleanup_after_tests:
            left += portal.call(used.leftovers)
    if relay is not None and not relay.report()["effects"]:
        left.append(f"plant {settings.plant} took no effect, so this recording proves nothing about it")
    _refuse_left(left)


@contextmanager
def recording(
    target: Target | Path | str | None = None,
    *,
    settings: Settings | None = None,
    title: str = "recording",
    history: Path | str | None = None,
) -> Iterator[Recording]:
    """Open a target and record people's actions in the block; see `opened` and `OpenTarget.recording`."""
    with opened(target, settings) as open_target, open_target.recording(title, history) as made:
        yield made


def budgets_of(settings: Settings) -> Budgets:
    """The budgets in the settings."""
    return Budgets(
        api_ms=settings.api_response_threshold,
        delivery_budget_ms=settings.websocket_delivery_threshold,
        recovery_ms=settings.connection_recovery_threshold,
        loss_ms=settings.loss_deadline,
    )


def _plant_relays(background: Background, target: Target, settings: Settings) -> RelayProcess | None:
    """Place the plant of the settings in front of the target. Raises TargetFaultError."""
    if not settings.plant:
        return None
    api, socket = target.api_base_url, target.websocket_url
    try:
        plant = parse_plant(settings.plant)
        relay = RelayProcess(socket, plant=plant, dialect=settings.dialect or name_of(target.codec()))
        background.begin(relay.start, relay.stop)
        target.go_to(relay.url(api), relay.url(socket))
    except (PlantSpecError, RelayError) as error:
        raise TargetFaultError(
            f"the plant {settings.plant} cannot be placed in front of {target.name}: {error}"
        ) from error
    return relay


def slug(title: str) -> str:
    """A title as a name of files: lower-case letters, digits and dashes, at most 80."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80] or "recording"


def _new_file(folder: Path, name: str) -> Path:
    """An empty file that did not exist, NAME.jsonl or NAME.2.jsonl and so on, also where other processes look for one
    at the same time. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path, number = folder / f"{name}.jsonl", 1
    while True:
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            number += 1
            path = folder / f"{name}.{number}.jsonl"
        else:
            return path


def _refuse_left(left: list[str]) -> None:
    if left:
        raise LeftBehindError(f"left behind: {'; '.join(left)}")
