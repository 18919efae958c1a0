"""The suite: everything that lasts as long as the run: the background loop, the tolerance, the target, a plant's
relay.

`open` starts them in that order and tries every part of the target; `close` ends them in the opposite order and
reports leftovers. Anything that prevents the run from continuing is an EnvironmentFaultError with one sentence. Each
scenario has its own scene; shared parts are read-only. A plant without effect is reported at the end of the run: such
a run proves nothing.
"""

from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from anyio.from_thread import BlockingPortal

from lockstep.clients.dialects.registry import UnknownDialectError, codec_named, name_of
from lockstep.clients.tls import trust
from lockstep.data.content import Texts
from lockstep.data.fixtures import FixturesError, fixtures
from lockstep.data.people import People
from lockstep.history.rows import Header
from lockstep.recordings.background import Background
from lockstep.recordings.opening import budgets_of
from lockstep.relay.errors import RelayError
from lockstep.relay.parse import PlantSpec, PlantSpecError, parse_plant
from lockstep.reporting.folders import Folders
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.scene.load_run import Load
from lockstep.running.scene.plant_relays import PlantRelays, told
from lockstep.running.scene.scene import Scene
from lockstep.running.service.client import ServiceClient
from lockstep.running.service.process import Service
from lockstep.serving.extras import missing
from lockstep.settings import Settings
from lockstep.settings.locations import suite_folder
from lockstep.targets.base import Health, Target, TargetFaultError
from lockstep.targets.registry import make_target

NO_EFFECT = "plant {} took no effect, so this run proves nothing about it{}; see plant.json"


