"""Fixtures for tests that run behave."""

from pathlib import Path

import pytest

from tests.running.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project with the steps of `project.STEPS`."""
    return Project(tmp_path)
