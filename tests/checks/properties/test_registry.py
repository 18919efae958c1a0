"""The registry: every property file is in it, under its number."""

from pathlib import Path

from lockstep.checks import properties
from lockstep.checks.properties.registry import MODULES, PROPERTIES

FILES = sorted(path.stem for path in Path(properties.__path__[0]).glob("p[0-9][0-9]_*.py"))


def test_every_property_file_is_registered_under_its_number() -> None:
    assert len(FILES) > 20
    assert [module.__name__.rpartition(".")[2] for module in MODULES.values()] == FILES
    assert [int(name[1:3]) for name in FILES] == [int(key[1:]) for key in PROPERTIES]


def test_a_property_is_the_check_of_its_module() -> None:
    assert {module.RULE.id: module.check for module in MODULES.values()} == PROPERTIES
