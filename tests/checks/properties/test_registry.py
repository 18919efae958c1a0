"""The registry: every property file is in it, says what it promises and which mistake it catches."""

import importlib
import pkgutil

import lockstep.checks.properties
from lockstep.checks.properties.registry import PROPERTIES


def modules() -> dict[str, object]:
    names = [
        module.name
        for module in pkgutil.iter_modules(lockstep.checks.properties.__path__)
        if module.name[:2] in {"p0", "p1", "p2"}
    ]
    return {name: importlib.import_module(f"lockstep.checks.properties.{name}") for name in names}


def test_every_property_file_is_registered_under_its_number() -> None:
    found = {module.RULE.id: module.check for module in modules().values()}
    assert found == PROPERTIES
    assert [int(name[1:3]) for name in modules()] == [int(key[1:]) for key in PROPERTIES]


def test_every_property_says_its_name_and_which_mistake_it_catches() -> None:
    for module in modules().values():
        assert module.__doc__.startswith(f"{module.RULE.id}, {module.RULE.name}:")
        assert "Catches in practice: " in module.__doc__
