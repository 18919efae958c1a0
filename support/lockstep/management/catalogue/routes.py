"""Routes of the catalogue.

GET    test/scenarios              GUEST   filters type, priority, category, tag; pages
POST   test/scenarios              ADMIN   201; 400 with line and reason; 409 if the name is taken
GET    test/scenarios/ID           GUEST
PUT    test/scenarios/ID           ADMIN   409 for one of `features/`, and for another name
DELETE test/scenarios/ID           ADMIN   204; 409 for one of `features/`
GET    test/scenarios/ID/trend     GUEST   outcomes, durations and flakiness over runs
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from lockstep.management.access import Caller, needs
from lockstep.management.answers import LISTED, Paged, fails, paged
from lockstep.management.catalogue.catalogue import Catalogue
from lockstep.management.catalogue.entries import Priority, Type
from lockstep.management.catalogue.incoming import Sent
from lockstep.management.database import Database
from lockstep.models.scenario import TestScenario
from lockstep.reporting.runs.run_history import Trend, trend
from lockstep.running.selection.feature_index import give_up
from lockstep.store import StoreError

Reads = Annotated[Caller, needs("GUEST")]
Changes = Annotated[Caller, needs("ADMIN")]


class _Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class RunOutcome(_Camel):
    """The result of the scenario in one run; the duration is in ms. `plant` is the fault that was planted in it, if
    any: such a run counts in no figure."""

    run_id: str
    started: datetime
    status: str
    duration: float
    message: str
    plant: str = ""


class ScenarioTrend(_Camel):
    """A scenario over its runs, the oldest first. `flakiness` is the proportion of runs in which it passed only after
    a retry, or had a different result from the run before. `runs`, `passed` and `flakiness` leave out runs with a
    plant."""

    scenario_id: str
    runs: int
    passed: int
    flakiness: float
    outcomes: list[RunOutcome]


class CatalogueRoutes:
    """The catalogue as a part of the service."""

    def __init__(self, catalogue: Catalogue, database: Database) -> None:
        """Creates the router."""
        self._catalogue, self._database = catalogue, database
        self.router = router = APIRouter(prefix="/test/scenarios", tags=["scenarios"])
        one = "/{scenario_id}"
        router.add_api_route("", self.list_scenarios, responses=LISTED | fails(401, 403))
        router.add_api_route(
            "", self.add_scenario, methods=["POST"], status_code=201, responses=fails(401, 403, 409, 413)
        )
        router.add_api_route(one, self.get_scenario, responses=fails(401, 403, 404))
        router.add_api_route(one, self.change_scenario, methods=["PUT"], responses=fails(401, 403, 404, 409, 413))
        router.add_api_route(
            one, self.remove_scenario, methods=["DELETE"], status_code=204, responses=fails(401, 403, 404, 409)
        )
        router.add_api_route(f"{one}/trend", self.scenario_trend, responses=fails(401, 403, 404))

    async def start(self) -> None:
        """Read the features, so that the first request does not have to."""
        await asyncio.to_thread(self._catalogue.trouble)

    async def stop(self) -> None:
        """Abandon reading in progress: nothing waits for it any more."""
        give_up()

    def health(self) -> Mapping[str, str]:
        """Whether the features can be read."""
        return {"features": self._catalogue.trouble()}

    def list_scenarios(
        self,
        *,
        caller: Reads,
        page: Paged,
        response: Response,
        of_type: Annotated[Type | None, Query(alias="type")] = None,
        priority: Annotated[Priority | None, Query()] = None,
        category: Annotated[str | None, Query(max_length=200)] = None,
        tag: Annotated[str | None, Query(max_length=200, description="with or without @")] = None,
    ) -> list[TestScenario]:
        """The catalogue: the scenarios of the suite, and those that the caller's company added."""
        bare = None if tag is None else tag.removeprefix("@")
        found = [
            one
            for one in self._catalogue.all(caller.company_id)
            if of_type in {None, one.scenario.type}
            and priority in {None, one.scenario.priority}
            and category in {None, one.scenario.category}
            and (bare is None or bare in one.scenario.tags)
        ]
        return self._catalogue.with_status(paged(found, page, response), caller.company_id)

    def add_scenario(self, sent: Sent, caller: Changes) -> TestScenario:
        """Add a scenario in Gherkin. Only the suite's own steps can be used."""
        return self._catalogue.add(sent, caller.company_id).scenario

    def get_scenario(self, scenario_id: str, caller: Reads) -> TestScenario:
        """One scenario."""
        entry = self._catalogue.find(scenario_id, caller.company_id)
        return self._catalogue.with_status([entry], caller.company_id)[0]

    def change_scenario(self, scenario_id: str, sent: Sent, caller: Changes) -> TestScenario:
        """Change an added scenario; its name, rule and category stay."""
        entry = self._catalogue.change(scenario_id, sent, caller.company_id)
        return self._catalogue.with_status([entry], caller.company_id)[0]

    def remove_scenario(self, scenario_id: str, caller: Changes) -> None:
        """Remove an added scenario; its results stay."""
        self._catalogue.remove(scenario_id, caller.company_id)

    def scenario_trend(self, scenario_id: str, caller: Reads) -> ScenarioTrend:
        """The results of the scenario in all stored runs, except for those of other companies."""
        self._catalogue.find(scenario_id, caller.company_id)
        try:
            with self._database.store(caller.company_id) as store:
                found = trend(store, scenario_id)
        except StoreError:
            self._database.check()  # the database answers, so no run executed the scenario
            return ScenarioTrend(scenario_id=scenario_id, runs=0, passed=0, flakiness=0.0, outcomes=[])
        return _told(found)


def _told(found: Trend) -> ScenarioTrend:
    outcomes = [
        RunOutcome(
            run_id=one.run,
            started=datetime.fromisoformat(f"{one.started}+00:00"),
            status=one.status,
            duration=round(one.duration * 1_000, 3),
            message=one.message,
            plant=one.plant,
        )
        for one in found.outcomes
    ]
    return ScenarioTrend(
        scenario_id=found.scenario,
        runs=found.runs,
        passed=found.passed,
        flakiness=found.flakiness,
        outcomes=outcomes,
    )