class Suite:
    """One run against one target."""

    def __init__(self, settings: Settings, worker: int = 0, fixtures_folder: Path | None = None) -> None:
        """Nothing is started yet. A `worker` (from 1) has its own files, and a single worker cannot tell whether the
        plant took effect in the run. People and texts come from `fixtures_folder`, or, if there is none, from the
        suite's own fixtures. Raises EnvironmentFaultError for a plant or a target that does not exist, and for
        unusable fixtures."""
        self._settings = settings
        self._background = Background()
        self._plant_relays: PlantRelays | None = None
        self._service: Service | None = None
        self._services = 0
        self._left: list[str] = []
        self._worker = worker
        self._folder = Folders(settings.reports).of_worker(worker)
        try:
            self._plant = parse_plant(settings.plant) if settings.plant else None
            if settings.dialect:
                codec_named(settings.dialect)
            self.target: Target = make_target(settings, trust(settings.ca_file), self._folder)
            self._refuse_plant_without_effect()
            self._fixtures = fixtures(
                use=settings.use_fixtures,
                generate=settings.generate_dynamic_data,
                folder=fixtures_folder
                if fixtures_folder and fixtures_folder.is_dir()
                else suite_folder() / "fixtures",
            )
        except (PlantSpecError, TargetFaultError, FixturesError, UnknownDialectError) as error:
            raise EnvironmentFaultError(str(error)) from error

    def open(self) -> list[Health]:
        """Start everything and return the answers of the target's parts. Raises EnvironmentFaultError."""
        self._portal: BlockingPortal = self._background.open()
        try:
            self._background.begin(self.target.start, self.target.stop)
            rows = self._background.call(self.target.health)
            if self._plant is not None:
                self._plant_relays = self._make_plant_relays(self._plant)
        except (TargetFaultError, RelayError) as error:
            raise EnvironmentFaultError(str(error)) from error
        ill = [self._settings.masker.text(f"{row.part}: {row.detail}") for row in rows if not row.healthy]
        if ill or not rows:
            why = "; ".join(ill) or "no part answered"
            raise EnvironmentFaultError(f"target {self.target.name} is not healthy, so nothing was run: {why}")
        return rows

    @property
    def data(self) -> str:
        """The source of people and texts, in words."""
        return self._fixtures.told

    def scene(self, scenario: str, title: str, attempt: int = 1) -> Scene:
        """The scene of one attempt at one scenario. Raises OSError."""
        settings = self._settings
        header = Header(
            scenario=scenario,
            title=title,
            attempt=attempt,
            seed=settings.seed,
            target=self.target.name,
            promises=self.target.promises,
            budgets=budgets_of(settings),
        )
        return Scene(
            self._portal,
            self.target,
            header,
            path=settings.reports / "history" / f"{scenario}-{attempt}.jsonl",
            people=People(settings.seed, scenario, attempt, self._fixtures),
            texts=Texts(settings.seed, scenario, attempt, self._fixtures),
            tolerance_ms=self._background.tolerance_ms,
            closing_reads=settings.closing_reads,
            gate=settings.budgets == "gate",
            dialect=settings.dialect or name_of(self.target.codec()),
            plant_relays=self._plant_relays,
            load=lambda call, faults: Load(
                settings, header, Folders(settings.reports).load, call, faults, self._background.tolerance_ms
            ),
            service_client=lambda recorder, call, people: ServiceClient(
                recorder, call, people, self._shared_service, self._new_service
            ),
            masker=settings.masker,
        )

    def why_no_faults(self) -> str:
        """Why network faults are not possible in front of the target, or an empty text."""
        urls = (self.target.api_base_url, self.target.websocket_url)
        for host in (urlsplit(url).hostname or "" for url in urls):
            if not self._settings.may_disturb(host):
                return f"faults go to this machine only, unless LOCKSTEP_LOAD_ALLOW_HOSTS names {host!r}"
        return "a relay cannot break encrypted connections" if "wss:" in self.target.websocket_url else ""

    def why_no_service(self) -> str:
        """Why the suite's own service is not tested in this run, or an empty text: it does not depend on the target,
        so it is tested only once."""
        settings = self._settings
        if settings.target != "reference" or settings.api_base_url or settings.plant:
            return "the service is tested in runs against the reference backend without a plant"
        return missing("service", "the service")

    def gone(self, *, suspicious: bool) -> str:
        """Why the target can no longer be tested, or an empty text. A target that the suite did not start is queried
        only when something is `suspicious`."""
        if not self.target.alive():
            return "has died"
        ill = [row for row in self._background.call(self.target.health) if not row.healthy] if suspicious else []
        return "; ".join(self._settings.masker.text(f"{row.part}: {row.detail}") for row in ill)

    def close(self) -> list[str]:
        """End everything; a sentence if there are leftovers, and one for a plant without effect."""
        if self._settings.cleanup_after_tests and self.target.api_base_url:
            self._left += self._background.call(self.target.leftovers)
        if self._service is not None:
            self._left += self._background.call(self._service.stop)
        self._left += self._background.close()
        amiss = [f"left behind at the end of the run: {'; '.join(self._left)}"] if self._left else []
        if self._plant_relays is not None and not self._plant_relays.took_effect() and not self._worker:
            amiss.append(NO_EFFECT.format(self._plant_relays.text, told(self._plant_relays.why())))
        return amiss

    def _shared_service(self) -> Service:
        """The run's service, started when it is first needed. Raises TargetFaultError."""
        if self._service is None:
            service = self._new_service()
            self._background.call(service.start)
            self._service = service
        return self._service

    def _new_service(self, **settings: str) -> Service:
        self._services += 1
        return Service(self._folder / f"service-{self._services}.log", **settings)

    def _make_plant_relays(self, plant: PlantSpec) -> PlantRelays:
        """Place the plant in front of the target. Raises RelayError."""
        dialect = self._settings.dialect or name_of(self.target.codec())
        plant_relays = PlantRelays(plant, dialect, self._folder / "plant.json")
        self._background.begin(
            partial(plant_relays.stand_before, self.target), partial(plant_relays.leave, self.target)
        )
        return plant_relays

    def _refuse_plant_without_effect(self) -> None:
        """Raises TargetFaultError for a plant that cannot take effect on this target's events."""
        if self._plant is not None and self._plant.plant().needs_numbers and not self.target.codec().numbered:
            raise TargetFaultError(
                f"plant {self._plant.text} cannot take effect on target {self.target.name}, whose events carry no"
                " numbers: choose another plant"
            )
