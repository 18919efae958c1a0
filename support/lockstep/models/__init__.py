"""The five entities of the test management: users, scenarios, results, integration events, performance metrics.

Field names are snake_case here and camelCase in JSON; `model_validate` accepts both, `to_json` (base.py) returns the
latter. A broken rule raises EntityError, whose text is one sentence per broken rule: the field, the value, what is
allowed. Entities are immutable: `changed` returns a copy that is checked again, and rejects an illegal transition of
`status`. The rules: docs/service.md, "The five entities".
"""

from lockstep.models.base import Entity, EntityError
from lockstep.models.event import IntegrationEvent
from lockstep.models.metric import PerformanceMetric
from lockstep.models.result import TestResult
from lockstep.models.scenario import TestScenario
from lockstep.models.user import TestUser

__all__ = [
    "Entity", "EntityError", "IntegrationEvent", "PerformanceMetric", "TestResult", "TestScenario", "TestUser",
]  # fmt: skip
