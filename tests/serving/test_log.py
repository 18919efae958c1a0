"""The log's lines: JSON with UTC time, level, message and everything passed as `extra`."""

import json
import logging

from lockstep.serving.log import JsonFormatter


def record(message: str, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"msg": message, "levelname": "INFO", "created": 0.5})
    vars(made).update(extra)
    return made


def test_a_record_becomes_one_line_of_json_with_its_extra_fields() -> None:
    line = JsonFormatter().format(record("request", status=200, reason=ValueError("late")))
    assert json.loads(line) == {
        "at": "1970-01-01T00:00:00.500Z",
        "level": "INFO",
        "message": "request",
        "status": 200,
        "reason": "late",
    }


def test_an_exception_is_logged_with_its_traceback_on_the_same_line() -> None:
    error = LookupError("no such room")
    line = JsonFormatter().format(record("request failed", exc_info=(LookupError, error, None)))
    assert "\n" not in line
    assert "LookupError: no such room" in json.loads(line)["error"]
