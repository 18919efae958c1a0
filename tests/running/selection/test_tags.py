from pathlib import Path

import pytest
from behave.tag_expression.builder import TagExpressionProtocol, make_tag_expression
from lockstep.running.selection.tags import is_known, unknown_in_expression, unknown_in_features

from tests.running.model import feature

TEXT = """@syncc
Feature: A
  @FR-1
  Rule: R
    @needs.x @smoke
    Scenario: one
      Given x
    @timeout.<n> @smoke
    Scenario Outline: two
      Given <n>
      @exampel
      Examples:
        | n  |
        | 10 |
        | z  |
"""


@pytest.mark.parametrize(
    "tags",
    [
        "smoke sync recovery performance security management final connection privacy journey slow",
        "FR-001 FR-015 needs.resume needs.local timeout.1 timeout.120 unknown.P1 unknown.P24",
        "blocker critical trivial allure.issue:7 allure.label.owner:ana",
    ],
)
def test_known(tags: str) -> None:
    assert [tag for tag in tags.split() if not is_known(tag)] == []


@pytest.mark.parametrize(
    "tags",
    [
        "Smoke smok FR-1 FR-0001 needs.resumee needs. wip skip allure. allure",
        "timeout.0 timeout.x timeout.1s unknown.P0 unknown.P25 unknown.p1",
    ],
)
def test_not_known(tags: str) -> None:
    assert [tag for tag in tags.split() if is_known(tag)] == []


def test_every_place_a_tag_can_stand(tmp_path: Path) -> None:
    found = unknown_in_features([feature(tmp_path, TEXT)], tmp_path)
    assert [sentence.split(" is not a tag")[0] for sentence in found] == [
        "features/a.feature:1: @syncc",
        "features/a.feature:3: @FR-1",
        "features/a.feature:5: @needs.x",
        "features/a.feature:11: @exampel",
        "features/a.feature:15: @timeout.z",
    ]
    assert found[0].endswith("@syncc is not a tag of this suite: did you mean @sync?")
    assert "allowed are @smoke @sync" in found[3]


@pytest.mark.parametrize(
    ("expression", "unknown"),
    [
        ("@smoke and not (@slow or @nosuch)", ["nosuch"]),
        ("@a or @b", ["a", "b"]),
        ("not @smoke", []),
        ("", []),
        ("@needs.*", []),
        ("@FR-*", ["FR-*"]),
        ("@nosuch.*", ["nosuch.*"]),
    ],
)
def test_the_tags_asked_for(expression: str, unknown: list[str]) -> None:
    found = unknown_in_expression(make_tag_expression(expression, TagExpressionProtocol.V2), [])
    assert [sentence.split(" is not")[0] for sentence in found] == [f"--tags: @{tag}" for tag in unknown]


@pytest.mark.parametrize(
    ("expression", "way_out"),
    [
        ("@smke", "@smke is not a tag of this suite: did you mean @smoke?"),
        ("~@slow", 'write "not @slow"'),
        ("-@slow", 'write "not @slow"'),
        ("@smoke,@slow", 'write "@smoke or @slow"'),
        ("@xyzzy", "; allowed are @smoke @sync"),
    ],
)
def test_what_to_write_instead(expression: str, way_out: str) -> None:
    [found] = unknown_in_expression(make_tag_expression(expression, TagExpressionProtocol.STRICT), [])
    assert way_out in found


def test_a_tag_that_a_feature_carries_may_be_the_nearest(tmp_path: Path) -> None:
    carrying = feature(tmp_path, "@FR-012\nFeature: A\n  Scenario: b\n    Given x\n")
    [found] = unknown_in_expression(make_tag_expression("@FR-12", TagExpressionProtocol.V2), [carrying])
    assert found.endswith("did you mean @FR-012?")


def test_a_wildcard_may_match_what_a_feature_carries(tmp_path: Path) -> None:
    carrying = feature(tmp_path, "@FR-002\nFeature: A\n  Scenario: b\n    Given x\n")
    assert unknown_in_expression(make_tag_expression("@FR-*", TagExpressionProtocol.V2), [carrying]) == []
