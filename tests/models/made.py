"""Entities made by hand, as JSON would bring them."""

from typing import Any

import jwt

NOW, LATER = "2026-11-22T12:00:00Z", "2026-11-22T12:00:05Z"
HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"
TOKEN = jwt.encode({"sub": "ana"}, "k" * 32, algorithm="HS256")
USER: dict[str, Any] = {
    "id": "u1", "email": "ana@example.com", "password": HASH, "fullName": "Ana", "companyId": "c1", "role": "OWNER",
    "accessToken": TOKEN, "createdAt": NOW,
}  # fmt: skip
SCENARIO: dict[str, Any] = {
    "id": "0123456789ab", "name": "a message arrives", "type": "INTEGRATION", "category": "sync",
    "gherkin": "Scenario: a message arrives", "createdAt": NOW,
}  # fmt: skip
RESULT: dict[str, Any] = {
    "id": "t1", "scenarioId": "0123456789ab", "userId": "u1", "startTime": NOW, "createdAt": NOW
}  # fmt: skip
EVENT: dict[str, Any] = {
    "id": "e1", "testId": "t1", "eventType": "chatroom_message_received", "source": "API", "target": "WEBSOCKET",
    "userId": "u1", "timestamp": NOW,
}  # fmt: skip
METRIC: dict[str, Any] = {
    "id": "m1", "testId": "t1", "metricType": "WEBSOCKET_DELIVERY", "operation": "delivery", "value": 12.5,
    "unit": "ms", "threshold": 100.0, "isWithinThreshold": True, "timestamp": NOW,
}  # fmt: skip
